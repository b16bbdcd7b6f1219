"""Reprimand letters: drafts to decide on, letters to send, and the agency's own, which it answers."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.accounts.models import User
from lapor.core.errors import NotFound, Refused
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.supervision import reprimands
from lapor.supervision.models import Quarter, Reprimand, Status, Way
from lapor.ui.forms import refuse
from lapor.ui.pdf import answer, pdf
from lapor.workspace import desk
from lapor.workspace.forms import long_text
from lapor.workspace.supervision import paging

READERS = reprimands.DECIDERS | reprimands.RECEIVERS
MOST_SHOWN = 100  # numbers of reports on the page; the letter has all


class StepForm(forms.Form):
    """What may be done with a letter now: the fields it needs and the rule that does it."""

    label: Any  # on its button
    heading: Any
    done: Any

    def take(self, pk: int, *, by: Actor, user: User, at: datetime) -> Reprimand:
        raise NotImplementedError


class ApproveForm(StepForm):
    label, heading = gettext_lazy("Setujui"), gettext_lazy("Setujui surat ini")
    done = gettext_lazy("Surat disetujui dan bernomor. Kirimkan sekarang.")

    def take(self, pk, *, by, user, at):
        return reprimands.approve(pk, by=by, user=user, at=at)


class DropForm(StepForm):
    label, heading = gettext_lazy("Jangan kirim"), gettext_lazy("Tidak dilanjutkan triwulan ini")
    done = gettext_lazy("Surat tidak dilanjutkan; alasannya tercatat.")
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=reprimands.REASON_LENGTH)

    def take(self, pk, *, by, user, at):
        return reprimands.drop(pk, reason=self.cleaned_data["reason"], by=by, user=user, at=at)


class SendForm(StepForm):
    label, heading = gettext_lazy("Catat sebagai terkirim"), gettext_lazy("Kirim ke instansi")
    done = gettext_lazy("Surat terkirim. Instansi bisa membaca dan menjawabnya di sini.")
    way = forms.ChoiceField(
        label=gettext_lazy("Cara"),
        choices=Way.choices,
        help_text=gettext_lazy("Surel langsung kami kirim ke alamat instansi; cara lain Anda kirim sendiri."),
    )
    day = forms.DateField(
        label=gettext_lazy("Tanggal kirim"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def take(self, pk, *, by, user, at):
        said = self.cleaned_data
        return reprimands.send(pk, way=Way(said["way"]), day=said["day"], by=by, user=user, at=at)


class AnswerForm(StepForm):
    label, heading = gettext_lazy("Kirim jawaban"), gettext_lazy("Jawaban instansi")
    done = gettext_lazy("Jawaban terkirim.")
    text = long_text(
        gettext_lazy("Jawaban"),
        gettext_lazy("Apa yang sudah dan akan dilakukan, dan kapan selesai. Hanya bisa dikirim sekali."),
        most=reprimands.ANSWER_LENGTH,
    )

    def take(self, pk, *, by, user, at):
        return reprimands.answer(pk, text=self.cleaned_data["text"], by=by, user=user, at=at)


STEPS: dict[str, type[StepForm]] = {
    "setujui": ApproveForm,
    "hentikan": DropForm,
    "kirim": SendForm,
    "jawab": AnswerForm,
}


@require_safe
@never_cache
@desk.for_roles(READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The letters of a quarter, those with most overdue reports first."""
    letters = reprimands.seen_by(by)
    quarters = [
        Quarter(*row) for row in letters.order_by("-year", "-quarter").values_list("year", "quarter").distinct()
    ]
    asked = request.GET.get("triwulan", "")
    here = next((quarter for quarter in quarters if quarter.slug == asked), quarters[0] if quarters else None)
    if here:
        letters = letters.filter(year=here.year, quarter=here.number)
    context = {
        "page": paging.page(letters, request, by="overdue_count"),
        "quarters": quarters,
        "here": here,
        "coming": Quarter.before(timezone.localdate(at)),
        "drafts": desk.holds(by, desk.NATIONAL),
    }
    return render(request, "workspace/supervision/reprimands.html", context)


@require_POST
@desk.for_roles(desk.NATIONAL)
def draft(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Draft now what the night after the quarter would have drafted."""
    with transaction.atomic(durable=True):
        count = reprimands.draft(at=at)
    said = ngettext("%d rancangan baru disusun.", "%d rancangan baru disusun.", count) % count
    messages.success(request, said if count else _("Tidak ada instansi lain dengan laporan terlambat."))
    return redirect("workspace:reprimands")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk.for_roles(READERS)
def letter(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """One letter, and what this officer may do with it now."""
    found = _find(pk, by)
    if request.method != "POST":
        return _page(request, found, by=by, at=at)
    slug = request.POST.get("langkah", "")
    if slug not in STEPS:
        raise NotFound(slug)
    form = STEPS[slug](request.POST, prefix=slug)
    if form.is_valid():
        try:
            with transaction.atomic(durable=True):
                form.take(pk, by=by, user=user_of(request), at=at)
        except Refused as refused:
            refuse(form, refused)
            status = 422 if refused.field else 409
            return _page(request, _find(pk, by), by=by, at=at, failed=(slug, form), status=status)
        messages.success(request, form.done)
        return redirect("workspace:reprimand", pk)
    return _page(request, found, by=by, at=at, failed=(slug, form), status=422)


@require_safe
@desk.for_roles(READERS)
def document(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The letter as a PDF; a draft says that it is one."""
    found = _find(pk, by)
    context = {"letter": found, "reports": reprimands.listed(found), "is_draft": not found.number}
    name = found.number.replace("/", "-") if found.number else _("rancangan-teguran-%d") % pk
    return answer(pdf("supervision/letter.html", context), f"{name}.pdf")


def _find(pk: int, by: Actor) -> Reprimand:
    found = reprimands.seen_by(by).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def _offered(found: Reprimand, by: Actor) -> list[str]:
    if reprimands.decides(by, found):
        return {Status.DRAFT: ["setujui", "hentikan"], Status.APPROVED: ["kirim"]}.get(Status(found.status), [])
    return ["jawab"] if reprimands.receives(by, found) and not found.answered_at else []


def _page(
    request: HttpRequest,
    found: Reprimand,
    *,
    by: Actor,
    at: datetime,
    failed: tuple[str, StepForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    initial = {"way": Way.EMAIL if found.agency.email else Way.POST, "day": timezone.localdate(at)}
    steps = {slug: STEPS[slug](prefix=slug, initial=initial) for slug in _offered(found, by)}
    if failed and failed[0] in steps:
        steps[failed[0]] = failed[1]
    listed = reprimands.listed(found)
    shown = [row.report_id for row in listed[:MOST_SHOWN]]
    context = {
        "letter": found,
        "reports": listed[:MOST_SHOWN],
        "openable": set(Report.objects.visible_to(by).filter(pk__in=shown).values_list("pk", flat=True)),
        "more": max(len(listed) - MOST_SHOWN, 0),
        "steps": steps.items(),
        "failed": failed[1] if failed else None,
    }
    return render(request, "workspace/supervision/reprimand.html", context, status=status)
