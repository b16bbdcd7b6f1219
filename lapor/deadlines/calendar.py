"""Which days count: a calendar of working days, as a value that can be passed around and compared."""

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True)
class Calendar:
    """The days that count, with the version of the facts they were taken from (a clock keeps it)."""

    version: str
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()  # days that a decree made working days; they win over all else
    weekend: frozenset[int] = _SATURDAY_AND_SUNDAY

    def is_working_day(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() not in self.weekend and day not in self.holidays)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`; for 0 the day itself, or the next working day where it is none."""
        if n == 0 and not self.is_working_day(day):
            n = 1
        while n > 0:
            day += _DAY
            n -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days come after `first`, up to and with `last`; negative when `last` is earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        days = (first + _DAY * i for i in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)


# For what the rules count in plain days: the 30 days of a hold, the 60 days until the Ombudsman may step in.
EVERY_DAY = Calendar(version="every-day", weekend=frozenset())
