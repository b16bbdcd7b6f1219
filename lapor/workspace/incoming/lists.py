"""What waits, what was set aside, one message, and the table of mentions that comes in as a file."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.channels import condition, handling, mentions
from lapor.channels.mentions import answering, keeping
from lapor.channels.models import IncomingMessage
from lapor.core import sheets
from lapor.core.errors import NotFound
from lapor.core.files import file_response
from lapor.core.http import read_id
from lapor.regions import places
from lapor.reports.actors import Actor
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import Asked
from lapor.workspace.incoming import shown
from lapor.workspace.incoming.filters import InboxFilters

SIZE = 25


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX, CSV, atau JSON"),
        help_text=gettext_lazy(
            "Kolomnya: platform, author, text, link, time. Paling banyak 1.000 sebutan, 10 MB. "
            "JSON dari API Instagram, Facebook, atau X dibaca apa adanya."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.json,.jsonl,.ndjson", "data-max-bytes": sheets.MOST_BYTES}),
        error_messages={"required": gettext_lazy("Pilih berkasnya."), "empty": gettext_lazy("Berkas ini kosong.")},
    )


@require_safe
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """What waits for a person, the oldest first, below the lights of all channels."""
    conditions = [(shown.NAMES[each.channel], each, shown.SHAPES[each.light]) for each in condition.of_all(at)]
    filters = InboxFilters(request.GET)
    context = _page(filters.apply(handling.waiting()), request, filters.query) | {
        "filters": filters,
        "query": filters.query,
        "conditions": conditions,
        "may_pause": desk.holds(by, desk.NATIONAL),
    }
    return render(request, "workspace/incoming/index.html", context)


@require_safe
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def aside(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """What can still be taken back."""
    context = _page(handling.set_aside_lately(), request) | {"days": handling.KEPT_FOR.days}
    return render(request, "workspace/incoming/aside.html", context)


@require_safe
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def handled(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """What became reports or was answered, to find it and its public answer again; the newest first."""
    before = read_id(request.GET.get("sebelum", "")) or 0
    found = handling.handled().order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: SIZE + 1])
    context = {
        "lines": [shown.line_of(each) for each in rows[:SIZE]],
        "next": f"?sebelum={rows[SIZE - 1].pk}" if len(rows) > SIZE else "",
        "is_first": not before,
        "sees_reports": desk.holds(by, desk.NATIONAL),
    }
    return render(request, "workspace/incoming/handled.html", context)


@require_safe
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def message(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The words of one message and what can be done with it; here alone they are read."""
    found = handling.find(pk)
    words = handling.words_of(found)
    is_waiting = found.state == IncomingMessage.State.WAITING
    prepared = answering.newest(found) if found.channel == mentions.CHANNEL else None
    filters = InboxFilters(request.GET)
    host = mentions.host_of(words.link) if words and words.link else ""
    context = {
        "line": shown.line_of(found),
        "next": handling.next_of(found, filters.apply(handling.waiting())),
        "query": filters.query,
        "host": host,
        "is_platform": mentions.is_of_a_platform(host),
        "words": words,
        "sent": handling.file_of(found),
        "region": places.region_at(*words.point) if words and words.point else None,
        "is_waiting": is_waiting,
        "may_take_back": found.state == IncomingMessage.State.DROPPED and bool(bytes(found.content_ciphertext)),
        "may_answer": is_waiting and handling.may_answer(found),
        "may_attach": is_waiting and bool(handling.contact_of(found)),
        "is_mention": found.channel == mentions.CHANNEL,
        "prepared": prepared,
        "prepared_text": answering.text_of(prepared) if prepared else "",
        "sees_reports": desk.holds(by, desk.NATIONAL),
    }
    return render(request, "workspace/incoming/message.html", context)


@require_safe
@desk.for_roles(desk.CHANNEL_KEEPERS)
def file(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The photo or document that was sent in a chat."""
    sent = handling.file_of(handling.find(pk))
    if sent is None:
        raise NotFound(pk)
    return file_response(
        sent.read(),
        media_type=sent.media_type,
        filename=sent.file_name,
        inline=True,
        range_header=request.headers.get("Range", ""),
    )


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def import_mentions(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """A file in, every row of it or none."""
    asked = Asked(
        heading=_("Impor sebutan media sosial"),
        send=_("Impor"),
        back=reverse("workspace:incoming"),
        lead=(
            _("Ambil ekspor sebutan #lapor dari alat pemantau Anda. Tiap baris menunggu di kotak saluran."),
            _("Tautan yang sudah pernah diimpor dilewati. Tidak ada yang dipublikasikan atau dibalas sendiri."),
        ),
    )
    form = ImportForm(form_page.posted(request), request.FILES or None)

    def step(said: dict[str, Any]) -> HttpResponse:
        file = said["file"]
        new, known = keeping.add(file.read(), filename=file.name, at=at)
        came = ngettext("%(n)s sebutan baru masuk.", "%(n)s sebutan baru masuk.", new) % {"n": new}
        passed = ngettext("%(n)s sudah ada.", "%(n)s sudah ada.", known) % {"n": known}
        messages.success(request, f"{came} {passed}")
        return redirect(asked.back)

    return form_page.answer(request, form, asked, step, done="")


def _page(found: QuerySet[IncomingMessage], request: HttpRequest, query: str = "") -> dict[str, Any]:
    """Go on behind the message that `?sesudah=` names; the oldest has the smallest number. `query` stays as it is."""
    after = read_id(request.GET.get("sesudah", "")) or 0
    rows = list(found.filter(pk__gt=after).order_by("pk")[: SIZE + 1])
    return {
        "lines": [shown.line_of(each) for each in rows[:SIZE]],
        "next": f"?{query}&sesudah={rows[SIZE - 1].pk}".replace("?&", "?") if len(rows) > SIZE else "",
        "first": f"?{query}",
        "is_first": not after,
    }
