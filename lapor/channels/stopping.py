"""Whoever writes BERHENTI hears no more news by that channel, whatever report it is of, until they write MULAI.

What they ask for still comes: answers to their messages, receipts and codes. News takes the person's next way, if
there is one, and stands on the report's page in any case.
"""

from datetime import datetime

from lapor.channels import incoming
from lapor.channels.models import Correspondent, OutgoingMessage

TALKED_BY = {"sms", "whatsapp", "telegram"}  # where somebody can write BERHENTI; a mail has its link


def stop(writer: Correspondent, *, at: datetime) -> None:
    """From now on this number or account gets no news; what waits to be sent doesn't go out either."""
    writer.stopped_at = writer.stopped_at or at
    writer.save(update_fields=["stopped_at"])


def start(writer: Correspondent) -> None:
    """News comes again."""
    writer.stopped_at = None
    writer.save(update_fields=["stopped_at"])


def holds_back(message: OutgoingMessage, to: str) -> bool:
    """Is this news for somebody who wants none by this channel?"""
    is_news = message.event_id is not None and not message.template
    if not is_news or message.channel not in TALKED_BY:
        return False
    writers = Correspondent.objects.filter(channel=message.channel, tag=incoming.tag_of(message.channel, to))
    return writers.filter(stopped_at__isnull=False).exists()
