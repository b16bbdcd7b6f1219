"""The facts follow the record by themselves: today's every quarter of an hour, the hot spots at night."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.statistics import spots
from lapor.statistics.models import DailyFact
from lapor.statistics.rebuild import day_of, first_day, rebuild


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="daily facts")
def follow_the_record(timestamp: int) -> None:
    """Today and yesterday, which may still have been written when it ended; all days where there are no facts yet."""
    today = day_of(timezone.now())
    first = today - timedelta(days=1) if DailyFact.objects.exists() else first_day()
    if first is not None:
        rebuild(first, today)


@app.periodic(cron="40 18 * * *")  # 01.40 in Jakarta
@app.task(queueing_lock="hot spots")
def find_hot_spots(timestamp: int) -> None:
    spots.find(at=timezone.now())
