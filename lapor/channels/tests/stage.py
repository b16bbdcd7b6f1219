"""Messages that came in, for tests that go on from there."""

from datetime import datetime

from django.db import transaction

from lapor.channels import incoming
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.testing.cast import MONDAY

RINI = "+6281234567890"  # her number in the cast


@transaction.atomic
def left_to_person(
    text: str,
    *,
    channel: str = "sms",
    sender: str = RINI,
    reason: str = "unclear",
    name: str = "1",
    at: datetime = MONDAY,
) -> IncomingMessage:
    """A message that its channel could make nothing of."""
    message = incoming.take(channel, name, Words(text), sender=sender, at=at)
    assert message, "known already"
    incoming.leave_to_person(message, reason)
    return message
