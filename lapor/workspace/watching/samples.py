"""Samples of closed reports: drawing one, and inspecting what was drawn."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.models import Unit
from lapor.core.errors import NotFound
from lapor.evaluation.halfyears import HalfYear
from lapor.reports import sampling
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import STEPS, Action
from lapor.reports.models import Report
from lapor.workspace import desk, form_page, rows
from lapor.workspace.form_page import Asked

HALVES = 4  # so many half-years back can be drawn from


class DrawForm(forms.Form):
    """Of which agency and half-year; both are checked again by the rule."""

    half = forms.ChoiceField(label=gettext_lazy("Semester"))
    agency = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Instansi"), empty_label=gettext_lazy("Pilih instansi")
    )

    fields: dict[str, Any]

    def __init__(self, *args, agencies: QuerySet[Unit], now: HalfYear, **kwargs):
        super().__init__(*args, **kwargs)
        half, halves = now, []
        for _past in range(HALVES):
            half = half.previous
            halves.append((half.slug, half.name))
        self.fields["half"].choices = halves
        self.fields["agency"].queryset = agencies.order_by("name")


@require_safe
@never_cache
@desk.for_roles(desk.DRAWERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The samples that were drawn, and how far their inspection is; of one half-year, or of all."""
    half = HalfYear.read(request.GET.get("semester", ""))
    samples = sampling.seen_by(by, at=at)
    known = [HalfYear.of(day) for day in samples.order_by().values_list("half_from", flat=True).distinct()]
    here = half if half in known else max(known, default=None)
    found = sampling.results(samples.filter(half_from=here.first)) if here else []
    context = {"results": found, "halves": sorted(known, reverse=True), "here": here}
    return render(request, "workspace/watching/samples.html", context)


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.DRAWERS)
def draw(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Draw once; it can't be drawn again until it pleases."""
    asked = Asked(
        heading=_("Ambil contoh untuk diperiksa"),
        send=_("Ambil contoh"),
        back=reverse("workspace:samples"),
        lead=(
            _("Dari laporan yang diselesaikan instansi itu dipilih %s secara acak. Laporan rahasia tidak ikut.")
            % sampling.SIZE,
            _("Contoh hanya diambil sekali untuk satu instansi dan semester, dan tercatat siapa yang mengambilnya."),
        ),
    )  # fmt: skip
    form = DrawForm(form_page.posted(request), agencies=sampling.agencies(by=by, at=at), now=HalfYear.now(at))

    def take(said: dict) -> HttpResponse:
        half = HalfYear.read(said["half"])
        drawn = sampling.draw(said["agency"], half_from=half.first, by=by, at=at)  # type: ignore[union-attr]
        return redirect("workspace:sample", drawn.pk)

    return form_page.answer(request, form, asked, take, done="")


@require_safe
@never_cache
@desk.for_roles(desk.DRAWERS)
def sample(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The reports that were drawn, what was found of each, and what is still to be looked at."""
    seen = sampling.seen_by(by, at=at).filter(pk=pk)
    result = next(iter(sampling.results(seen.select_related("drawn_by"))), None)
    if result is None:
        raise NotFound(pk)
    drawn = list(result.sample.drawn.all())
    reports = Report.objects.visible_to(by).filter(pk__in=[each.report_id for each in drawn]).with_words()
    shown = {row.report.pk: row for row in rows.of(list(reports), at=at)}
    context = {
        "result": result,
        "half": HalfYear.of(result.sample.half_from),
        "drawn": [(each, shown.get(each.report_id), _can_be_inspected(shown.get(each.report_id))) for each in drawn],
    }
    return render(request, "workspace/watching/sample.html", context)


def _can_be_inspected(row: rows.Row | None) -> bool:
    return row is not None and row.report.state in STEPS[Action.INSPECT].origin
