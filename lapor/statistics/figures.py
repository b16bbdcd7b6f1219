"""What dashboards read from the facts: sums of a period, its course, and the same by agency, unit or topic."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Self

from django.db.models import Sum
from django.utils.formats import date_format

from lapor.statistics.models import DailyFactQuerySet

DAY = timedelta(days=1)
EACH_DAY, EACH_WEEK = 31, 92  # up to so many days a course has a point for each day, for each week; else for each month


@dataclass(frozen=True)
class Period:
    """Some days up to today, both ends included."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, *, days: int) -> Self:
        return cls(last - (days - 1) * DAY, last)


@dataclass(frozen=True)
class Share:
    """A part of a whole; who shows it shows both."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Sums:
    """The facts of some days added up; the words are those of DailyFact."""

    received: int = 0
    verified: int = 0
    verified_in_time: int = 0
    followed_up: int = 0
    followed_up_in_time: int = 0
    answered: int = 0
    answered_in_time: int = 0
    planned: int = 0
    refused: int = 0
    settled: int = 0
    settled_in_time: int = 0
    reopened: int = 0
    returned: int = 0
    contested: int = 0
    appeals_decided: int = 0
    corrected: int = 0
    archived: int = 0
    rated: int = 0
    rating_sum: int = 0
    inspected: int = 0
    confirmed: int = 0
    open_change: int = 0
    late_change: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    def share(self, part: str, whole: str) -> Share:
        return Share(getattr(self, part), getattr(self, whole))

    @property
    def rating(self) -> float | None:
        """The mean of the ratings, one to five."""
        return self.rating_sum / self.rated if self.rated else None


NAMES = tuple(field.name for field in fields(Sums))
SUMS = {f"sum_{name}": Sum(name, default=0) for name in NAMES}


@dataclass(frozen=True)
class Point:
    """One day, week or month of a course, named after its last day; `open` and `late` are how many there were then."""

    label: str
    sums: Sums
    open: int
    late: int


def by(facts: DailyFactQuerySet, column: str, *names: str) -> dict[Any, Sums]:
    """The sums of these names for each agency, unit, topic or way in that the facts tell of. One query.

    The others stay nought. A year of all agencies is a hundred thousand facts and more, so ask for what is shown.
    """
    sums = {f"sum_{name}": SUMS[f"sum_{name}"] for name in names}
    rows = facts.values_list(column).annotate(**sums).values_list(column, *sums)
    return {row[0]: Sums(**dict(zip(names, row[1:], strict=True))) for row in rows}


def course(facts: DailyFactQuerySet, period: Period) -> list[Point]:
    """The period from its first day to its last, in days, weeks or months. Two queries."""
    before = facts.filter(day__lt=period.first).aggregate(
        open=Sum("open_change", default=0), late=Sum("late_change", default=0)
    )
    within = facts.within(period.first, period.last).values_list("day").annotate(**SUMS)
    days = {row[0]: Sums(*row[1:]) for row in within.values_list("day", *SUMS)}
    stretches = list(_stretches(period))
    sums = [sum((days[day] for day in _days(*ends) if day in days), Sums()) for ends in stretches]
    still_open = list(accumulate((each.open_change for each in sums), initial=before["open"]))[1:]
    still_late = list(accumulate((each.late_change for each in sums), initial=before["late"]))[1:]
    in_months = (period.last - period.first).days >= EACH_WEEK
    labels = [date_format(last, "M Y" if in_months else "j M") for _first, last in stretches]
    return [Point(*point) for point in zip(labels, sums, still_open, still_late, strict=True)]


def total(points: Iterable[Point]) -> Sums:
    """What a course adds up to."""
    return sum((point.sums for point in points), Sums())


def _stretches(period: Period) -> Iterable[tuple[date, date]]:
    """Pairs of first and last day; weeks are counted back from the last day, so that the newest is a whole one."""
    length = (period.last - period.first).days + 1
    if length > EACH_WEEK:
        return _months(period)
    each = 1 if length <= EACH_DAY else 7
    ends = [period.last - n * DAY for n in range(0, length, each)][::-1]
    return [(max(end - (each - 1) * DAY, period.first), end) for end in ends]


def _months(period: Period) -> list[tuple[date, date]]:
    months, first = [], period.first
    while first <= period.last:
        next_month = (first.replace(day=1) + 31 * DAY).replace(day=1)
        months.append((first, min(next_month - DAY, period.last)))
        first = next_month
    return months


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * DAY for n in range((last - first).days + 1))
