"""The queue as its keeper sees it: what failed says which kind of error, never its words."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from lapor.core import jobs
from lapor.core.errors import NotFound, Refused
from lapor.core.models import JobFailure

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def job(status: str = "todo", lock: str | None = None, scheduled_at: datetime | None = None) -> int:
    """A job of that status, whose argument is nobody's business."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs "
            "(task_name, queue_name, args, attempts, status, queueing_lock, scheduled_at)"
            """ VALUES ('carry', 'default', '{"to": "rahasia"}', 1, %s, %s, %s) RETURNING id""",
            [status, lock, scheduled_at],
        )
        return cursor.fetchone()[0]


def run(pk: int, fails: BaseException | None = None, attempts: int = 0) -> None:
    def call_next():
        if fails:
            raise fails

    context = SimpleNamespace(job=SimpleNamespace(id=pk, attempts=attempts))
    jobs.remember_failure(call_next, context, None)


def test_the_queue_is_counted_by_what_becomes_of_it():
    job(), job("doing"), job("failed"), job("failed")
    queue = jobs.queue(at=NOW)
    assert (queue.todo, queue.doing, queue.failed) == (1, 1, 2)


def test_a_job_put_off_to_later_is_not_waiting():
    job(scheduled_at=NOW + timedelta(hours=1))
    assert jobs.queue(at=NOW).oldest is None
    job()
    assert jobs.queue(at=NOW).oldest is not None


def test_a_failure_is_noted_by_its_kind_alone():
    pk = job("failed")
    with pytest.raises(ValueError, match="Rini"):
        run(pk, ValueError("Rini Astuti, +6281"))
    (failed,) = jobs.failed()
    assert (failed.pk, failed.task, failed.attempts, failed.error) == (pk, "carry", 1, "ValueError")
    assert "Rini" not in str(JobFailure.objects.values())
    assert "rahasia" not in repr(failed)


def test_an_error_of_ours_says_where_it_comes_from():
    pk = job("failed")
    with pytest.raises(NotFound):
        run(pk, NotFound("x"))
    assert jobs.failed()[0].error == "lapor.core.errors.NotFound"


def test_the_next_attempt_that_succeeds_forgets_it():
    pk = job()
    with pytest.raises(NotFound):
        run(pk, NotFound(pk))
    run(pk, attempts=1)
    assert not JobFailure.objects.exists()


def test_a_failed_job_can_be_tried_again():
    pk = job("failed")
    assert jobs.again(pk, at=NOW) == "carry"
    assert jobs.failed() == []
    assert jobs.queue(at=NOW).todo == 1


@pytest.mark.parametrize("status", ["todo", "doing", "succeeded"])
def test_what_did_not_fail_is_not_tried_again(status):
    with pytest.raises(NotFound):
        jobs.again(job(status), at=NOW)


def test_a_task_that_waits_already_is_not_asked_for_twice():
    pk = job("failed", lock="sweep")
    job("todo", lock="sweep")
    with pytest.raises(Refused) as refused:
        jobs.again(pk, at=NOW)
    assert refused.value.code == "waits_already"
    assert jobs.failed()[0].pk == pk


def test_a_periodic_task_is_done_when_its_job_is_gone():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, periodic_id, job_id)"
            " VALUES ('sweep', 1000, '', NULL), ('sweep', 2000, '', %s)",
            [job()],
        )
    assert jobs.last_done("sweep") == datetime.fromtimestamp(1000, UTC)
    assert jobs.last_done("never") is None
