"""Jobs of the channels: send what waits, understand what came in, look again for what was left behind, forget."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lapor.channels import handling, incoming, outbox, pauses, sending, understanding
from lapor.channels.chat import keeping as sent_files
from lapor.channels.email import fetching, keeping


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
    handling.forget(at=timezone.now())
    sent_files.forget(at=timezone.now())


@app.task
def understand(message_id: int) -> None:
    """`incoming.have_understood` gives the lock."""
    understanding.understand(message_id, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="understand-left-behind")
def understand_left_behind(timestamp: int) -> None:
    incoming.left_behind(at=timezone.now(), standing=list(pauses.running()))


@app.task
def understand_kept(channel: str, after: int = 0) -> None:
    """What came in while the channel was paused, a batch after the other; a new pause ends it."""
    with transaction.atomic():
        last = None if pauses.is_paused(channel) else incoming.take_up(channel, after=after)
        if last is not None:
            understand_kept.defer(channel=channel, after=last)


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="forget-mails")
def forget_mails(timestamp: int) -> None:
    keeping.forget(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fetch-mail", lock="mailbox")
def fetch_mail(timestamp: int) -> None:
    """Of a large mailbox the next batch at once, after whatever else waits in the worker."""
    if fetching.fetch(at=timezone.now()):
        with suppress(AlreadyEnqueued), transaction.atomic():
            fetch_mail.configure().defer(timestamp=timestamp)


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget-fetched-mail", lock="mailbox")
def forget_fetched_mail(timestamp: int) -> None:
    fetching.forget(at=timezone.now())
