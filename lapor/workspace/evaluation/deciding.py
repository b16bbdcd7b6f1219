"""What the national admin does: have a half-year counted, publish it, and announce how it is counted next."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from procrastinate.exceptions import AlreadyEnqueued

from lapor.core.errors import NotFound, Refused
from lapor.evaluation import counting, readings, roles, tasks
from lapor.evaluation import methods as weighing
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.indicators import SCORED
from lapor.evaluation.models import Evaluation, Method
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
        evaluation = counting.draft(half, at=at)
        with suppress(AlreadyEnqueued), transaction.atomic():  # who clicks twice has it counted once
            tasks.count.configure(queueing_lock=f"count evaluation {evaluation.pk}").defer(evaluation_id=evaluation.pk)
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


# --- weights -------------------------------------------------------------------------------------------------------


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def methods(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """How this half-year is counted, and what was announced before and since."""
    now = Method.objects.of(HalfYear.now(at))
    context = {
        "method": now,
        "lines": readings.method_lines(now),
        "others": [
            (method, readings.method_lines(method))
            for method in Method.objects.exclude(pk=now.pk).order_by("-since", "-pk")
        ],
        "decides": roles.may_decide(by),
    }
    return render(request, "workspace/evaluation/methods.html", context)


def _whole(label: Any, most: int, help_text: Any = "", *, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most)


class MethodForm(forms.Form):
    """Weights of every figure that is scored, and the thresholds."""

    half = forms.ChoiceField(label=gettext_lazy("Berlaku mulai"))
    very_good = _whole(gettext_lazy("Sangat Baik mulai nilai"), 100)
    good = _whole(gettext_lazy("Baik mulai nilai"), 100)
    fair = _whole(gettext_lazy("Sedang mulai nilai"), 100)
    smallest = _whole(
        gettext_lazy("Paling sedikit laporan untuk sebuah persentase"),
        weighing.MOST_REPORTS,
        gettext_lazy("Di bawahnya hanya jumlahnya yang ditampilkan."),
    )
    few_below = _whole(gettext_lazy("“Sedikit laporan” di bawah"), weighing.MOST_REPORTS)
    many_from = _whole(gettext_lazy("“Banyak laporan” mulai"), weighing.MOST_REPORTS)
    basis = forms.CharField(
        label=gettext_lazy("Dasar aturan"), max_length=200, help_text=gettext_lazy("Nomor peraturan atau keputusan.")
    )

    fields: dict[str, Any]
    order = ["half", *(indicator.key for indicator in SCORED)]

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["half"].choices = [(half.slug, half.name) for half in weighing.possible(at)]
        for indicator in SCORED:
            label = _("Bobot: %s") % indicator.name
            self.fields[indicator.key] = _whole(label, 100, least=0)
        self.order_fields(self.order)

    def clean_half(self) -> HalfYear | None:
        return HalfYear.read(self.cleaned_data["half"])

    def clean(self) -> dict[str, Any]:
        """As `methods.announce` takes it: the weights together."""
        said = self.cleaned_data
        weights = {indicator.key: said.pop(indicator.key) for indicator in SCORED if indicator.key in said}
        return said | {"weights": weights}


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def announce(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """New weights for a half-year to come; the form starts from those in force."""
    now = Method.objects.of(HalfYear.now(at))
    initial = {name: getattr(now, name) for name in MethodForm.base_fields if name != "half"} | now.weights
    form = MethodForm(request.POST if request.method == "POST" else None, initial=initial | {"basis": ""}, at=at)
    asked = Asked(
        heading=_("Bobot dan batas yang baru"),
        send=_("Umumkan"),
        back=reverse("workspace:methods"),
        lead=(_("Jumlah semua bobot harus 100. Instansi dan warga bisa membacanya begitu diumumkan."),),
    )

    def step(said: dict[str, Any]) -> Method:
        return weighing.announce(said.pop("half"), **said, by=by, at=at)

    return answer(request, form, asked, step, done=_("Bobot baru diumumkan."))
