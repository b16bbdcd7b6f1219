"""What came in is understood by its channel, in one transaction, once, and in the order in which its sender wrote."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from lapor.channels import incoming, outbox, pauses
from lapor.channels.chat import media
from lapor.channels.chat import understanding as chat
from lapor.channels.chat.media import FilesNeeded
from lapor.channels.email import understanding as email
from lapor.channels.errors import NotYet
from lapor.channels.models import IncomingMessage
from lapor.channels.sms import understanding as sms
from lapor.core.queries import one

log = logging.getLogger(__name__)
State = IncomingMessage.State

# Channel → what makes a report, a step or an answer of one message. It ends with `incoming.done` or `leave_to_person`,
# and puts its answers into the outbox.
UNDERSTAND: dict[str, Callable[..., None]] = {
    "email": email.understand,
    "sms": sms.understand,
    "whatsapp": chat.understand,
    "telegram": chat.understand,
}
AGAIN_IN = timedelta(minutes=5)

# NO KEY: more may come in from the same sender meanwhile.
_LOCK_WRITER = """
    SELECT FROM channels_correspondent AS writer JOIN channels_incomingmessage AS message
    ON message.correspondent_id = writer.id WHERE message.id = %s FOR NO KEY UPDATE OF writer
"""


def understand(message_id: int, *, at: datetime) -> None:
    """Understand one message that nobody has understood yet. A fault of ours leaves it to a person."""
    try:
        channel = _with_files(message_id, at=at)
    except NotYet:
        _put_off(message_id, until=at + AGAIN_IN)
        return
    except Exception as fault:  # its text could quote the message
        log.error("incoming message %s: %s", message_id, type(fault).__qualname__)
        with transaction.atomic(durable=True):
            message = _claimed(message_id)
            if message:
                incoming.leave_to_person(message, "fault")
        return
    if channel:
        outbox.wake([channel])


def _with_files(message_id: int, *, at: datetime) -> str:
    """What has files elsewhere is understood once they are here; they are fetched outside any transaction.

    Raises NotYet.
    """
    try:
        return _understand(message_id, at=at)
    except FilesNeeded as needed:
        return _understand(message_id, at=at, enclosed=media.fetch_all(needed.messages, at=at))


def _put_off(message_id: int, *, until: datetime) -> None:
    message = IncomingMessage.objects.select_related("correspondent").get(pk=message_id)
    incoming.have_understood(message, message.correspondent, not_before=until)


def _understand(message_id: int, *, at: datetime, **files: Any) -> str:
    """Returns the channel that now may have an answer to send. Raises FilesNeeded."""
    with transaction.atomic(durable=True):
        message = _claimed(message_id)
        if message is None or pauses.is_paused(message.channel):
            return ""  # kept: it is taken up again when the pause ends
        UNDERSTAND[message.channel](message, at=at, **files)
        return message.channel


def _claimed(message_id: int) -> IncomingMessage | None:
    """The message with its sender, both locked; None when it is done. A second message of the sender waits here."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_WRITER, [message_id])
    new = IncomingMessage.objects.filter(pk=message_id, state=State.NEW)
    return one(new.select_for_update(of=("self",)).select_related("correspondent"))
