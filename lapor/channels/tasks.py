"""Jobs of the channels: send what waits, look again for what was left behind, forget what is done."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.channels import outbox, sending


@app.task
def send(channel: str) -> None:
    """One batch; `outbox.wake` gives the locks."""
    if sending.send(channel, at=timezone.now()):
        outbox.wake([channel])


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send-left-behind")
def send_left_behind(timestamp: int) -> None:
    outbox.wake(sending.waiting(at=timezone.now()))


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget-messages")
def forget_messages(timestamp: int) -> None:
    outbox.forget(at=timezone.now())
