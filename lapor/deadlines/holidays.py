"""The calendar in force: the package's Indonesian holidays and cuti bersama, then the decrees an administrator entered.

The package knows cuti bersama only for the years whose joint decree (SKB 3 Menteri) was out when it was made, and
estimates Islamic holidays after that. For later years the decree table tells the rest (docs/decisions/0004).
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.metadata import version

import holidays
from django.utils import timezone

from .calendar import Calendar
from .models import HolidayDecree

_PACKAGE = f"holidays-{version('holidays')}"

# Terms end within months, but a report that is years late still has its lateness counted.
_YEARS_BEFORE, _YEARS_AFTER = 3, 2


@dataclass(frozen=True)
class Holiday:
    """A day that the package knows as free; `is_joint_leave`: cuti bersama."""

    date: date
    name: str
    is_joint_leave: bool


def of_year(year: int) -> list[Holiday]:
    """The free days of one year as the package has them, without the decrees."""
    public = holidays.country_holidays("ID", years=year, categories=("public",), language="id")
    joint = holidays.country_holidays("ID", years=year, categories=("government",), language="id")
    named = {day: Holiday(day, name, True) for day, name in joint.items()}
    named |= {day: Holiday(day, name, False) for day, name in public.items()}
    return [named[day] for day in sorted(named)]


_Decrees = tuple[tuple[date, bool], ...]


def calendar(at: datetime) -> Calendar:
    """The working days around `at`. One query for the few decrees, so a new one holds at once in every process."""
    decrees = tuple(HolidayDecree.objects.order_by("date").values_list("date", "working"))
    return _calendar(timezone.localdate(at).year, decrees)


@lru_cache(maxsize=8)
def _calendar(year: int, decrees: _Decrees) -> Calendar:
    years = range(year - _YEARS_BEFORE, year + _YEARS_AFTER + 1)
    known = holidays.country_holidays("ID", years=years, categories=("public", "government"))
    workdays = frozenset(day for day, working in decrees if working)
    free = frozenset(day for day, working in decrees if not working)
    return Calendar(version=_version(decrees), holidays=(frozenset(known) | free) - workdays, workdays=workdays)


def _version(decrees: _Decrees) -> str:
    """Says which facts a term was computed from: calendars of one version agree on every day that both know."""
    if not decrees:
        return _PACKAGE
    return f"{_PACKAGE}+{hashlib.sha256(repr(decrees).encode()).hexdigest()[:8]}"
