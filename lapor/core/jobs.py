"""The queue as its keeper sees it: how much waits, what failed and why, and once more. Arguments stay out of sight."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import DatabaseError, transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinatePeriodicDefer
from procrastinate.exceptions import UniqueViolation

from lapor.core.errors import NotFound, Refused
from lapor.core.models import JobFailure

MOST = 50


@dataclass(frozen=True)
class Queue:
    """What waits and what doesn't; `oldest` is when the job that waits longest could have begun."""

    todo: int
    doing: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True)
class Failed:
    """A job that ended badly."""

    pk: int
    task: str
    attempts: int
    error: str
    at: datetime | None


def queue(*, at: datetime) -> Queue:
    """How the queue stands; jobs put off to later aren't waiting yet."""
    of = {status: Count("pk", filter=Q(status=status)) for status in ("todo", "doing", "failed")}
    counts = ProcrastinateJob.objects.aggregate(**of)
    due = Q(job__status="todo") & (Q(job__scheduled_at__isnull=True) | Q(job__scheduled_at__lte=at))
    waiting = ProcrastinateEvent.objects.filter(due, type__in=["deferred", "deferred_for_retry"])
    latest = waiting.values("job").annotate(since=Max("at")).aggregate(oldest=Min("since"))
    return Queue(**counts, oldest=latest["oldest"])


def failed() -> list[Failed]:
    """The jobs that failed for good, the last ones first."""
    jobs = list(ProcrastinateJob.objects.filter(status="failed").order_by("-id").only("task_name", "attempts")[:MOST])
    why = JobFailure.objects.in_bulk([job.pk for job in jobs])
    return [
        Failed(job.pk, job.task_name, job.attempts, known.error if known else "", known.at if known else None)
        for job, known in ((job, why.get(job.pk)) for job in jobs)
    ]


def again(pk: int, *, at: datetime) -> str:
    """Let a failed job be tried once more; returns the task's name. Raises NotFound; Refused: `waits_already`."""
    job = ProcrastinateJob.objects.filter(pk=pk, status="failed").first()
    if job is None:
        raise NotFound(pk)
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(pk, retry_at=at)
    except UniqueViolation:
        raise Refused("waits_already", _("Tugas yang sama sudah menunggu, jadi yang gagal ini tidak perlu diulang."))
    return job.task_name


def last_done(task: str) -> datetime | None:
    """For when a periodic task was last due and got done: done jobs are deleted and leave this mark."""
    done = ProcrastinatePeriodicDefer.objects.filter(task_name=task, job__isnull=True)
    last = done.aggregate(last=Max("defer_timestamp"))["last"]
    return datetime.fromtimestamp(last, timezone.get_current_timezone()) if last else None


def remember_failure(call_next: Callable[[], Any], context: JobContext, worker: Any) -> Any:
    """Around every task of the worker: note which kind of error ended it, forget it when the next attempt succeeds."""
    job_id = cast(int, context.job.id)
    try:
        result = call_next()
    except Exception as error:
        kind = f"{type(error).__module__}.{type(error).__name__}".removeprefix("builtins.")[:120]
        with suppress(DatabaseError):  # a database that is away must not hide the error itself
            JobFailure.objects.update_or_create(job_id=job_id, defaults={"error": kind, "at": timezone.now()})
        raise
    if context.job.attempts:
        JobFailure.objects.filter(job_id=job_id).delete()
    return result
