"""The outbox: a message is a row in the transaction of what it tells about, and is carried afterwards by a worker."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from lapor import channels
from lapor.accounts import codes, one_time
from lapor.accounts.models import Code
from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.models import OutgoingMessage
from lapor.connection import invitations
from lapor.connection.models import Invitation
from lapor.core import encryption

State = OutgoingMessage.State

# A sender that dies leaves its message to the next one after HELD_FOR: sent twice at worst, never lost.
HELD_FOR = timedelta(minutes=2)
BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]
KEPT_FOR = timedelta(days=30)
SECRETS = {
    "code": codes.PURPOSE,
    "invitation": invitations.PURPOSE,
    "decree_judged": invitations.PURPOSE,
}  # template → purpose of the secret in it


def send_code(code: Code, *, at: datetime, language: str) -> OutgoingMessage:
    """Put a confirmation code on its way, in the transaction that made it."""
    context = {"minutes": int(codes.LIVES_FOR.total_seconds() // 60)}
    return put(
        kind=code.kind, to=code.value, template="code", context=context, secret_id=code.secret_id,
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
        kind="email", to=invitation.email, template=template, context=context, secret_id=invitation.secret_id,
        at=at, language="id",  # officers are written in Indonesian
    )  # fmt: skip


def put(
    *, kind: str, to: str, template: str, context: dict, at: datetime, language: str, secret_id: int | None = None
) -> OutgoingMessage:
    """Write a message to a contact and one job that carries it; both are there when the transaction commits."""
    from lapor.channels import tasks  # a task carries messages, a message makes a task

    message = OutgoingMessage.objects.create(
        channel=channels.CARRIES[kind],
        to_ciphertext=encryption.seal(to.encode(), context="outgoing message"),
        template=template,
        context=context,
        secret_id=secret_id,
        language=language,
        created_at=at,
        due_at=at,
    )
    tasks.carry.defer(message_id=message.pk)
    return message


@dataclass(frozen=True)
class Way:
    """One way to reach somebody: a channel and the address there (a number, a mail address, a subscription's id)."""

    channel: str
    to: str


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
    to tell; whoever called it defers `tasks.send(channel)` after the commit (a minute later it is found anyway).
    """
    first, *others = ways
    message = OutgoingMessage(
        channel=first.channel,
        to_ciphertext=encryption.seal(first.to.encode(), context="outgoing message"),
        content_ciphertext=content.seal(),
        ways_left_ciphertext=_seal_ways(others),
        event_id=event_id,
        recipient=recipient,
        language=language,
        created_at=at,
        due_at=max(not_before or at, at),
    )
    return _insert(message)


def _seal_ways(ways: Sequence[Way]) -> bytes:
    if not ways:
        return b""
    return encryption.seal(json.dumps([[way.channel, way.to] for way in ways]).encode(), context="ways left")


def _insert(message: OutgoingMessage) -> OutgoingMessage | None:
    """A second row for the same event, recipient and channel is dropped by the database."""
    OutgoingMessage.objects.bulk_create([message], ignore_conflicts=True)
    if message.event_id is None:
        return message
    return OutgoingMessage.objects.filter(
        event=message.event_id, recipient=message.recipient, channel=message.channel, created_at=message.created_at
    ).first()


def carry(message_id: int, *, at: datetime) -> bool:
    """Send one message if it is due and nobody else holds it; True when it was carried.

    Call it outside a transaction: a channel may be slow, and what was claimed must be seen by others.
    """
    message = _claim(message_id, at=at)
    if message is None:
        return False
    try:
        channels.CHANNELS[message.channel].send(**_written(message, at=at))
    except DeliveryFailed as failure:
        _put_off(message, failure, at=at)
        return False
    _finish(message, State.SENT, at=at)
    return True


def due(*, at: datetime, most: int = 500) -> list[int]:
    """Messages left behind: put off after a failure, or held by a worker that died."""
    waiting = OutgoingMessage.objects.filter(state=State.QUEUED, due_at__lte=at)
    return list(waiting.order_by("due_at").values_list("pk", flat=True)[:most])


def forget(*, at: datetime) -> int:
    """Delete rows of messages long done; returns how many."""
    done = OutgoingMessage.objects.exclude(state=State.QUEUED).filter(created_at__lt=at - KEPT_FOR)
    return done.delete()[0]


def _claim(message_id: int, *, at: datetime) -> OutgoingMessage | None:
    with transaction.atomic(durable=True):
        waiting = OutgoingMessage.objects.filter(pk=message_id, state=State.QUEUED, due_at__lte=at)
        message = waiting.select_for_update(skip_locked=True).first()
        if message:
            message.attempts += 1
            message.due_at = at + HELD_FOR
            message.save(update_fields=["attempts", "due_at"])
    return message


def _written(message: OutgoingMessage, *, at: datetime) -> dict[str, str]:
    """Address, subject and text in the person's language. Raises DeliveryFailed once the secret has expired."""
    context = message.context | {"site_url": settings.SITE_URL}
    if message.template in SECRETS:
        context["secret"] = _secret(message, at=at)
    with translation.override(message.language):
        subject = render_to_string(f"channels/{message.template}.subject.txt", context)
        text = render_to_string(f"channels/{message.template}.{message.channel}.txt", context)
    to = encryption.unseal(message.to_ciphertext, context="outgoing message").decode()
    return {"to": to, "subject": " ".join(subject.split()), "text": text.strip()}


def _secret(message: OutgoingMessage, *, at: datetime) -> str:
    secret = one_time.look(message.secret_id or 0, purpose=SECRETS[message.template], at=at)
    if secret is None:
        raise DeliveryFailed("secret_gone", permanent=True)
    return secret


def _put_off(message: OutgoingMessage, failure: DeliveryFailed, *, at: datetime) -> None:
    if failure.permanent or message.attempts > len(BACK_OFF):
        _finish(message, State.FAILED, at=at, error=failure.code)
        return
    message.error = failure.code
    message.due_at = at + BACK_OFF[message.attempts - 1]
    message.save(update_fields=["error", "due_at"])


def _finish(message: OutgoingMessage, state: str, *, at: datetime, error: str = "") -> None:
    with transaction.atomic():
        message.state = state
        message.error = error
        message.sent_at = at if state == State.SENT else None
        message.to_ciphertext = b""
        message.save(update_fields=["state", "error", "sent_at", "to_ciphertext"])
        if message.secret_id:
            one_time.hand_over(message.secret_id)
