"""What dashboards cost in the database, and what it costs to keep the daily facts that they read."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from statistics import median

from django.db import connection
from django.utils import timezone

from bench.figures import Figure
from bench.rows import KUTAI_TIMUR
from lapor.agencies.models import Unit
from lapor.statistics import rebuild, spots
from lapor.statistics.figures import Period, by
from lapor.statistics.models import DailyFact, Grain
from lapor.workspace.dashboards import performance

TIMES = 9


def figures() -> Iterator[Figure]:
    """The facts are made once for all days of this database, which keeps them; then today's, as every quarter hour."""
    at = timezone.now()
    today, first = rebuild.day_of(at), rebuild.first_day()
    assert first is not None
    if DailyFact.objects.filter(grain=Grain.NATION).count() < 365:
        yield Figure("agencies.facts_of_all_days", _seconds(lambda: rebuild.rebuild(first, today)), "s")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE statistics_dailyfact")
    yield Figure("agencies.facts", DailyFact.objects.count(), "baris")
    yield Figure("agencies.facts_of_today", _seconds(lambda: rebuild.rebuild(today, today)), "s")
    yield Figure("agencies.hot_spots", _seconds(lambda: spots.find(at=at)), "s")
    for days in (30, 365):
        yield from _pages(Period.until(today, days=days), f"{days}_days", at)


def _pages(period: Period, name: str, at: datetime) -> Iterator[Figure]:
    agencies = {"agency": Unit.objects.get(code=KUTAI_TIMUR), "busiest_agency": _busiest(period)}
    asked: dict[str, Callable[[], object]] = {
        which: partial(performance.of_agency, agency, period, at=at, cautious=False)
        for which, agency in agencies.items()
    }
    asked["national"] = partial(performance.of_agencies, None, period, at=at, cautious=False)
    for which, ask in asked.items():
        yield Figure(f"agencies.{which}_dashboard_{name}", _in_database(ask), "ms", "<= 150")


def _busiest(period: Period) -> Unit:
    counted = by(DailyFact.objects.of_agencies().within(period.first, period.last), "agency", "received")
    busiest = max((pk for pk in counted if pk is not None), key=lambda pk: counted[pk].received)
    return Unit.objects.get(pk=busiest)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _in_database(ask: Callable[[], object]) -> float:
    """Milliseconds that the queries of one page take together, planning and transport among them; the median."""
    spent: list[float] = []

    def timed(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[-1] += time.perf_counter() - began

    with connection.execute_wrapper(timed):
        for _time in range(TIMES):
            spent.append(0.0)
            ask()
    return 1000 * median(spent)
