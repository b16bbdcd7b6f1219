"""Jobs of the channels: carry each message, look again for those left behind, forget what is done."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.channels import outbox


@app.task
def carry(message_id: int) -> None:
    outbox.carry(message_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="carry-left-behind")
def carry_left_behind(timestamp: int) -> None:
    for message_id in outbox.due(at=timezone.now()):
        outbox.carry(message_id, at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget-messages")
def forget_messages(timestamp: int) -> None:
    outbox.forget(at=timezone.now())
