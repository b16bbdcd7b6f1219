"""The ladder: whom a clock of work brings in when nobody stops it, and when. Rows: a new regulation is an entry.

Two warnings, then late (the superior and the agency's admin), then the coordinator of the province, then the monthly
list of the national desk. Where nobody stands on a rung who may see the report, the next one up is taken.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lapor.agencies.models import NATIONAL_DESK, Unit
from lapor.deadlines import terms
from lapor.deadlines.calendar import Calendar
from lapor.deadlines.holidays import calendar
from lapor.reports import in_force
from lapor.reports.clock_models import Clock
from lapor.reports.lifecycle import WORK_CLOCKS, Rung

if TYPE_CHECKING:
    from lapor.reports.models import Report


class Measure(StrEnum):
    """What the amount of a rung counts."""

    PERCENT = "percent"  # of the working time until it is due
    DAYS_LATE = "days_late"  # working days after it was due
    DAY_OF_MONTH = "day_of_month"  # the n-th working day of the next month


# Late is no row here: it is the deadline itself, which has a rule of its own.
MEASURES = {
    Rung.FIRST_WARNING: Measure.PERCENT,
    Rung.SECOND_WARNING: Measure.PERCENT,
    Rung.COORDINATOR: Measure.DAYS_LATE,
    Rung.NATIONAL: Measure.DAY_OF_MONTH,
}


@dataclass(frozen=True)
class Yardstick:
    """What time is measured by at one moment: the calendar, read when it is first asked for, and the ladder."""

    at: datetime

    @cached_property
    def days(self) -> Calendar:
        return calendar(self.at)

    def amount(self, rung: Rung, report_class: str) -> int:
        """This class's own, before every class's."""
        amounts = in_force.rungs()
        own = amounts.get((rung, report_class))
        return amounts[rung, ""] if own is None else own


def next_moment(clock: Clock, by: Yardstick, *, report_class: str, since: datetime | None = None) -> datetime | None:
    """When this clock reaches its next rung, or runs out where it isn't one of work; None at the top of the ladder.

    `since`: when it reached the rung that it stands on; above late, the next one is counted from there.
    """
    if clock.kind not in WORK_CLOCKS:
        return clock.due_at if clock.late_at is None else None
    if clock.rung == Rung.NATIONAL:
        return None
    rung, since = Rung(clock.rung + 1), max(since or clock.due_at, clock.due_at)
    if rung == Rung.SUPERIOR:
        return clock.due_at
    amount = by.amount(rung, report_class)
    match MEASURES[rung]:
        case Measure.PERCENT:
            return _moment_of_percent(clock, amount, by.days)
        case Measure.DAYS_LATE:
            return terms.due_after_working_days(since, amount, tz=clock.tz, calendar=by.days)
    return day_of_next_month(since, amount, tz=clock.tz, days=by.days)


def reached(clock: Clock, *, at: datetime) -> Rung:
    """The rung that a clock of work whose moment has come steps on; warnings that nobody gave in time are left out."""
    return max(Rung(clock.rung + 1), Rung.SUPERIOR) if at >= clock.due_at else Rung(clock.rung + 1)


def above(report: "Report", rung: Rung) -> Rung | None:
    """The rung on which this late report is heard of: this one or, where nobody there may see it, the next one up.

    None at the national desk, above which nobody stands.
    """
    coordinator = report.agency.coordinator if rung == Rung.COORDINATOR and not report.is_secret else None
    if rung <= Rung.SUPERIOR or (coordinator and coordinator.connected):
        return rung
    return Rung.NATIONAL if report.agency.code != NATIONAL_DESK else None


def ahead(report: "Report", clock: Clock) -> Rung | None:
    """The rung that comes next, at `clock.next_at`; None where there is none or the clock stands still."""
    if clock.next_at is None or clock.paused_since or clock.kind not in WORK_CLOCKS:
        return None
    return above(report, Rung(clock.rung + 1))


def national_desk() -> int:
    """Its id."""
    return Unit.objects.values_list("pk", flat=True).get(code=NATIONAL_DESK)


def _moment_of_percent(clock: Clock, percent: int, days: Calendar) -> datetime:
    """What passed before a pause counts, the pause doesn't: shares are of the stretch since it last went on."""
    passed = clock.days - clock.counted_days
    share = (percent / 100 * clock.days - passed) / clock.counted_days if clock.counted_days else 1.0
    if share <= 0:
        return clock.counted_from
    return terms.moment_of_share(clock.counted_from, clock.due_at, share, tz=clock.tz, calendar=days)


def day_of_next_month(since: datetime, n: int, *, tz: str, days: Calendar) -> datetime:
    """The beginning of the n-th working day of the month after this moment's."""
    day = since.astimezone(ZoneInfo(tz)).date()
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return datetime.combine(days.add_working_days(last, n), time.min, ZoneInfo(tz))
