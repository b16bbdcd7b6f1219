"""Jobs of the connection room: clear away files that no row knows."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.connection import papers


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="forget orphans of the connection room")
def forget_orphans(timestamp: int) -> None:
    papers.forget_orphans(at=timezone.now())
