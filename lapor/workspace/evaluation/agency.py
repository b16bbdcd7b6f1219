"""One agency in one half-year: its figures, and the reports behind each of them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.core.errors import NotFound
from lapor.core.http import read_id
from lapor.evaluation import readings, roles
from lapor.evaluation.indicators import BY_SLUG, Indicator
from lapor.evaluation.models import Case, Result
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.workspace import desk, rows
from lapor.workspace.evaluation.overview import find
from lapor.workspace.rows import Row

SIZE = 25


# the end of the address, and the word in `CaseQuerySet.behind`
SIDES = {"semua": "whole", "ya": "part", "tidak": "rest"}


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def show(request: HttpRequest, pk: int, agency: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Every figure of the agency with its counts, its weight and those it is compared with."""
    result = find_result(pk, agency, by)
    known = readings.of(result, result.evaluation.method, compared_with(result))
    context = {
        "evaluation": result.evaluation,
        "result": result,
        "readings": known,
        "shares": readings.shares(known),
        "lines": readings.method_lines(result.evaluation.method),
    }
    return render(request, "workspace/evaluation/agency.html", context)


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def cases(
    request: HttpRequest, pk: int, agency: int, figure: str, which: str, *, by: Actor, at: datetime
) -> HttpResponse:
    """The reports behind one figure: those that this officer may open, the others as a number."""
    result = find_result(pk, agency, by)
    indicator, side = BY_SLUG.get(figure), SIDES.get(which)
    if indicator is None or side is None:
        raise NotFound(figure)
    behind = Case.objects.behind(result.evaluation, agency, indicator.key, side)
    reports = Report.objects.visible_to(by).filter(pk__in=behind.values("report"))
    page = reports.with_words().page(
        before=read_id(request.GET.get("sebelum", "")), after=read_id(request.GET.get("sesudah", "")), size=SIZE
    )
    count = getattr(readings.figures(result)[indicator.key], side)
    context = {
        "result": result,
        "evaluation": result.evaluation,
        "indicator": indicator,
        "which": which,
        "tabs": [] if indicator.in_days else zip(SIDES, (_("Semua"), *indicator.sides), strict=True),
        "count": count,
        "hidden": count - reports.count(),
        "rows": _with_cases(rows.of(page.reports, at=at), result, indicator),
        "newer": f"?sesudah={page.newer}" if page.newer is not None else "",
        "older": f"?sebelum={page.older}" if page.older is not None else "",
    }
    return render(request, "workspace/evaluation/cases.html", context)


def _with_cases(shown: list[Row], result: Result, indicator: Indicator) -> list[tuple[Row, Case, Any]]:
    """Each row with what was counted of it, and on which side it is."""
    numbers = [row.report.pk for row in shown]
    known = {case.report_id: case for case in result.evaluation.cases.filter(agency=result.agency, report__in=numbers)}
    found = [(row, known[row.report.pk]) for row in shown]
    return [(row, case, indicator.sides[indicator.key not in case.met]) for row, case in found]


def find_result(pk: int, agency: int, by: Actor) -> Result:
    """Raises NotFound, also for results of a draft that aren't this officer's."""
    evaluation = find(pk)
    found = Result.objects.visible_to(by).select_related("agency").filter(evaluation=evaluation, agency=agency).first()
    if found is None:
        raise NotFound(agency)
    found.evaluation = evaluation
    return found


def compared_with(result: Result) -> list[Result]:
    """All of the same kind and size, itself among them: their sums say what is usual and name nobody."""
    return list(Result.objects.filter(evaluation=result.evaluation, kind=result.kind, size=result.size))
