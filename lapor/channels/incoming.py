"""What comes in: kept once and committed before we say that we have it, understood afterwards by a job."""

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lapor.channels.models import Correspondent, IncomingMessage
from lapor.core import encryption
from lapor.core.encryption import Stored
from lapor.core.queries import update
from lapor.reports.models import Report

UNDERSTAND = "lapor.channels.tasks.understand"  # by name: it knows every channel, and they know this module
State = IncomingMessage.State

CONTEXT, ADDRESS = "incoming message", "correspondent"  # what the ciphertexts of words and of an address are bound to
LEFT_BEHIND = timedelta(minutes=10)
AT_ONCE = 500  # jobs in one transaction: others come and go meanwhile

# One statement each: they stand between a gateway and its "yes, we have it", hundreds of times a second.
_MEET = """
    INSERT INTO channels_correspondent AS known (channel, tag, address_ciphertext, asked, pranks, last_at)
    VALUES (%(channel)s, %(tag)s, %(address)s, '', 0, %(at)s)
    ON CONFLICT (channel, tag) DO UPDATE SET last_at = excluded.last_at RETURNING known.*
"""
_KEEP = """
    INSERT INTO channels_incomingmessage
        (channel, external_id, correspondent_id, content_ciphertext, received_at, state, reason)
    VALUES (%(channel)s, %(external_id)s, %(correspondent)s, %(content)s, %(at)s, 'new', '')
    ON CONFLICT (channel, external_id) DO NOTHING RETURNING *
"""


@dataclass(frozen=True)
class Words:
    """What somebody sent: `text`, and a subject, a place or a link where the channel has such things.

    `media` is the name that the channel's server has for a file, which is still there; `to` the address of ours
    that a mail came to, where that says more than that it is for us.
    """

    text: str
    subject: str = ""
    latitude: float | None = None
    longitude: float | None = None
    link: str = ""
    media: str = ""
    to: str = ""

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def written(self) -> str:
        """With the place in words, for a record that has nothing else: what it is called, and where it is."""
        if self.point is None:
            return self.text
        where = "{:.5f}, {:.5f}".format(*self.point)
        return f"{self.text} ({where})" if self.text else where

    def seal(self) -> bytes:
        return encryption.seal(json.dumps(asdict(self)).encode(), context=CONTEXT)

    @classmethod
    def unseal(cls, stored: Stored) -> "Words":
        """Raises Undecipherable."""
        return cls(**json.loads(encryption.unseal(stored, context=CONTEXT)))


def take(channel: str, external_id: str, words: Words, *, sender: str, at: datetime) -> IncomingMessage | None:
    """Keep a message and one job that understands it; None when it is known already. Call it in a transaction."""
    writer = correspondent(channel, sender, at=at) if sender else None
    told = {
        "channel": channel,
        "external_id": external_id,
        "correspondent": writer.pk if writer else None,
        "content": words.seal(),
        "at": at,
    }
    kept = next(iter(IncomingMessage.objects.raw(_KEEP, told)), None)
    if kept:
        have_understood(kept, writer)
    return kept


def correspondent(channel: str, address: str, *, at: datetime) -> Correspondent:
    """Who writes from this number or address."""
    told = {
        "channel": channel,
        "tag": tag_of(channel, address),
        "address": encryption.seal(address.encode(), context=ADDRESS),
        "at": at,
    }
    return Correspondent.objects.raw(_MEET, told)[0]


def last_from(channel: str, address: str) -> datetime | None:
    """When somebody last wrote from there."""
    known = Correspondent.objects.filter(channel=channel, tag=tag_of(channel, address))
    return known.values_list("last_at", flat=True).first()


def address_of(writer: Correspondent) -> str:
    """Where to answer. Raises Undecipherable."""
    return encryption.unseal(writer.address_ciphertext, context=ADDRESS).decode()


def have_understood(
    message: IncomingMessage, writer: Correspondent | None, *, not_before: datetime | None = None, priority: int = 0
) -> None:
    """Put the job; of one writer they are done one after the other, and of whom officers marked for pranks last."""
    lock, priority = (f"correspondent {writer.pk}", -writer.pranks) if writer else (None, priority)
    job = app.configure_task(UNDERSTAND, lock=lock, priority=priority, schedule_at=not_before)
    job.defer(message_id=message.pk)


def take_up(channel: str, *, after: int) -> int | None:
    """Put the jobs of the next messages that are new in one channel, in the order in which they came.

    Returns the number of the last one, after which it goes on; None where there are no more.
    """
    new = IncomingMessage.objects.filter(channel=channel, state=State.NEW, pk__gt=after).order_by("pk")
    found = list(new.select_related("correspondent")[:AT_ONCE])
    for message in found:
        have_understood(message, message.correspondent)
    return found[-1].pk if len(found) == AT_ONCE else None


def left_behind(*, at: datetime, standing: Collection[str] = ()) -> int:
    """Put the jobs again of messages that nobody has got to, however their jobs were lost; returns how many.

    Channels that are `standing` still are left out: theirs would take all the room.
    """
    late = IncomingMessage.objects.filter(state=State.NEW, reason="", received_at__lt=at - LEFT_BEHIND)
    found = list(late.exclude(channel__in=standing).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in found:
        with suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(UNDERSTAND, queueing_lock=f"understand {pk}").defer(message_id=pk)
    return len(found)


def leave_to_person(message: IncomingMessage, reason: str) -> None:
    """Nothing that can't be understood is lost: it waits in the channel inbox, with the reason."""
    message.state, message.reason = State.WAITING, reason
    message.save(update_fields=["state", "reason"])


def done(message: IncomingMessage, report: Report | None = None) -> None:
    """It became a report or a step, or was answered: its words stand there now, and aren't kept twice."""
    message.state, message.reason, message.report, message.content_ciphertext = State.DONE, "", report, b""
    update(message, ["state", "reason", "report", "content_ciphertext"])


def tag_of(channel: str, address: str) -> bytes:
    """By which an address is found again without being known: another in each channel."""
    return encryption.tag(address, purpose=f"correspondent {channel}")
