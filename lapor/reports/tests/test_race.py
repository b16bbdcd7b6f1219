"""Several people at once: one wins, the others are told; nothing happens twice."""

import threading
from uuid import uuid4

import pytest
from django.db import connections, transaction

from lapor.core.errors import Stale
from lapor.reports import actors, escalation, referral
from lapor.reports.lifecycle import Action, ClockKind, State
from lapor.reports.models import Event, Report
from lapor.reports.querysets import AlreadyDone
from lapor.testing.cast import MONDAY
from lapor.testing.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_four_officers_clicking_at_once_one_wins_and_three_are_told(transactional_db, cast):
    report = cast.referred()
    officers = [cast.otto, cast.olga, cast.arif, cast.anisa]
    jobs = [
        lambda by=by: referral.take_on(report.number, by=by.acting(command=uuid4(), seen=report.seq), at=MONDAY)
        for by in officers
    ]
    results = at_once(*jobs)
    assert sorted(type(result).__name__ for result in results) == ["Report", "Stale", "Stale", "Stale"]
    assert Event.objects.filter(report=report, action=Action.TAKE_ON).count() == 1


def test_one_click_that_arrives_twice_is_done_once(transactional_db, cast):
    report = cast.referred()
    by = cast.otto.acting(command=uuid4(), seen=report.seq)
    results = at_once(*[lambda: referral.take_on(report.number, by=by, at=MONDAY)] * 2)
    assert {type(result) for result in results} == {Report, AlreadyDone}


def test_one_submission_that_arrives_four_times_makes_one_report(transactional_db, cast):
    by = actors.pin_holder().acting(command=uuid4())
    results = at_once(*[lambda: cast.submitted(by=by)] * 4)
    assert len({report.number for report in results}) == 1
    assert Report.objects.count() == 1


def test_two_sweeps_at_once_act_on_each_clock_once(transactional_db, cast):
    reports = [cast.answered() for _ in range(6)]
    due = reports[0].clocks.get(kind=ClockKind.REPLY).due_at
    threads = [threading.Thread(target=lambda: (escalation.sweep(at=due), connections.close_all())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Report.objects.filter(state=State.CLOSED).count() == 6
    assert Event.objects.filter(action=Action.CLOSE_BY_TIME).count() == 6


def test_a_stale_page_learns_what_it_had_seen(transactional_db, cast):
    report = cast.referred()
    with transaction.atomic(), pytest.raises(Stale) as refused:
        referral.take_on(report.number, by=cast.otto.acting(seen=1), at=MONDAY)
    assert refused.value.seq == 1
