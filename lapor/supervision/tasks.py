"""Drafting comes back by itself; whether a draft becomes a letter is for a person."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.supervision import reprimands


@app.periodic(cron="30 20 1 1,4,7,10 *")  # UTC: the night after the first day of a quarter
@app.task(queueing_lock="draft reprimands")
def draft_reprimands(timestamp: int) -> None:
    with transaction.atomic():
        reprimands.draft(at=timezone.now())
