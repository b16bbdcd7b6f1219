"""The sweep as a job that comes back by itself; several workers may run it, each clock is acted on once."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.reports import attachments, escalation, fixing


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    escalation.sweep(at=timezone.now())


@app.periodic(cron="0 2 * * *")  # 09.00 in Jakarta
@app.task(queueing_lock="ask whether it is fixed")
def ask_whether_fixed(timestamp: int) -> None:
    fixing.ask(at=timezone.now())


@app.periodic(cron="20 */3 * * *")
@app.task(queueing_lock="forget orphans")
def forget_orphans(timestamp: int) -> None:
    attachments.forget_orphans(at=timezone.now())


@app.task(queueing_lock="follow decrees")
def follow_decrees() -> None:
    """Deferred by whoever enters a decree, in the transaction that does."""
    escalation.follow_decrees(at=timezone.now())
