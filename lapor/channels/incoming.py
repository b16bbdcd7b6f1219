"""What comes in: kept once and committed before we say that we have it, understood afterwards by a job."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from procrastinate.contrib.django import app

from lapor.channels.models import Correspondent, IncomingMessage
from lapor.core import encryption
from lapor.core.encryption import Stored

UNDERSTAND = "lapor.channels.tasks.understand"  # by name: it knows every channel, and they know this module
State = IncomingMessage.State


@dataclass(frozen=True)
class Words:
    """What somebody sent: `text`, and a subject, a place or a link where the channel has such things."""

    text: str
    subject: str = ""
    latitude: float | None = None
    longitude: float | None = None
    link: str = ""

    def seal(self) -> bytes:
        return encryption.seal(json.dumps(asdict(self)).encode(), context="incoming message")

    @classmethod
    def unseal(cls, stored: Stored) -> "Words":
        """Raises Undecipherable."""
        return cls(**json.loads(encryption.unseal(stored, context="incoming message")))


def take(channel: str, external_id: str, words: Words, *, sender: str, at: datetime) -> IncomingMessage | None:
    """Keep a message and one job that understands it; None when it is known already. Call it in a transaction."""
    message = IncomingMessage(
        channel=channel,
        external_id=external_id,
        correspondent=correspondent(channel, sender, at=at) if sender else None,
        content_ciphertext=words.seal(),
        received_at=at,
    )
    known = IncomingMessage.objects.filter(channel=channel, external_id=external_id)
    IncomingMessage.objects.bulk_create([message], ignore_conflicts=True)
    kept = known.get()
    if kept.received_at != at or kept.state != State.NEW:
        return None
    app.configure_task(UNDERSTAND).defer(message_id=kept.pk)
    return kept


def correspondent(channel: str, address: str, *, at: datetime) -> Correspondent:
    """Who writes from this number or address."""
    return Correspondent.objects.update_or_create(
        channel=channel,
        tag=encryption.tag(address, purpose=f"correspondent {channel}"),
        defaults={"last_at": at},
        create_defaults={
            "last_at": at,
            "address_ciphertext": encryption.seal(address.encode(), context="correspondent"),
        },
    )[0]


def leave_to_person(message: IncomingMessage, reason: str) -> None:
    """Nothing that can't be understood is lost: it waits in the channel inbox, with the reason."""
    message.state, message.reason = State.WAITING, reason
    message.save(update_fields=["state", "reason"])
