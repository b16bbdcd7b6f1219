"""The calendar in force: what the package knows, and what a decree changes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from lapor.deadlines.holidays import calendar
from lapor.deadlines.models import HolidayDecree
from lapor.deadlines.terms import due_after_working_days

WIB = "Asia/Jakarta"
pytestmark = pytest.mark.django_db


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(WIB))


def decree(day, *, working=False):
    return HolidayDecree.objects.create(date=day, name="Pilkada", working=working, decree="Keppres 1/2026")


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-17T16:00", 1, "2026-03-25"),  # Nyepi and Lebaran: nothing counts from Wednesday to Tuesday
        ("2026-03-16T10:00", 3, "2026-03-26"),
        ("2026-12-23T10:00", 1, "2026-12-28"),  # cuti bersama 24, Christmas 25, weekend
        ("2026-12-24T10:00", 1, "2026-12-28"),  # sent on a day off: the same
        ("2026-12-30T10:00", 3, "2027-01-06"),  # over New Year (1 January) and Isra Mikraj (5 January)
        ("2026-11-20T10:00", 5, "2026-11-27"),  # a week like any other
    ],
)
def test_terms_skip_the_days_off_of_the_year(start, n, end):
    due = due_after_working_days(at(start), n, tz=WIB, calendar=calendar(at(start)))
    assert due.date() == date.fromisoformat(end)


def test_a_decree_makes_a_day_free_at_once_and_changes_the_version():
    before = calendar(at("2026-11-20T10:00"))
    decree(date(2026, 12, 9))
    after = calendar(at("2026-11-20T10:00"))
    assert before.is_working_day(date(2026, 12, 9))
    assert not after.is_working_day(date(2026, 12, 9))
    assert before.version != after.version


def test_a_decree_can_make_a_cuti_bersama_or_a_saturday_a_working_day():
    decree(date(2026, 12, 24), working=True)
    decree(date(2026, 12, 19), working=True)
    days = calendar(at("2026-11-20T10:00"))
    assert days.is_working_day(date(2026, 12, 24))
    assert days.is_working_day(date(2026, 12, 19))


def test_the_same_decrees_give_the_same_calendar_whenever_it_is_asked():
    decree(date(2026, 12, 9))
    one, other = calendar(at("2026-11-20T10:00")), calendar(at("2026-11-21T10:00"))
    assert one is other


def test_the_calendar_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar(at("2026-11-20T10:00"))


def test_a_year_without_announced_cuti_bersama_still_has_its_national_holidays():
    days = calendar(at("2030-01-02T10:00"))
    assert not days.is_working_day(date(2030, 12, 25))
    assert not days.is_working_day(date(2030, 1, 1))
