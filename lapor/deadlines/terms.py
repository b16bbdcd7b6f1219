"""By when? Every rule about a term, as arithmetic on the moment it began.

Days are those of the place (`tz`, an IANA name): what begins late on Friday in Jayapura began on Friday, although it
is still Friday noon elsewhere. With `calendar=EVERY_DAY` the same rules count plain days.
"""

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from zoneinfo import ZoneInfo

from .calendar import Calendar

_LAST_SECOND = time(23, 59, 59)


def due_after_working_days(start_at: datetime, n: int, *, tz: str, calendar: Calendar) -> datetime:
    """The last second of the n-th working day; day 1 is the next working day after the one on which it began."""
    return _end_of(calendar.add_working_days(_day(start_at, tz), n), tz)


def moment_of_share(start_at: datetime, due_at: datetime, share: float, *, tz: str, calendar: Calendar) -> datetime:
    """When a share (0.75, 0.9) of a term's working time is over; always on a working day, never after `due_at`.

    The working time of a term of n working days is n times 24 hours: those of day 1 to day n. Three quarters of 5 days
    are 3.75 days: 18:00 on day 4. A share that is a whole number of days is over at the last second of that day.
    """
    due_at, begun = due_at.astimezone(ZoneInfo(tz)), _day(start_at, tz)
    passed = calendar.working_days_between(begun, _day(due_at, tz)) * Fraction(share).limit_denominator(1000)
    if passed <= 0:
        return due_at
    whole = ceil(passed) - 1
    day = calendar.add_working_days(begun, whole + 1)
    midnight = datetime.combine(day, time.min, ZoneInfo(tz))
    return min(midnight + timedelta(days=float(passed - whole)), _end_of(day, tz), due_at)


def shift_for_pause(
    due_at: datetime, paused_from: datetime, resumed_at: datetime, *, tz: str, calendar: Calendar
) -> datetime:
    """The new end of a term that stood still: as many working days after the resumption as were left at the pause.

    The day of the resumption doesn't count, as the first day never does, and there is at least one full working day.
    A pause that begins and ends on one day changes nothing, nor one that begins after the end: late stays late.
    """
    due_at, paused, resumed = due_at.astimezone(ZoneInfo(tz)), _day(paused_from, tz), _day(resumed_at, tz)
    if paused_from > due_at or resumed <= paused:
        return due_at
    left = calendar.working_days_between(paused, _day(due_at, tz))
    return max(due_at, _end_of(calendar.add_working_days(resumed, max(left, 1)), tz))


def remaining(due_at: datetime, at: datetime, *, tz: str, calendar: Calendar) -> int:
    """Working days left: 2 for "2 hari kerja lagi", 0 on the last day; negative as soon as it is late, from -1 on."""
    days = calendar.working_days_between(_day(at, tz), _day(due_at, tz))
    return days if at <= due_at else min(days, -1)


def _day(moment: datetime, tz: str) -> date:
    return moment.astimezone(ZoneInfo(tz)).date()


def _end_of(day: date, tz: str) -> datetime:
    return datetime.combine(day, _LAST_SECOND, ZoneInfo(tz))
