"""Jobs of the room: make packages, push them, erase what outlived its consent, clear away files that no row knows."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.core import kept
from lapor.core.errors import NotFound, Refused
from lapor.ombudsman import consent, packages, sending, standing
from lapor.ombudsman.models import Package
from lapor.reports.actors import system

logger = logging.getLogger(__name__)
SETTLED = {"handed_over", "no_consent", "no_details", "secret"}  # somebody else did it, or it isn't wanted any more


@app.task
def make(number: int) -> None:
    """Make the package of one report. Done twice it makes one."""
    try:
        with transaction.atomic(durable=True):
            packages.hand_over(number, by=system(), at=timezone.now())
    except NotFound:
        return
    except Refused as refused:
        if refused.code not in SETTLED:
            raise


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="make packages left behind")
def make_left_behind(timestamp: int) -> None:
    """What no job made: a worker died, or the report isn't secret any more. One that fails stops no other."""
    for number in list(standing.due().filter(is_secret=False).values_list("number", flat=True)[:50]):
        try:
            make(number)
        except Exception:
            logger.exception("package could not be made")


@app.task
def send() -> None:
    """Deferred with each package; several at once share the work."""
    sending.send_due(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send packages left behind")
def send_left_behind(timestamp: int) -> None:
    sending.send_due(at=timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="forget what the Ombudsman may not read")
def forget_left_behind(timestamp: int) -> None:
    with transaction.atomic():
        consent.forget_left_behind(at=timezone.now())


@app.periodic(cron="53 3 * * *")
@app.task(queueing_lock="forget orphans of the ombudsman room")
def forget_orphans(timestamp: int) -> None:
    kept.forget_orphans(Package, before=timezone.now() - timedelta(days=1))
