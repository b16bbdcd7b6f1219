"""Many due clocks at once: each acted on exactly once, by the same rules and with the same record as one alone."""

import os
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.reports import actors, escalation, record
from lapor.reports.lifecycle import STEPS, Action, ClockKind, State
from lapor.reports.models import Clock, Event, Report
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)
LATE = MONDAY + 20 * DAY
QUIET = sorted(action for action, step in STEPS.items() if step.is_quiet)
SWEEP = "import django, sys; django.setup(); from datetime import datetime; from lapor.reports import escalation;"
SWEEP += "escalation.sweep(at=datetime.fromisoformat(sys.argv[1]))"


def rows_after(report, *, many, **said):
    """What one step leaves behind, taken alone or with `advance_many`; everything is rolled back."""
    step, by = STEPS[said["action"]], actors.system()
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(late_at=None)
        report = Report.objects.with_holder().get(pk=report.pk)
        report.late_at = said["late_at"]
        if many:
            record.advance_many([(report, step, said["data"])], by=by, at=said["at"], changed=["late_at"])
        else:
            record.advance(report, step, by=by, at=said["at"], data=said["data"], late_at=said["late_at"])
        event = report.events.get(seq=report.seq)
        hashes = bytes(event.prev_hash), bytes(event.hash)
        found = model_to_dict(event, exclude=["id"]), hashes, model_to_dict(Report.objects.get(pk=report.pk))
        transaction.set_rollback(True)
    return found


moments = st.datetimes(
    MONDAY.replace(tzinfo=None), timezones=st.just(MONDAY.tzinfo), max_value=LATE.replace(tzinfo=None)
)


@given(
    action=st.sampled_from(QUIET),
    at=moments,
    late_at=st.none() | moments,
    data=st.dictionaries(st.text("abc", min_size=1), st.integers() | st.text("xyz“é") | st.none(), max_size=4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_one_step_and_many_write_the_same_event_and_the_same_row(cast, action, at, late_at, data):
    report = cast.referred()
    said = {"action": action, "at": at, "late_at": late_at, "data": data}
    assert rows_after(report, many=True, **said) == rows_after(report, many=False, **said)


def test_steps_that_change_more_than_the_record_are_not_taken_in_bulk(cast):
    report = cast.referred()
    with pytest.raises(RuntimeError):
        record.advance_many([(report, STEPS[Action.HOLD], {})], by=actors.system(), at=MONDAY)


def test_the_columns_of_the_report_say_the_same_as_its_clocks(cast):
    from lapor.reports import clocks

    report = cast.referred()
    escalation.sweep(at=LATE)
    report.refresh_from_db()
    swept = report.due_at, report.late_at
    clocks.refresh(report)
    assert swept == (report.due_at, report.late_at)
    assert report.late_at == LATE


def test_every_record_is_whole_after_a_sweep(cast):
    reports = [cast.referred() for _ in range(3)]
    for day in range(0, 40, 5):
        escalation.sweep(at=MONDAY + day * DAY)
    assert all(record.is_whole(Report.objects.get(pk=report.pk)) for report in reports)


def test_ten_due_clocks_cost_as_many_queries_as_two(cast):
    def queries(number):
        for _ in range(number):
            cast.referred()
        with CaptureQueriesContext(connection) as asked:
            escalation.sweep(at=LATE)
        return len(asked)

    assert queries(2) == queries(10)


def test_what_a_batch_says_is_announced_with_one_job(cast):
    [cast.referred() for _ in range(3)]
    ProcrastinateJob.objects.all().delete()
    Clock.objects.exclude(kind=ClockKind.SETTLEMENT).update(next_at=None)
    escalation.sweep(at=LATE)
    jobs = list(ProcrastinateJob.objects.filter(task_name=record.FOLLOWER).values_list("args", flat=True))
    said = Event.objects.filter(action=Action.MARK_LATE).values_list("pk", flat=True)
    assert [sorted(args["event_ids"]) for args in jobs] == [sorted(said)]


def test_one_clock_that_cannot_be_moved_holds_up_no_other(cast):
    reports = [cast.referred() for _ in range(3)]
    broken = reports[1]
    Report.objects.filter(pk=broken.pk).update(state=State.CLOSED)  # no step made it so: its clocks still run
    done = escalation.sweep(at=LATE)
    late = Event.objects.filter(action=Action.MARK_LATE, data__clock=ClockKind.SETTLEMENT)
    assert {event.report_id for event in late} == {reports[0].pk, reports[2].pk}
    assert done["failed"] == 2  # both of its clocks of work
    assert broken.clocks.get(kind=ClockKind.SETTLEMENT).next_at == LATE + escalation.TRY_AGAIN
    assert all(record.is_whole(Report.objects.get(pk=report.pk)) for report in reports)


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_sweep_at_once_act_on_each_clock_exactly_once(transactional_db, cast):
    reports = [cast.referred() for _ in range(12)]
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    env = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "lapor.config.settings"}
    command = [sys.executable, "-c", SWEEP, LATE.isoformat()]
    workers = [subprocess.Popen(command, env=env) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    late = Event.objects.filter(action=Action.MARK_LATE).values_list("report", "data__clock")
    assert sorted(late) == sorted((report.pk, kind) for report in reports for kind in ("follow_up", "settlement"))
    assert all(record.is_whole(Report.objects.get(pk=report.pk)) for report in reports)
