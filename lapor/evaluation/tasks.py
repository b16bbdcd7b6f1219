"""Counting as a job: at the size of the country it takes longer than anybody waits for a page."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Evaluation


@app.task(queueing_lock="count evaluation")
def count(evaluation_id: int) -> None:
    """Deferred by the national admin's click."""
    counting.count(evaluation_id, at=timezone.now())


@app.periodic(cron="15 19 * * *")  # 02.15 in Jakarta
@app.task(queueing_lock="count evaluations")
def count_drafts(timestamp: int) -> None:
    """So that agencies see during the half-year where they stand."""
    at = timezone.now()
    counting.draft(HalfYear.now(at), at=at)
    for evaluation in Evaluation.objects.filter(published_at__isnull=True):
        counting.count(evaluation.pk, at=at)
