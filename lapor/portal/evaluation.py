"""How agencies are judged and how they stand: what everybody may read once it is published."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lapor.agencies.models import Kind
from lapor.evaluation import readings
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Evaluation, Method, Result, Size

KEPT_FOR = 300  # seconds in a cache: what is published doesn't change
SHOWN = 8  # half-years


@require_safe
@cache_control(public=True, max_age=KEPT_FOR)
def evaluation(request: HttpRequest) -> HttpResponse:
    """The ranking of one kind of agency in one half-year, and the method; a mistyped address shows the newest."""
    published = list(Evaluation.objects.in_force().select_related("method")[:SHOWN])
    half = HalfYear.read(request.GET.get("semester", ""))
    shown = next((each for each in published if each.half == half), published[0] if published else None)
    method = shown.method if shown else Method.objects.of(HalfYear.now(timezone.now()))
    kinds = _kinds(shown)
    kind = next((each for each in kinds if each == request.GET.get("jenis")), kinds[0] if kinds else None)
    context = {
        "evaluations": published,
        "shown": shown,
        "kinds": kinds,
        "kind": kind,
        "groups": _groups(shown, kind),
        "method": method,
        "lines": readings.method_lines(method),
    }
    return render(request, "portal/public/evaluation.html", context)


def _kinds(shown: Evaluation | None) -> list[Kind]:
    """The kinds of agency in it, those with the most agencies first."""
    held = list(Result.objects.filter(evaluation=shown).values_list("kind", flat=True)) if shown else []
    return sorted((Kind(kind) for kind in set(held)), key=lambda kind: (-held.count(kind), list(Kind).index(kind)))


def _groups(shown: Evaluation | None, kind: Kind | None) -> list[tuple[Size, list[Result]]]:
    """The results of one kind, each size by itself, the best first."""
    found = Result.objects.filter(evaluation=shown, kind=kind).select_related("agency").order_by("pk") if shown else []
    return [(Size(size), list(results)) for size, results in groupby(found, key=lambda result: result.size)]
