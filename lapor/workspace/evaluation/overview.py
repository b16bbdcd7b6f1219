"""Which half-years there are, and the ranking of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.agencies.models import Kind, Unit
from lapor.core.errors import NotFound
from lapor.core.http import read_id
from lapor.evaluation import readings, roles
from lapor.evaluation.models import Evaluation, Predicate, Result, ResultQuerySet, Size
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.evaluation.deciding import CountForm

SIZE = 50  # results on a page
SHOWN = 12  # half-years
HEADLINES = ("verified", "followed_up", "settled", "satisfied")  # the figures that a ranking has room for


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The half-years with their state; agencies see how they stood in each."""
    decides = roles.may_decide(by)
    known = Evaluation.objects.all() if decides else Evaluation.objects.exclude(counted_at=None)
    evaluations = list(known.newest_first()[:SHOWN])
    own = _own(evaluations, by)
    context = {
        "rows": [(evaluation, own.get(evaluation.pk)) for evaluation in evaluations],
        "own": next(iter(own.values()), None),
        "course": _course(evaluations, own),
        "form": CountForm(at=at) if decides else None,
    }
    return render(request, "workspace/evaluation/index.html", context)


def _own(evaluations: list[Evaluation], by: Actor) -> dict[int, Result]:
    """The results of this officer's own agency, by evaluation."""
    agency = next((seat.agency_id for seat in by.seats if seat.role in roles.OWN), None)
    found = Result.objects.filter(evaluation__in=evaluations, agency=agency).select_related("agency", "evaluation")
    return {result.evaluation_id: result for result in found}


def _course(evaluations: list[Evaluation], own: dict[int, Result]) -> list:
    """One point for each half-year, the oldest first; of several editions the newest."""
    newest = {evaluation.half: own[evaluation.pk] for evaluation in reversed(evaluations) if evaluation.pk in own}
    results = [newest[half] for half in sorted(newest)]
    return readings.course(results) if len(results) > 1 else []


class RankingForm(forms.Form):
    """Which part of a ranking is looked at, as the address has it."""

    q = forms.CharField(label=_("Nama instansi"), max_length=80, required=False)
    jenis = forms.ChoiceField(label=_("Jenis"), required=False)
    kelompok = forms.ChoiceField(label=_("Banyaknya laporan"), required=False)
    predikat = forms.ChoiceField(label=_("Predikat"), required=False)
    provinsi = forms.ChoiceField(label=_("Provinsi"), required=False)

    fields: dict[str, Any]

    def __init__(self, asked: Mapping[str, str]):
        super().__init__({name: value.replace("\0", "") for name, value in asked.items()})
        every = [("", _("Semua"))]
        provinces = Unit.objects.agencies().filter(kind=Kind.PROVINCE).order_by("name").values_list("code", "name")
        kinds = [choice for choice in Kind.choices if choice[0] in AGENCY_KINDS]
        self.fields["jenis"].choices = every + kinds
        self.fields["kelompok"].choices = every + Size.choices
        self.fields["predikat"].choices = every + Predicate.choices
        self.fields["provinsi"].choices = [*every, *provinces]

    @property
    def used(self) -> dict[str, str]:
        """What was asked for and exists; a mistyped address narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def active(self) -> int:
        return len(self.used.keys() - {"q"})

    def apply(self, results: ResultQuerySet) -> ResultQuerySet:
        for name, value in self.used.items():
            results = results.filter(**{COLUMNS[name]: value})
        return results


AGENCY_KINDS = (
    Kind.MINISTRY, Kind.INSTITUTION, Kind.PROVINCE, Kind.REGENCY, Kind.CITY, Kind.STATE_ENTERPRISE, Kind.UNIVERSITY,
)  # fmt: skip
COLUMNS = {
    "q": "agency__name__icontains",
    "jenis": "kind",
    "kelompok": "size",
    "predikat": "predicate",
    "provinsi": "agency__coordinator__code",
}


@dataclass(frozen=True)
class Line:
    """One result in a ranking, with the few figures that there is room for."""

    result: Result
    readings: list[readings.Reading]


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def ranking(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The results of one half-year that this officer may read, best first within each group."""
    evaluation = find(pk)
    form = RankingForm(request.GET)
    found = form.apply(Result.objects.filter(evaluation=evaluation).visible_to(by).select_related("agency"))
    page = list(found.filter(pk__gt=read_id(request.GET.get("setelah", "")) or 0).order_by("pk")[: SIZE + 1])
    results, more = page[:SIZE], page[SIZE:]
    address = request.GET.copy()
    if more:
        address["setelah"] = str(results[-1].pk)
    context = {
        "evaluation": evaluation,
        "form": form,
        "lines": [_line(result, evaluation) for result in results],
        "headlines": [indicator for indicator in readings.INDICATORS if indicator.key in HEADLINES],
        "spread": readings.spread(found.values_list("predicate", flat=True)),
        "older": f"?{address.urlencode()}" if more else "",
        "decides": roles.may_decide(by),
        "is_over": evaluation.half.is_over(at),
    }
    return render(request, "workspace/evaluation/ranking.html", context)


def _line(result: Result, evaluation: Evaluation) -> Line:
    known = readings.of(result, evaluation.method)
    return Line(result, [reading for reading in known if reading.indicator.key in HEADLINES])


def find(pk: int) -> Evaluation:
    """An evaluation that has been counted; which results in it one may read is `visible_to`. Raises NotFound."""
    evaluation = Evaluation.objects.select_related("method").filter(pk=pk, counted_at__isnull=False).first()
    if evaluation is None:
        raise NotFound(pk)
    return evaluation
