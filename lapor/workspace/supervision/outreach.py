"""Outreach events: what was done, with which code word, and the reports that came of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.core.errors import NotFound, Refused
from lapor.core.http import read_id
from lapor.regions.models import Region
from lapor.reports.actors import Actor
from lapor.supervision import outreach
from lapor.supervision.models import Audience, OutreachEvent
from lapor.ui.forms import refuse
from lapor.ui.pdf import answer, pdf
from lapor.workspace import desk, rows
from lapor.workspace.supervision import paging

FORM = ["GET", "HEAD", "POST"]


class EventForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nama kegiatan"), max_length=120)
    date = forms.DateField(label=gettext_lazy("Tanggal"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label=gettext_lazy("Tempat"), max_length=200)
    region = forms.ModelChoiceField(
        Region.objects.none(), label=gettext_lazy("Wilayah"), required=False, empty_label=gettext_lazy("Tidak khusus")
    )
    audience = forms.ChoiceField(label=gettext_lazy("Untuk siapa"), choices=Audience.choices)
    people = forms.IntegerField(
        label=gettext_lazy("Perkiraan jumlah orang"),
        min_value=0,
        max_value=outreach.MOST_PEOPLE,
        help_text=gettext_lazy("Boleh diperbaiki sesudah kegiatan."),
    )
    code = forms.CharField(
        label=gettext_lazy("Kode"),
        max_length=24,
        help_text=gettext_lazy(
            "Untuk poster dan tautan pendek, misalnya CFD-SANGATTA. Huruf, angka, dan tanda hubung; harus ada angka "
            "atau tanda hubung, supaya kata biasa tidak dikira kode."
        ),
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, by: Actor, **options: Any):
        super().__init__(*args, **options)
        self.fields["region"].queryset = outreach.regions_for(by)

    def plan(self) -> outreach.Plan:
        return outreach.Plan(**self.cleaned_data)


@require_safe
@never_cache
@desk.for_roles(outreach.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All events that this officer may read about, the newest first."""
    context = {
        "page": paging.page(outreach.seen_by(by), request, by="date"),
        "makes": outreach.organiser_of(by) is not None,
    }
    return render(request, "workspace/supervision/outreach.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(outreach.MAKERS)
def add(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """A new event."""
    form = EventForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_valid():
        try:
            event = outreach.make(form.plan(), by=by, user=user_of(request), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Kegiatan “%s” tersimpan. Cetak posternya di bawah.") % event.name)
            return redirect("workspace:outreach_event", event.pk)
    return _form_page(request, form, None)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(outreach.MAKERS)
def edit(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Correct an event, or say afterwards how many people it reached."""
    event = outreach.changed_by(by).filter(pk=pk).first()
    if event is None:
        raise NotFound(pk)
    names = ("name", "date", "place", "region", "audience", "people", "code")
    initial = {name: getattr(event, name) for name in names}
    form = EventForm(request.POST if request.method == "POST" else None, by=by, initial=initial)
    if form.is_valid():
        try:
            outreach.change(pk, form.plan(), by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("workspace:outreach_event", pk)
    return _form_page(request, form, event)


@require_safe
@never_cache
@desk.for_roles(outreach.READERS)
def event(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """One event with its link, and the reports that came of it as far as this officer may see them."""
    found = _find(pk, by)
    before = read_id(request.GET.get("sesudah", ""))
    listed = outreach.reports_of(found, by=by).with_words().page(before=before, size=paging.SIZE)
    context = {
        "event": found,
        "link": _link(found),
        "rows": rows.of(listed.reports, at=at),
        "next": f"?sesudah={listed.older}" if listed.older else "",
        "changes": outreach.changed_by(by).filter(pk=pk).exists(),
    }
    return render(request, "workspace/supervision/outreach_event.html", context)


@require_safe
@desk.for_roles(outreach.READERS)
def qr(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The short link as a drawing."""
    return HttpResponse(outreach.qr(_link(_find(pk, by))), content_type="image/svg+xml")


@require_safe
@desk.for_roles(outreach.READERS)
def poster(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The poster to print and hang up."""
    found = _find(pk, by)
    link = _link(found)
    drawing = mark_safe(outreach.qr(link))  # noqa: S308  # drawn here, of an address made here
    return answer(pdf("supervision/poster.html", {"event": found, "link": link, "qr": drawing}), f"{found.code}.pdf")


def _find(pk: int, by: Actor) -> OutreachEvent:
    found = outreach.seen_by(by).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def _link(event: OutreachEvent) -> str:
    return settings.SITE_URL + reverse("portal:short_link", args=[event.code])


def _form_page(request: HttpRequest, form: EventForm, event: OutreachEvent | None) -> HttpResponse:
    context = {"form": form, "event": event}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/supervision/outreach_form.html", context, status=status)
