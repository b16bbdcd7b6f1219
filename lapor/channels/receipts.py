"""The receipt of a report that somebody sent by a channel: number and PIN, by the way they wrote."""

from datetime import datetime

from django.utils import translation

from lapor.channels import incoming, outbox
from lapor.channels.email import answering
from lapor.channels.models import Correspondent
from lapor.channels.outbox import Way
from lapor.channels.recipients import reporter_of
from lapor.reports.lifecycle import Action
from lapor.reports.models import Report

LANGUAGE = "id"


def hand(writer: Correspondent, report: Report, *, asks: str = "", at: datetime) -> None:
    """Once, and it stands for the notice of the same event, so nobody is told twice; with it our question `asks`.

    The PIN is read and erased by whoever carries it. Call it in the transaction that made the report.
    """
    if writer.channel == "email":
        with translation.override(LANGUAGE):
            answering.receipt(writer, report, [], at=at)
        return
    submitted = report.events.values_list("pk", flat=True).get(action=Action.SUBMIT)
    outbox.put(
        Way(writer.channel, incoming.address_of(writer)),
        template="receipt", context={"number": report.number, "asks": asks}, secret_id=report.pin_secret_id,
        event_id=submitted, recipient=reporter_of(report), at=at, language=LANGUAGE,
    )  # fmt: skip
