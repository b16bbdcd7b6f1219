"""Decrees of holidays: who enters them, and that the job that moves clocks is there when they are."""

from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.core.errors import NotFound, Refused
from lapor.deadlines.models import HolidayDecree
from lapor.reports import decrees, escalation
from lapor.testing.cast import MONDAY

FRIDAY = date(2026, 11, 6)


def enter(cast, day=FRIDAY, by=None, working=False):
    return decrees.enter(
        day=day, name="Pilkada", working=working, decree="Keppres 1/2026", by=by or cast.vera, at=MONDAY
    )


def test_open_clocks_follow_a_new_decree(cast):
    report = cast.submitted()
    before = report.clocks.get(kind="verification").due_at
    enter(cast, day=date(2026, 11, 4))
    assert ProcrastinateJob.objects.filter(task_name__endswith="follow_decrees").count() == 1
    escalation.follow_decrees(at=MONDAY)
    assert report.clocks.get(kind="verification").due_at > before


def test_two_decrees_in_a_row_are_both_kept(cast):
    enter(cast)
    enter(cast, day=date(2026, 11, 9))
    assert HolidayDecree.objects.count() == 2


def test_one_day_is_set_once(cast):
    enter(cast)
    with pytest.raises(Refused, match="already_set"):
        enter(cast)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2030, 1, 1), date(1, 1, 1)])
def test_a_day_far_away_is_refused(cast, day):
    with pytest.raises(Refused, match="far_away"):
        enter(cast, day=day)


@pytest.mark.parametrize("name", ["arif", "otto", "kiki", "mira"])
def test_only_the_national_admin_decrees(cast, name):
    with pytest.raises(Refused, match="not_your_step"):
        enter(cast, by=getattr(cast, name))
    assert not HolidayDecree.objects.exists()


def test_a_withdrawn_decree_makes_no_promise_shorter(cast):
    report, decree = cast.submitted(), enter(cast, day=date(2026, 11, 4))
    escalation.follow_decrees(at=MONDAY)
    moved = report.clocks.get(kind="verification").due_at
    decrees.withdraw(decree.pk, by=cast.vera)
    escalation.follow_decrees(at=MONDAY)
    assert report.clocks.get(kind="verification").due_at == moved


def test_what_is_not_there_cannot_be_withdrawn(cast):
    with pytest.raises(NotFound):
        decrees.withdraw(0, by=cast.vera)
