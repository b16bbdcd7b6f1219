"""The outbox: a message is a row in the transaction of what it tells about; a worker carries it (sending.py).

Here is what the rest of the house needs: putting messages on their way, and what came back about them later.
"""

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from lapor import channels
from lapor.accounts import codes
from lapor.accounts.models import Code
from lapor.channels import quiet
from lapor.channels.content import Content
from lapor.channels.models import Attempt, OutgoingMessage
from lapor.connection import invitations
from lapor.connection.models import Invitation
from lapor.core import encryption
from lapor.core.queries import one

State = OutgoingMessage.State

ADDRESS, WAYS = "outgoing message", "ways left"  # what the two ciphertexts of a message are bound to
KEPT_FOR = timedelta(days=30)
BOUNCES_WITHIN = timedelta(days=6)  # mail servers try for five days; until then another way may be needed


@dataclass(frozen=True)
class Way:
    """One way to reach somebody: a channel and the address there (a number, a mail address, a subscription's id)."""

    channel: str
    to: str


def send_code(code: Code, *, at: datetime, language: str) -> OutgoingMessage:
    """Put a confirmation code on its way, in the transaction that made it."""
    context = {"minutes": int(codes.LIVES_FOR.total_seconds() // 60)}
    return put(
        Way(channels.CARRIES[code.kind], code.value), template="code", context=context, secret_id=code.secret_id,
        at=at, language=language,
    )  # fmt: skip


def send_invitation(invitation: Invitation, *, at: datetime) -> OutgoingMessage:
    """Put the link of an invitation on its way, in the transaction that made it."""
    return _send_link(invitation, "invitation", at=at)


def send_verdict(invitation: Invitation, *, at: datetime) -> OutgoingMessage:
    """Tell who was invited that the decree was looked at; what came of it stands behind the link."""
    return _send_link(invitation, "decree_judged", at=at)


def _send_link(invitation: Invitation, template: str, *, at: datetime) -> OutgoingMessage:
    context = {"agency": invitation.agency.name, "days": invitations.LIVES_FOR.days}
    return put(
        Way("email", invitation.email), template=template, context=context, secret_id=invitation.secret_id,
        at=at, language="id",  # officers are written in Indonesian
    )  # fmt: skip


def put(
    way: Way,
    *,
    template: str,
    context: dict,
    at: datetime,
    language: str,
    secret_id: int | None = None,
    event_id: int | None = None,
    recipient: bytes | None = None,
) -> OutgoingMessage:
    """Write a message of a template; a sender is woken when the transaction has committed.

    One with `event_id` and `recipient` stands for the notice of this event by this channel.
    """
    message = OutgoingMessage.objects.create(
        channel=way.channel,
        to_ciphertext=encryption.seal(way.to.encode(), context=ADDRESS),
        template=template,
        context=context,
        secret_id=secret_id,
        event_id=event_id,
        recipient=recipient,
        language=language,
        created_at=at,
        due_at=at,
    )
    transaction.on_commit(partial(wake, [message.channel]), robust=True)
    return message


def tell(
    ways: Sequence[Way],
    content: Content,
    *,
    recipient: bytes,
    event_id: int | None,
    language: str,
    at: datetime,
    not_before: datetime | None = None,
) -> OutgoingMessage | None:
    """Put a notice on its way by the first of these ways; the others are tried in order if it fails for good.

    None when this recipient was told of this event by this channel already. Call it in the transaction that decided
    to tell; whoever called it calls `wake` after the commit (a minute later it is found anyway).
    """
    return _insert(
        notice(ways, content, recipient=recipient, event_id=event_id, language=language, at=at, not_before=not_before)
    )


def notice(
    ways: Sequence[Way],
    content: Content,
    *,
    recipient: bytes,
    event_id: int | None,
    language: str,
    at: datetime,
    not_before: datetime | None = None,
) -> OutgoingMessage:
    """What `tell` puts on its way, not yet written: whoever tells many writes them together (`tell_all`)."""
    first, *others = ways
    return OutgoingMessage(
        channel=first.channel,
        to_ciphertext=encryption.seal(first.to.encode(), context=ADDRESS),
        content_ciphertext=content.seal(),
        ways_left_ciphertext=_seal_ways(others),
        event_id=event_id,
        recipient=recipient,
        language=language,
        created_at=at,
        due_at=max(not_before or at, at),
    )


def tell_all(notices: Sequence[OutgoingMessage]) -> None:
    """Put these on their way in one step; what was told already by the same channel is left out."""
    OutgoingMessage.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def wake(names: Collection[str]) -> None:
    """Have the waiting messages of these channels sent soon; no matter if a sender is about to begin anyway.

    Call it after the commit: inside a transaction the one job that may wait would keep other transactions waiting.
    """
    for name in sorted(names):
        lock = f"send {name}"
        if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
            continue  # it begins later than this, so it finds what was committed; to be refused costs ten times as much
        # One sender at a time for each channel: a server that hangs takes one place in the worker, not all.
        # Before other work: what is written already shouldn't wait until all that is to be told is written.
        job = app.configure_task("lapor.channels.tasks.send", queueing_lock=lock, lock=lock, priority=1)
        with suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(channel=name)


def accepted(message_id: int, *, at: datetime) -> None:
    """A report says that the server has it, which its sender may not have lived to note."""
    OutgoingMessage.objects.filter(pk=message_id, state=State.QUEUED).update(
        state=State.SENT, sent_at=at, error="", to_ciphertext=b""
    )


def delivered(message_id: int, *, at: datetime) -> None:
    """The phone or the mailbox has it: nothing more is needed of the message, neither its words nor other ways."""
    OutgoingMessage.objects.filter(pk=message_id, state__in=[State.QUEUED, State.SENT]).update(
        state=State.DELIVERED, delivered_at=at, error="", to_ciphertext=b"", content_ciphertext=b"",
        ways_left_ciphertext=b"",
    )  # fmt: skip


def failed_for_good(message_id: int, code: str, *, at: datetime) -> None:
    """A delivery report or a bounce says that it won't arrive: the person's next way is put, once."""
    with transaction.atomic():
        message = one(OutgoingMessage.objects.select_for_update().filter(pk=message_id))
        if message is None or message.state not in (State.QUEUED, State.SENT):
            return
        Attempt.objects.create(message=message, at=at, outcome=Attempt.Outcome.FAILED, code=code)
        give_up(message, code, at=at)


def give_up(message: OutgoingMessage, code: str, *, at: datetime) -> OutgoingMessage | None:
    """Mark a message as failed and put the person's next way, if one is left. Call it in a transaction."""
    following = _by_the_next_way(message, at=at)
    message.state, message.error = State.FAILED, code
    message.to_ciphertext = message.content_ciphertext = message.ways_left_ciphertext = b""
    message.save(update_fields=["state", "error", "to_ciphertext", "content_ciphertext", "ways_left_ciphertext"])
    if following:
        transaction.on_commit(partial(wake, [following.channel]), robust=True)
    return following


def forget(*, at: datetime) -> int:
    """Delete rows of messages long done, and the words of those that no bounce will come for; returns how many went."""
    carried = OutgoingMessage.objects.filter(state=State.SENT, created_at__lt=at - BOUNCES_WITHIN)
    carried.exclude(content_ciphertext=b"").update(content_ciphertext=b"", ways_left_ciphertext=b"")
    done = OutgoingMessage.objects.exclude(state=State.QUEUED).filter(created_at__lt=at - KEPT_FOR)
    return done.delete()[0]


def _by_the_next_way(message: OutgoingMessage, *, at: datetime) -> OutgoingMessage | None:
    """The same words by the next channel that didn't carry them yet."""
    ways = _unseal_ways(message)
    while ways:
        first, *ways = ways
        following = _insert(
            OutgoingMessage(
                channel=first.channel,
                to_ciphertext=encryption.seal(first.to.encode(), context=ADDRESS),
                content_ciphertext=message.content_ciphertext,
                ways_left_ciphertext=_seal_ways(ways),
                event_id=message.event_id,
                recipient=message.recipient,
                language=message.language,
                created_at=at,
                due_at=_not_before(message, first.channel, at=at) or at,
            )
        )
        if following:
            return following
    return None


def _not_before(message: OutgoingMessage, channel: str, *, at: datetime) -> datetime | None:
    """A mail that comes back at night becomes a text message in the morning."""
    return quiet.not_before(channel, tz=message.event.report.agency.tz, at=at) if message.event else None


def _seal_ways(ways: Sequence[Way]) -> bytes:
    if not ways:
        return b""
    return encryption.seal(json.dumps([[way.channel, way.to] for way in ways]).encode(), context=WAYS)


def _unseal_ways(message: OutgoingMessage) -> list[Way]:
    if not message.ways_left_ciphertext:
        return []
    return [Way(*pair) for pair in json.loads(encryption.unseal(message.ways_left_ciphertext, context=WAYS))]


def _insert(message: OutgoingMessage) -> OutgoingMessage | None:
    """A second row for the same event, recipient and channel is dropped by the database."""
    if message.event_id is None:
        message.save(force_insert=True)
        return message
    OutgoingMessage.objects.bulk_create([message], ignore_conflicts=True)
    mine = OutgoingMessage.objects.filter(
        event=message.event_id, recipient=message.recipient, channel=message.channel,
        to_ciphertext=message.to_ciphertext,  # sealed with a random nonce, so no other row has it
    )  # fmt: skip
    return one(mine)
