"""Jobs of the room: tell of what the record defers (reports/record.py), send the digests, forget what is old."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lapor.notifications import bell, digest, fan_out

TRY_AGAIN = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(retry=TRY_AGAIN)
def tell(event_ids: list[int]) -> None:
    """Tell everybody concerned of these events. Done twice it tells nobody twice."""
    fan_out.tell(event_ids, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="send digests")
def send_digests(timestamp: int) -> None:
    digest.send(at=timezone.now())


@app.periodic(cron="40 1 * * *")
@app.task(queueing_lock="forget notices")
def forget_notices(timestamp: int) -> None:
    bell.forget(at=timezone.now())
