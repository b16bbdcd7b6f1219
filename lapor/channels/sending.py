"""The sender: claims a batch of one channel's messages, commits, hands each over, and commits what came of it at once.

A worker that is killed leaves its batch to the next one after HELD_FOR. Only the message whose attempt still says
`sending` may have been taken by the server already: it is sent again as the same message (decision 0024).
"""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, connections, transaction

from lapor import channels
from lapor.accounts import one_time
from lapor.channels import outbox, pauses
from lapor.channels.errors import ChannelDown, DeliveryFailed, Unsure
from lapor.channels.letter import Letter
from lapor.channels.models import Attempt, OutgoingMessage
from lapor.channels.writing import letter_of

log = logging.getLogger(__name__)
State, Outcome = OutgoingMessage.State, Attempt.Outcome

BATCH = 50
BATCH_SECONDS = 30  # with a message whose server takes 20 s for each of four answers still within HELD_FOR
HELD_FOR = timedelta(minutes=2)
PATIENCE = 1  # seconds that a server may take before the database gets its connection back; a new one is dear
BREAK = timedelta(minutes=1)  # while the channel's server is away
BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]

# Each is one statement: as soon as the database has read it, it is done, whatever happens to this process.
_BEGIN = """
    WITH held AS (
        UPDATE channels_outgoingmessage SET attempts = attempts + 1, due_at = %(again_at)s
        WHERE id = %(message)s AND state = 'queued' AND due_at = %(held_until)s RETURNING id)
    INSERT INTO channels_attempt (message_id, at, outcome, code)
    SELECT id, %(at)s, 'sending', '' FROM held RETURNING id
"""
_CARRIED = """
    WITH tried AS (UPDATE channels_attempt SET outcome = 'sent' WHERE id = %(attempt)s)
    UPDATE channels_outgoingmessage SET
        state = 'sent', sent_at = %(at)s, error = '', to_ciphertext = '',
        content_ciphertext = CASE WHEN ways_left_ciphertext = '' THEN '' ELSE content_ciphertext END
    WHERE id = %(message)s AND state = 'queued'
"""


def send(channel: str, *, at: datetime) -> bool:
    """Carry what is due in one channel, at most BATCH messages; True when more may be waiting.

    Call it outside a transaction: a channel may be slow, and what was claimed must be seen by others.
    """
    if pauses.is_paused(channel):
        return False
    batch = _claim(channel, at=at)
    stop_at = time.monotonic() + BATCH_SECONDS
    with _line(channel) as carry:
        for place, message in enumerate(batch, start=1):
            try:
                _carry(message, carry, at=at)
            except ChannelDown:
                _release(batch[place:], until=at + BREAK)
                return False
            if time.monotonic() > stop_at:
                _release(batch[place:], until=at)
                break
    return len(batch) == BATCH


def waiting(*, at: datetime) -> list[str]:
    """The channels with messages that are due: left behind by a sender that died, or put off after a failure."""
    due = OutgoingMessage.objects.filter(state=State.QUEUED, due_at__lte=at)
    return [name for name in channels.CHANNELS if due.filter(channel=name).exists()]


def _claim(channel: str, *, at: datetime) -> list[OutgoingMessage]:
    """Take the messages that wait longest and hold them for a while, so that other senders take others."""
    with transaction.atomic(durable=True):
        due = OutgoingMessage.objects.filter(channel=channel, state=State.QUEUED, due_at__lte=at)
        batch = list(due.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))[:BATCH])
        for message in batch:
            message.due_at = at + HELD_FOR
        OutgoingMessage.objects.filter(pk__in=[message.pk for message in batch]).update(due_at=at + HELD_FOR)
    return batch


def _carry(message: OutgoingMessage, carry: Callable[[Letter], None], *, at: datetime) -> None:
    """One attempt from beginning to end. Raises ChannelDown when the others of the batch needn't be tried."""
    attempt = _begin(message, at=at)
    if attempt is None:  # held too long: another sender has it, or a report said meanwhile what became of it
        return
    try:
        carry(letter_of(message, at=at))
    except DeliveryFailed as failure:
        _note_failure(message, attempt, failure, at=at)
        if isinstance(failure, ChannelDown):
            raise
    except Exception as error:  # a fault of ours in one message must not hold up the others, nor quote what it says
        log.error("message %s by %s: %s", message.pk, message.channel, type(error).__qualname__)
        _note_failure(message, attempt, DeliveryFailed("fault"), at=at)
    else:
        _note_carried(message, attempt, at=at)


def _begin(message: OutgoingMessage, *, at: datetime) -> int | None:
    """Write the attempt; if nobody ever hears what came of it, it is made again once reports on it would have come."""
    again_at = at + getattr(channels.CHANNELS[message.channel], "REPORTS_WITHIN", HELD_FOR)
    begun: dict[str, Any] = {"message": message.pk, "held_until": message.due_at, "again_at": again_at, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, begun)
        row = cursor.fetchone()
    message.attempts, message.due_at = message.attempts + 1, again_at
    return row[0] if row else None


def _note_carried(message: OutgoingMessage, attempt: int, *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CARRIED, {"message": message.pk, "attempt": attempt, "at": at})
    if message.secret_id:
        one_time.hand_over(message.secret_id)


def _note_failure(message: OutgoingMessage, attempt: int, failure: DeliveryFailed, *, at: datetime) -> None:
    is_last = failure.permanent or message.attempts > len(BACK_OFF)
    with transaction.atomic():
        outcome = Outcome.FAILED if is_last else Outcome.PUT_OFF
        Attempt.objects.filter(pk=attempt).update(outcome=outcome, code=failure.code[:40])
        still = OutgoingMessage.objects.select_for_update().filter(pk=message.pk, state=State.QUEUED)
        if not still.exists():
            return
        if is_last:
            outbox.give_up(message, failure.code, at=at)
        else:
            again_at = at + BACK_OFF[message.attempts - 1]
            if isinstance(failure, Unsure):
                again_at = max(again_at, message.due_at)
            still.update(error=failure.code[:40], due_at=again_at)
    if is_last and message.secret_id:
        one_time.hand_over(message.secret_id)


def _release(messages: list[OutgoingMessage], *, until: datetime) -> None:
    """Give back what wasn't tried; it costs none of its attempts."""
    held = OutgoingMessage.objects.filter(pk__in=[message.pk for message in messages], state=State.QUEUED)
    held.update(due_at=until)


@contextmanager
def _line(channel: str) -> Iterator[Callable[[Letter], None]]:
    """The channel's `send`, in one session; while its server takes its time, no database connection is held."""
    if connection.in_atomic_block:  # a test's: nothing may be given back
        with channels.session(channel) as carry:
            yield carry
        return
    with ThreadPoolExecutor(1, thread_name_prefix=f"send {channel}") as network, ExitStack() as session:
        carry = session.enter_context(channels.session(channel))
        try:
            yield lambda letter: _answer_of(network.submit(carry, letter))
        finally:
            _answer_of(network.submit(session.pop_all().close))
            network.submit(connections.close_all)  # of that thread: some channels look up their addresses


def _answer_of(call: Future[None]) -> None:
    if not wait([call], timeout=PATIENCE).done:
        connection.close()
    call.result()
