"""Jobs of the plans room: clear away files that no row knows."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.core import kept
from lapor.plans.models import Evidence


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget orphans of the plans room")
def forget_orphans(timestamp: int) -> None:
    kept.forget_orphans(Evidence, before=timezone.now() - timedelta(days=1))
