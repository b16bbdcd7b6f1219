"""What comes back from the gateway about a message that went out: what became of it on its way to the phone."""

from datetime import datetime

from lapor.channels import outbox
from lapor.channels.sms.reports import Report

WHY = {Report.FAILED: "sms_not_delivered", Report.REJECTED: "sms_rejected"}


def report(message_id: int, said: Report, *, at: datetime) -> None:
    """Note what became of a message; what is told twice or too late changes nothing."""
    if said == Report.DELIVERED:
        outbox.delivered(message_id, at=at)
    elif said in WHY:
        outbox.failed_for_good(message_id, WHY[said], at=at)
    else:
        outbox.accepted(message_id, at=at)
