"""Terms as arithmetic: laws that always hold, then days that really come."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.deadlines.calendar import EVERY_DAY, Calendar
from lapor.deadlines.terms import due_after_working_days, moment_of_share, remaining, shift_for_pause

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 30), timezones=st.just(ZoneInfo("UTC")))
zones = st.sampled_from([WIB, WITA, WIT])
terms = st.integers(1, 60)
calendars = st.builds(
    Calendar,
    version=st.just("test"),
    holidays=st.frozensets(days, max_size=60),
    workdays=st.frozensets(days, max_size=5),
)


def due(start, n, tz, calendar):
    return due_after_working_days(start, n, tz=tz, calendar=calendar)


@given(moments, terms, zones, calendars)
def test_a_term_never_ends_on_a_day_off(start, n, tz, calendar):
    end = due(start, n, tz, calendar)
    assert calendar.is_working_day(end.date())
    assert (end.hour, end.minute, end.second, end.tzinfo.key) == (23, 59, 59, tz)


@given(moments, moments, terms, zones, calendars)
def test_who_begins_later_never_ends_earlier(one, other, n, tz, calendar):
    first, second = sorted([one, other])
    assert due(first, n, tz, calendar) <= due(second, n, tz, calendar)


@given(moments, terms, zones, calendars)
def test_a_longer_term_ends_later(start, n, tz, calendar):
    assert due(start, n, tz, calendar) < due(start, n + 1, tz, calendar)


@given(days, terms, calendars)
def test_counting_the_days_of_a_term_gives_the_term(day, n, calendar):
    end = calendar.add_working_days(day, n)
    assert calendar.working_days_between(day, end) == n
    assert calendar.working_days_between(end, day) == -n


@given(moments, terms, zones, calendars, days)
def test_one_more_holiday_never_brings_a_term_forward(start, n, tz, calendar, day):
    more = Calendar("more", calendar.holidays | {day}, calendar.workdays)
    assert due(start, n, tz, more) >= due(start, n, tz, calendar)


@given(moments, terms, st.integers(0, 200), st.integers(0, 2000), zones, calendars)
def test_a_pause_never_shortens_and_keeps_the_days_that_were_left(start, n, before, hours, tz, calendar):
    end = due(start, n, tz, calendar)
    paused = start + timedelta(hours=before)
    resumed = paused + timedelta(hours=hours)
    shifted = shift_for_pause(end, paused, resumed, tz=tz, calendar=calendar)
    assert shifted >= end
    if paused <= end:
        left = remaining(end, paused, tz=tz, calendar=calendar)
        assert remaining(shifted, resumed, tz=tz, calendar=calendar) >= left


@given(moments, terms, zones, calendars)
def test_the_warnings_come_in_order_on_working_days(start, n, tz, calendar):
    end = due(start, n, tz, calendar)
    first, second = (moment_of_share(start, end, share, tz=tz, calendar=calendar) for share in (0.75, 0.9))
    assert start < first < second < end
    assert calendar.is_working_day(first.date())
    assert calendar.is_working_day(second.date())


@given(moments, terms, zones, calendars)
def test_the_days_left_fall_from_the_whole_term_to_zero_and_below(start, n, tz, calendar):
    end = due(start, n, tz, calendar)
    assert remaining(end, start, tz=tz, calendar=calendar) == n
    assert remaining(end, end, tz=tz, calendar=calendar) == 0
    assert remaining(end, end + timedelta(seconds=1), tz=tz, calendar=calendar) == -1


@given(moments, terms)
def test_plain_days_are_plain_days(start, n):
    end = due(start, n, WITA, EVERY_DAY)
    assert end.date() - start.astimezone(ZoneInfo(WITA)).date() == timedelta(days=n)


WEEKENDS_ONLY = Calendar("weekends")


def at(text, tz):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))


@pytest.mark.parametrize(
    ("share", "n", "moment"),
    [(0.75, 5, "2026-11-26T18:00"), (0.9, 5, "2026-11-27T12:00"), (0.75, 4, "2026-11-25T23:59:59"),
     (0.9, 14, "2026-12-09T14:24")],
)  # fmt: skip
def test_a_share_of_a_term_is_counted_in_working_time(share, n, moment):
    start = at("2026-11-20T15:00", WITA)  # a Friday: day 1 is Monday the 23rd
    end = due(start, n, WITA, WEEKENDS_ONLY)
    assert moment_of_share(start, end, share, tz=WITA, calendar=WEEKENDS_ONLY) == at(moment, WITA)


def test_friday_evening_in_jayapura_is_friday_though_noon_in_utc():
    start = datetime.fromisoformat("2026-11-20T14:30:00+00:00")  # 23:30 WIT, 21:30 WIB
    assert due(start, 1, WIT, WEEKENDS_ONLY) == at("2026-11-23T23:59:59", WIT)


def test_half_past_midnight_in_jayapura_is_already_the_next_day():
    start = datetime.fromisoformat("2026-11-19T15:30:00+00:00")  # Friday 00:30 WIT, still Thursday 22:30 WIB
    assert due(start, 1, WIT, WEEKENDS_ONLY) == at("2026-11-23T23:59:59", WIT)
    assert due(start, 1, WIB, WEEKENDS_ONLY) == at("2026-11-20T23:59:59", WIB)


def test_a_reply_on_the_last_evening_leaves_one_full_working_day():
    end, paused, resumed = at("2026-11-20T23:59:59", WIB), at("2026-11-20T09:00", WIB), at("2026-11-24T23:50", WIB)
    assert shift_for_pause(end, paused, resumed, tz=WIB, calendar=WEEKENDS_ONLY) == at("2026-11-25T23:59:59", WIB)


def test_a_pause_within_one_day_and_a_pause_of_a_late_term_change_nothing():
    end = at("2026-11-20T23:59:59", WIB)
    for paused, resumed in [("2026-11-18T08:00", "2026-11-18T17:00"), ("2026-11-21T08:00", "2026-12-01T08:00")]:
        assert shift_for_pause(end, at(paused, WIB), at(resumed, WIB), tz=WIB, calendar=WEEKENDS_ONLY) == end


def test_thirty_days_of_hold_keep_thirty_days_over_a_weekend():
    end = due(at("2026-11-01T10:00", WIB), 30, WIB, EVERY_DAY)
    assert end == at("2026-12-01T23:59:59", WIB)
    half = moment_of_share(at("2026-11-01T10:00", WIB), end, 0.75, tz=WIB, calendar=EVERY_DAY)
    assert half == at("2026-11-24T12:00", WIB)
