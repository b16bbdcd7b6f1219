"""The deadlines and the ladder in force, kept in memory for some seconds: every step asks for them, and they change a
few times a year.

A clock keeps the length that it started with, so another process may start one by the old rule that long. Not so the
holidays: whatever a decree moves must be moved, and they are read with each step.
"""

import time
from functools import lru_cache

from lapor.reports.clock_models import DeadlineRule, RungRule

KEPT_FOR = 10  # seconds


def deadline(kind: str, *, report_class: str, agency_id: int) -> DeadlineRule:
    """How long a clock runs: by the agency's own rule before the national, by this class's before every class's.

    Raises LookupError where nothing was ever loaded.
    """
    known = _deadlines(_moment())
    places = ((of, owner) for owner in (agency_id, None) for of in (report_class, ""))
    found = next((known[kind, *place] for place in places if (kind, *place) in known), None)
    if found is None:
        raise LookupError(kind)
    return found


def rungs() -> dict[tuple[int, str], int]:
    """The amount of each rung of the ladder, by rung and class ("" for every class)."""
    return _rungs(_moment())


def forget() -> None:
    """Whoever has changed a rule sees the change at once."""
    for known in (_deadlines, _rungs):
        known.cache_clear()


def _moment() -> int:
    return int(time.monotonic()) // KEPT_FOR


@lru_cache(maxsize=1)
def _deadlines(moment: int) -> dict[tuple[str, str, int | None], DeadlineRule]:
    return {(rule.kind, rule.report_class, rule.agency_id): rule for rule in DeadlineRule.objects.all()}


@lru_cache(maxsize=1)
def _rungs(moment: int) -> dict[tuple[int, str], int]:
    rows = RungRule.objects.values_list("rung", "report_class", "amount")
    return {(rung, report_class): amount for rung, report_class, amount in rows}
