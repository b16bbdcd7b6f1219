"""Four weeks after closing: asked once for each closing, answered once, and a "no" can open the report again."""

from datetime import timedelta

import pytest
from django.db import transaction

from lapor.core.errors import NotFound, Refused
from lapor.reports import actors, closing, fixing, record, referral, response
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)
FOUR_WEEKS = MONDAY + 28 * DAY


def holder_of(report):
    return actors.pin_holder(report.number)


@pytest.fixture
def closed(cast):
    report = cast.answered()
    closing.accept(report.number, rating=4, by=holder_of(report), at=MONDAY)
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def asked(closed):
    assert fixing.ask(at=FOUR_WEEKS) == 1
    return Report.objects.get(pk=closed.pk)


def questions(report):
    return report.events.filter(action=Action.ASK_FIXED).count()


def test_nobody_is_asked_a_minute_before_four_weeks_have_passed(closed):
    assert fixing.ask(at=FOUR_WEEKS - timedelta(minutes=1)) == 0
    assert questions(closed) == 0


def test_each_closing_is_asked_about_once_however_often_the_job_runs(asked):
    assert fixing.ask(at=FOUR_WEEKS) == fixing.ask(at=FOUR_WEEKS + 5 * DAY) == 0
    assert questions(asked) == 1
    assert record.is_whole(Report.objects.get(pk=asked.pk))


def test_a_report_that_was_opened_and_closed_again_is_asked_about_again(cast, asked):
    fixing.tell(asked.number, fixed=False, reopen=True, by=holder_of(asked), at=FOUR_WEEKS)
    later = FOUR_WEEKS + 10 * DAY
    response.answer(asked.number, cast.solved(), by=cast.otto, at=later)
    closing.accept(asked.number, rating=5, by=holder_of(asked), at=later)
    assert fixing.ask(at=later + 28 * DAY) == 1
    assert questions(asked) == 2
    assert Report.objects.get(pk=asked.pk).is_fixed is None


def test_what_closed_more_than_sixty_days_ago_is_left_alone(closed):
    assert fixing.ask(at=MONDAY + 60 * DAY) == 0


def test_what_was_archived_is_not_asked_about(cast):
    report = cast.submitted()
    closing.withdraw(report.number, by=holder_of(report), at=MONDAY)
    assert fixing.ask(at=FOUR_WEEKS) == 0


def test_of_a_divided_report_the_whole_is_asked_about_and_not_its_parts(closed):
    Report.objects.filter(pk=closed.pk).update(parent=closed.pk, relation="part")
    assert fixing.ask(at=FOUR_WEEKS) == 0


def test_a_yes_is_kept_and_counts_once(asked):
    fixing.tell(asked.number, fixed=True, text="Sudah mulus", by=holder_of(asked), at=FOUR_WEEKS + DAY)
    told = Report.objects.get(pk=asked.pk)
    assert (told.is_fixed, told.state) == (True, State.CLOSED)
    assert told.events.get(action=Action.TELL_FIXED).data == {"fixed": True}
    with pytest.raises(Refused, match="twice"):
        fixing.tell(asked.number, fixed=False, by=holder_of(asked), at=FOUR_WEEKS + DAY)


def test_a_no_opens_the_report_again_in_the_same_step(asked):
    fixing.tell(asked.number, fixed=False, reopen=True, by=holder_of(asked), at=FOUR_WEEKS)
    told = Report.objects.get(pk=asked.pk)
    assert (told.is_fixed, told.state, told.reopen_count) == (False, State.IN_PROGRESS, 1)


def test_a_no_without_reopening_leaves_the_report_closed(asked):
    fixing.tell(asked.number, fixed=False, by=holder_of(asked), at=FOUR_WEEKS)
    assert Report.objects.get(pk=asked.pk).state == State.CLOSED


def test_nobody_answers_before_being_asked_or_after_sixty_days(closed):
    with pytest.raises(Refused, match="not_asked"):
        fixing.tell(closed.number, fixed=True, by=holder_of(closed), at=MONDAY + DAY)
    fixing.ask(at=FOUR_WEEKS)
    with pytest.raises(Refused, match="too_late"):
        fixing.tell(closed.number, fixed=True, by=holder_of(closed), at=MONDAY + 61 * DAY)


def test_only_the_reporter_answers(cast, asked):
    with pytest.raises(Refused, match="not_your_step"):
        fixing.tell(asked.number, fixed=True, by=cast.otto, at=FOUR_WEEKS)
    with pytest.raises(NotFound):
        fixing.tell(asked.number, fixed=True, by=cast.santi, at=FOUR_WEEKS)


def test_a_key_opens_the_question_about_this_closing_and_no_other(asked):
    before = fixing.key(asked)
    assert fixing.asked_with(asked.number, before) == asked
    asked.asked_fixed_at += DAY
    assert fixing.key(asked) != before


def test_before_anybody_was_asked_no_key_opens_anything(closed):
    with pytest.raises(NotFound):
        fixing.asked_with(closed.number, fixing.key(closed))


@pytest.mark.parametrize("typed", ["", "x", "aaaaaaaaaaaa", "kunci-é\0"])
def test_a_wrong_key_opens_nothing(asked, typed):
    with pytest.raises(NotFound):
        fixing.asked_with(asked.number, typed)


def test_what_another_worker_holds_is_left_to_it(closed):
    with transaction.atomic():
        assert fixing.due(FOUR_WEEKS).get() == closed


def test_of_a_divided_report_a_no_opens_the_parts_again(cast):
    whole = cast.referred()
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    for part, officer in zip(
        referral.split(whole.number, parts=wanted, by=cast.arif, at=MONDAY), (cast.otto, cast.wati), strict=True
    ):
        response.answer(part.number, cast.solved(), by=officer, at=MONDAY)
    closing.accept(whole.number, rating=5, by=holder_of(whole), at=MONDAY)
    assert fixing.ask(at=FOUR_WEEKS) == 1
    fixing.tell(whole.number, fixed=False, reopen=True, by=holder_of(whole), at=FOUR_WEEKS)
    assert set(whole.children.values_list("state", flat=True)) == {State.IN_PROGRESS}
