"""The sender: claims a batch of one channel's messages, commits, hands each over, and commits what came of it at once.

A worker that is killed leaves its batch to the next one after HELD_FOR. Only messages whose attempt still says
`sending`, one for each of the channel's lines, may have been taken by the server already: they are sent again as the
same messages (decision 0024).
"""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
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
type Call = Callable[[Letter], Future[None]]

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
        WHERE id = ANY(%(messages)s) AND state = 'queued' AND due_at = %(held_until)s RETURNING id)
    INSERT INTO channels_attempt (message_id, at, outcome, code)
    SELECT id, %(at)s, 'sending', '' FROM held RETURNING message_id, id
"""
_CARRIED = """
    WITH tried AS (UPDATE channels_attempt SET outcome = 'sent' WHERE id = ANY(%(attempts)s))
    UPDATE channels_outgoingmessage SET
        state = 'sent', sent_at = %(at)s, error = '', to_ciphertext = '',
        content_ciphertext = CASE WHEN ways_left_ciphertext = '' THEN '' ELSE content_ciphertext END
    WHERE id = ANY(%(messages)s) AND state = 'queued'
"""


def send(channel: str, *, at: datetime) -> bool:
    """Carry what is due in one channel, at most BATCH messages; True when more may be waiting.

    Call it outside a transaction: a channel may be slow, and what was claimed must be seen by others.
    """
    if pauses.is_paused(channel):
        return False
    batch = _claim(channel, at=at)
    stop_at = time.monotonic() + BATCH_SECONDS
    lines = getattr(channels.CHANNELS[channel], "LINES", 1)
    with _lines(channel, lines) as call:
        for place in range(0, len(batch), lines):
            others = batch[place + lines :]
            try:
                _carry(batch[place : place + lines], call, at=at)
            except ChannelDown:
                _release(others, until=at + BREAK)
                return False
            if time.monotonic() > stop_at:
                _release(others, until=at)
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


def _carry(messages: list[OutgoingMessage], call: Call, *, at: datetime) -> None:
    """One attempt of each, all at once, from beginning to end. Raises ChannelDown when others needn't be tried."""
    attempts = _begin(messages, at=at)
    calls = [(message, _called(message, call, at=at)) for message in messages if message.pk in attempts]
    failures = [(message, failure) for message, called in calls if (failure := _failure_of(message, called))]
    failed = {message.pk for message, _failure in failures}
    _note_carried([message for message, _called in calls if message.pk not in failed], attempts, at=at)
    for message, failure in failures:
        _note_failure(message, attempts[message.pk], failure, at=at)
    for _message, failure in failures:
        if isinstance(failure, ChannelDown):
            raise failure


def _begin(messages: list[OutgoingMessage], *, at: datetime) -> dict[int, int]:
    """Write the attempts, message → attempt; one is missing that was held too long, so that another sender has it, or
    of which a report said what became of it.

    If nobody ever hears what came of one, it is made again once reports on it would have come.
    """
    first = messages[0]  # all were claimed at one time
    again_at = at + getattr(channels.CHANNELS[first.channel], "REPORTS_WITHIN", HELD_FOR)
    names = [message.pk for message in messages]
    begun: dict[str, Any] = {"messages": names, "held_until": first.due_at, "again_at": again_at, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, begun)
        attempts = dict(cursor.fetchall())
    for message in messages:
        message.attempts, message.due_at = message.attempts + 1, again_at
    return attempts


def _called(message: OutgoingMessage, call: Call, *, at: datetime) -> Future[None]:
    try:
        return call(letter_of(message, at=at))
    except Exception as error:
        failed: Future[None] = Future()
        failed.set_exception(error)
        return failed


def _failure_of(message: OutgoingMessage, called: Future[None]) -> DeliveryFailed | None:
    try:
        _answer_of(called)
    except DeliveryFailed as failure:
        return failure
    except Exception as error:  # a fault of ours in one message must not hold up the others, nor quote what it says
        log.error("message %s by %s: %s", message.pk, message.channel, type(error).__qualname__)
        return DeliveryFailed("fault")
    return None


def _note_carried(messages: list[OutgoingMessage], attempts: dict[int, int], *, at: datetime) -> None:
    names = [message.pk for message in messages]
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CARRIED, {"messages": names, "attempts": [attempts[name] for name in names], "at": at})
    for message in messages:
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
def _lines(channel: str, count: int) -> Iterator[Call]:
    """The channel's `send`, in one session; while its server takes its time, no database connection is held."""
    if connection.in_atomic_block:  # a test's: nothing may be given back
        with channels.session(channel) as carry:
            yield partial(_called_here, carry)
        return
    with ThreadPoolExecutor(count, thread_name_prefix=f"send {channel}") as network, ExitStack() as session:
        carry = session.enter_context(channels.session(channel))
        last: dict[str, Future[None]] = {}

        def call(letter: Letter) -> Future[None]:
            last[letter.to] = network.submit(_carry_after, last.get(letter.to), carry, letter)
            return last[letter.to]

        try:
            yield call
        finally:
            _answer_of(network.submit(session.pop_all().close))
            network.submit(connections.close_all)  # of that thread: some channels look up their addresses


def _called_here(carry: Callable[[Letter], None], letter: Letter) -> Future[None]:
    carry(letter)
    done: Future[None] = Future()
    done.set_result(None)
    return done


def _carry_after(earlier: Future[None] | None, carry: Callable[[Letter], None], letter: Letter) -> None:
    """Who gets two messages gets them in their order. The earlier one began before, so this waits for no line."""
    if earlier is not None:
        wait([earlier])
    carry(letter)


def _answer_of(call: Future[None]) -> None:
    if not wait([call], timeout=PATIENCE).done:
        connection.close()
    call.result()
