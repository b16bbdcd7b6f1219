"""An evaluation's life: drafts are counted anew, what is published stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lapor.core.errors import Refused
from lapor.evaluation import counting, tasks
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Evaluation, Result
from lapor.testing.cast import MONDAY

SECOND = HalfYear(2026, 2)
LATER = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)


def counted(at=LATER, half=SECOND):
    return counting.count(counting.draft(half, at=at).pk, at=at)


def published(cast, at=LATER):
    evaluation = counted(at)
    return counting.publish(evaluation.pk, counted_at=evaluation.counted_at, by=cast.vera, at=at)


def refused(code, act):
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_a_draft_is_counted_anew_and_stays_one_draft(cast):
    cast.submitted()
    first = counted()
    cast.submitted()
    assert counted().pk == first.pk
    assert first.results.get().figures["verified"] == [0, 2, None]


def test_an_agency_without_a_report_has_no_result(cast):
    cast.submitted()
    assert [result.agency for result in counted().results.all()] == [cast.unit("64.08")]


def test_what_is_published_does_not_change_and_the_next_count_is_a_new_edition(cast):
    cast.submitted()
    fixed = published(cast)
    cast.submitted()
    refused("published", lambda: counting.count(fixed.pk, at=LATER))
    assert counted().edition == 2
    assert fixed.results.get().figures["verified"][1] == 1
    assert (fixed.published_at, fixed.published_by) == (LATER, cast.user("Vera"))


def test_the_database_itself_keeps_what_was_published(cast):
    cast.submitted()
    fixed = published(cast)
    for change in (
        lambda: Result.objects.filter(evaluation=fixed).update(score=100),
        lambda: Result.objects.filter(evaluation=fixed).delete(),
        lambda: Evaluation.objects.filter(pk=fixed.pk).update(published_at=LATER + timedelta(days=1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_only_the_national_admin_publishes(cast):
    evaluation = counted()
    refused(
        "not_your_step",
        lambda: counting.publish(evaluation.pk, counted_at=evaluation.counted_at, by=cast.arif, at=LATER),
    )


def test_a_half_year_is_published_after_its_last_day_from_figures_counted_after_it(cast):
    during = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # one minute to midnight in Jakarta
    early = counted(during)
    refused("not_over", lambda: counting.publish(early.pk, counted_at=during, by=cast.vera, at=during))
    refused("count_first", lambda: counting.publish(early.pk, counted_at=during, by=cast.vera, at=LATER))


def test_whoever_read_older_figures_publishes_nothing(cast):
    read = counted(LATER)
    counted(LATER + timedelta(minutes=1))
    refused("counted_again", lambda: counting.publish(read.pk, counted_at=LATER, by=cast.vera, at=LATER))


def test_a_half_year_to_come_has_no_draft(db):
    refused("not_begun", lambda: counting.draft(HalfYear(2027, 2), at=LATER))


def test_only_the_national_admin_has_it_counted(cast):
    refused("not_your_step", lambda: tasks.order(SECOND, by=cast.kiki, at=LATER))


def test_the_night_counts_the_running_half_year_and_all_drafts(cast):
    counting.draft(SECOND, at=MONDAY)
    tasks.count_drafts(0)
    assert Evaluation.objects.filter(counted_at=None).count() == 0


def test_results_come_in_the_groups_they_are_compared_in(cast):
    for agency in ("64.08", "64.71"):
        for _ in range(2):
            cast.submitted(agency=cast.unit(agency))
    groups = [(result.kind, result.agency.code) for result in counted().results.order_by("pk")]
    assert groups == [("regency", "64.08"), ("city", "64.71")]
