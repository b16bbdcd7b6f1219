"""Counting as a job: at the size of the country it takes longer than anybody waits for a page."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Evaluation
from lapor.evaluation.roles import check_may_decide
from lapor.reports.actors import Actor


def order(half: HalfYear, *, by: Actor, at: datetime) -> Evaluation:
    """Have a half-year counted soon; who asks twice has it counted once. Call it in a transaction.

    Raises Refused: `not_your_step`, `not_begun`.
    """
    check_may_decide(by)
    evaluation = counting.draft(half, at=at)
    with suppress(AlreadyEnqueued), transaction.atomic():
        count.configure(queueing_lock=f"count evaluation {evaluation.pk}").defer(evaluation_id=evaluation.pk)
    return evaluation


@app.task(queueing_lock="count evaluation")
def count(evaluation_id: int) -> None:
    counting.count(evaluation_id, at=timezone.now())


@app.periodic(cron="15 19 * * *")  # 02.15 in Jakarta
@app.task(queueing_lock="count evaluations")
def count_drafts(timestamp: int) -> None:
    """So that agencies see during the half-year where they stand."""
    at = timezone.now()
    counting.draft(HalfYear.now(at), at=at)
    for evaluation in Evaluation.objects.filter(published_at__isnull=True):
        counting.count(evaluation.pk, at=at)
