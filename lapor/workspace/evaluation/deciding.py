"""What the national admin does: have a half-year counted, and publish it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lapor.core.errors import NotFound, Refused
from lapor.evaluation import counting, readings, tasks
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Evaluation
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.form_page import FORM, Asked, answer

BACK = 6  # half-years that can still be counted


class CountForm(forms.Form):
    """Which half-year is counted."""

    half = forms.ChoiceField(label=gettext_lazy("Semester"))

    fields: dict[str, Any]

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        halves = [HalfYear.now(at)]
        while len(halves) < BACK:
            halves.append(halves[-1].previous)
        self.fields["half"].choices = [(half.slug, half.name) for half in halves]

    def clean_half(self) -> HalfYear | None:
        return HalfYear.read(self.cleaned_data["half"])


@require_POST
@never_cache
@desk.for_roles(desk.NATIONAL)
def count(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Have it counted: at the size of the country that takes longer than a page may."""
    form = CountForm(request.POST, at=at)
    if not form.is_valid():
        raise Refused("not_begun", _("Pilih salah satu semester dari daftar."))
    half = form.cleaned_data["half"]
    with transaction.atomic(durable=True):
        tasks.order(half, by=by, at=at)
    messages.success(request, _("%s sedang dihitung. Muat ulang halaman ini sebentar lagi.") % half.name)
    return redirect("workspace:evaluations")


class PublishForm(forms.Form):
    """What is published is what was read: the moment of the count goes along."""

    counted_at = forms.CharField(widget=forms.HiddenInput, required=False)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def publish(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then fix it for good."""
    evaluation = Evaluation.objects.filter(pk=pk, counted_at__isnull=False).first()
    if evaluation is None:
        raise NotFound(pk)
    name = readings.title(evaluation)
    asked = Asked(
        heading=_("Tetapkan %s?") % name,
        send=_("Tetapkan"),
        back=reverse("workspace:evaluation", args=[pk]),
        lead=(
            _("Nilai dan peringkat semua instansi terbit untuk umum dan tidak berubah lagi."),
            _("Bila kelak ada yang perlu diperbaiki, hitung edisi baru; edisi ini tetap bisa dibaca."),
        ),
        is_grave=True,
        warning="" if evaluation.half.is_over(at) else _("Semesternya belum berakhir, jadi belum bisa ditetapkan."),
    )
    form = PublishForm(
        request.POST if request.method == "POST" else None, initial={"counted_at": str(evaluation.counted_at)}
    )

    def step(said: dict[str, Any]) -> Evaluation:
        return counting.publish(pk, counted_at=_moment(said["counted_at"]), by=by, at=at)

    return answer(request, form, asked, step, done=_("%s ditetapkan.") % name)


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
