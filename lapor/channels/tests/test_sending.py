"""The sender: batches, attempts, back-off, and what happens when something breaks off in between."""

import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection

from lapor import channels
from lapor.accounts.models import OneTimeSecret
from lapor.channels import outbox, sending, tasks
from lapor.channels.errors import ChannelDown, Unsure
from lapor.channels.models import Attempt, OutgoingMessage
from lapor.channels.outbox import Way
from lapor.channels.tests.test_outbox import AT, MAIL, PHONE, SAID, jobs, put_code, rows, tell


def letters(count):
    """Notices to so many people who have only a mailbox."""
    for n in range(count):
        outbox.tell([MAIL], SAID, recipient=bytes([n]) * 32, event_id=None, language="id", at=AT)


def attempts():
    return list(Attempt.objects.order_by("pk").values_list("outcome", "code"))


@pytest.mark.django_db
def test_a_message_is_carried_once(carried):
    put_code()
    sending.send("sms", at=AT)
    sending.send("sms", at=AT)
    assert len(carried) == 1
    assert attempts() == [("sent", "")]


@pytest.mark.django_db
def test_a_sender_carries_its_own_channel_only(cast, carried):
    report = cast.submitted()
    tell(report, MAIL)
    tell(report, PHONE)
    sending.send("sms", at=AT)
    assert [letter.to for letter in carried] == [PHONE.to]


@pytest.mark.django_db
def test_a_full_batch_says_that_more_may_wait(carried, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    letters(3)
    assert [sending.send("email", at=AT) for _ in range(2)] == [True, False]
    assert len(carried) == 3


@pytest.mark.django_db
def test_after_a_full_batch_the_next_sender_is_woken(carried, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    letters(1)
    tasks.send.func("email")
    assert [job.args for job in jobs()] == [{"channel": "email"}]


@pytest.mark.django_db
def test_after_a_failure_it_waits_longer_each_time_and_then_gives_up(failing):
    failing()
    message, at, waits = put_code("email", "rini@contoh.id"), AT, []
    OneTimeSecret.objects.update(expires_at=AT + timedelta(days=30))
    while message.state == "queued":
        sending.send("email", at=at)
        message.refresh_from_db()
        waits.append(message.due_at - at)
        at = message.due_at
    assert waits[:5] == sending.BACK_OFF
    assert (message.state, message.attempts, message.error) == ("failed", 6, "mail_server")
    assert attempts() == [("queued", "mail_server")] * 5 + [("failed", "mail_server")]
    assert bytes(message.to_ciphertext) == b""


@pytest.mark.django_db
def test_a_message_put_off_is_not_tried_before_its_time(carried):
    put_code()
    OutgoingMessage.objects.update(due_at=AT + timedelta(minutes=1))
    sending.send("sms", at=AT)
    assert carried == []
    sending.send("sms", at=AT + timedelta(minutes=1))
    assert len(carried) == 1


def test_a_refused_recipient_is_told_by_the_next_way_at_once(cast, failing, carry_with):
    tell(cast.submitted(), MAIL, PHONE)
    failing(permanent=True)
    sending.send("email", at=AT)
    assert rows() == [("email", "failed"), ("sms", "queued")]
    assert attempts() == [("failed", "mail_server")]


def test_who_can_not_be_reached_for_a_day_is_told_by_the_next_way(cast, failing):
    message = tell(cast.submitted(), MAIL, PHONE)
    OutgoingMessage.objects.update(attempts=len(sending.BACK_OFF))
    failing()
    sending.send("email", at=AT)
    message.refresh_from_db()
    assert (message.attempts, rows()) == (6, [("email", "failed"), ("sms", "queued")])


@pytest.mark.django_db
def test_one_message_tries_a_server_that_is_away_and_the_others_wait(failing):
    letters(5)
    failing(ChannelDown)
    assert not sending.send("email", at=AT)
    assert attempts() == [("queued", "mail_server")]
    assert set(OutgoingMessage.objects.values_list("attempts", "due_at")) == {
        (1, AT + sending.BACK_OFF[0]),
        (0, AT + sending.BREAK),
    }


@pytest.mark.django_db
def test_a_fault_of_ours_in_one_message_does_not_hold_up_the_others(carried, caplog):
    letters(2)
    first = OutgoingMessage.objects.earliest("pk")
    OutgoingMessage.objects.filter(pk=first.pk).update(content_ciphertext=b"spoilt")
    sending.send("email", at=AT)
    assert attempts() == [("queued", "fault"), ("sent", "")]
    assert len(carried) == 1
    assert "rini" not in caplog.text


@pytest.mark.django_db
def test_a_batch_that_takes_too_long_is_given_back(carried, monkeypatch):
    monkeypatch.setattr(sending, "BATCH_SECONDS", -1)
    letters(3)
    sending.send("email", at=AT)
    assert len(carried) == 1
    assert OutgoingMessage.objects.filter(state="queued", due_at=AT, attempts=0).count() == 2


@pytest.mark.django_db
def test_a_message_whose_worker_died_is_carried_by_the_next(carried, carry_with):
    put_code()
    carry_with(lambda letter: sys.exit())
    with pytest.raises(SystemExit):
        sending.send("sms", at=AT)
    carry_with(carried.append)
    sending.send("sms", at=AT)
    assert carried == []
    assert attempts() == [("sending", "")]  # nobody knows whether it was taken
    sending.send("sms", at=AT + channels.CHANNELS["sms"].REPORTS_WITHIN)
    assert len(carried) == 1


@pytest.mark.django_db
def test_what_another_sender_took_over_is_not_sent_by_the_first(carried, monkeypatch):
    """A sender that slept too long, with its machine for example, finds its messages held by somebody else."""
    letters(1)
    batch = sending._claim("email", at=AT)
    sending.send("email", at=AT + sending.HELD_FOR)
    with sending._lines("email", 1) as call:
        sending._carry(batch, call, at=AT)
    assert len(carried) == 1


@pytest.mark.django_db
def test_a_message_that_may_have_been_taken_waits_for_its_report(carry_with):
    def send(letter):
        raise Unsure("sms_gateway_unsure")

    put_code()
    carry_with(send)
    sending.send("sms", at=AT)
    assert OutgoingMessage.objects.get().due_at == AT + channels.CHANNELS["sms"].REPORTS_WITHIN


@pytest.mark.django_db
def test_a_report_between_claim_and_result_is_not_overwritten(carry_with):
    def send(letter):
        outbox.delivered(letter.message_id, at=AT)

    put_code()
    carry_with(send)
    sending.send("sms", at=AT)
    assert rows() == [("sms", "delivered")]


@pytest.mark.django_db
def test_nothing_is_sent_inside_a_transaction(carry_with):
    depth, outside = [], len(connection.savepoint_ids)
    put_code()
    carry_with(lambda letter: depth.append(len(connection.savepoint_ids)))
    sending.send("sms", at=AT)
    assert depth == [outside]


@pytest.mark.django_db(transaction=True)
def test_of_two_senders_one_carries_each_message(carried, monkeypatch):
    letters(40)
    monkeypatch.setattr(sending, "BATCH", 5)
    gate = threading.Barrier(2)

    def work():
        gate.wait()
        while sending.send("email", at=AT):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({letter.message_id for letter in carried}) == len(carried) == 40


@pytest.mark.django_db(transaction=True)
def test_a_server_that_takes_its_time_is_waited_for_without_a_database_connection(carry_with, monkeypatch):
    """`connection` is each thread's own: that of the sender is looked at from where its letter hangs."""
    monkeypatch.setattr(sending, "PATIENCE", 0.05)
    letters(1)
    senders, given_back, held = connection.connection, threading.Event(), []
    close = connection.close
    monkeypatch.setattr(connection, "close", lambda: (close(), given_back.set()))

    def send(letter):
        given_back.wait(60)
        held.append(not senders.closed)

    carry_with(send)
    sending.send("email", at=AT)
    assert (held, rows()) == ([False], [("email", "sent")])


@pytest.fixture
def sms_lines(carry_with):
    """Text messages of which each hangs until as many as there are lines hang; those that arrived, in order."""
    together, arrived = threading.Barrier(channels.CHANNELS["sms"].LINES), []

    def send(letter):
        together.wait(10)
        arrived.append(letter)

    carry_with(send)
    return arrived


@pytest.mark.django_db(transaction=True)
def test_text_messages_are_carried_on_several_lines_at_once(sms_lines):
    count = 2 * channels.CHANNELS["sms"].LINES
    for n in range(count):
        tell_phone(f"+62812000{n:05d}")
    sending.send("sms", at=AT)
    assert (len(sms_lines), attempts()) == (count, [("sent", "")] * count)


@pytest.mark.django_db(transaction=True)
def test_who_gets_several_messages_at_once_gets_them_in_their_order(carry_with):
    arrived, another_came = [], threading.Event()

    def send(letter):
        if letter.message_id == told[0]:
            another_came.wait(0.2)  # it would come now if it could
        arrived.append(letter.message_id)
        another_came.set()

    carry_with(send)
    told = [tell_phone("+6281200000001").pk for _ in range(3)]
    sending.send("sms", at=AT)
    assert arrived == told


@pytest.mark.django_db(transaction=True)
def test_of_several_lines_each_attempt_is_written_before_it_is_made(carry_with):
    """What is on its way when the worker is killed says so in the database."""
    written = []

    def send(letter):
        with connection.cursor() as cursor:
            cursor.execute("SELECT outcome FROM channels_attempt WHERE message_id = %s", [letter.message_id])
            written.append(cursor.fetchall())
        connection.close()

    carry_with(send)
    for n in range(5):
        tell_phone(f"+62812000{n:05d}")
    sending.send("sms", at=AT)
    assert written == [[("sending",)]] * 5


@pytest.mark.django_db(transaction=True)
def test_when_the_gateway_goes_away_what_was_handed_over_beside_it_is_noted_and_the_rest_waits(carry_with):
    lines = channels.CHANNELS["sms"].LINES
    told = [tell_phone(f"+62812000{n:05d}").pk for n in range(lines + 3)]

    def send(letter):
        if letter.message_id == told[1]:
            raise ChannelDown("sms_gateway_down")

    carry_with(send)
    assert not sending.send("sms", at=AT)
    outcomes = dict(Attempt.objects.values_list("message_id", "outcome"))
    assert outcomes == {pk: "queued" if pk == told[1] else "sent" for pk in told[:lines]}
    assert OutgoingMessage.objects.filter(state="queued", attempts=0, due_at=AT + sending.BREAK).count() == 3


def tell_phone(number):
    way = Way("sms", number)
    return outbox.tell([way], SAID, recipient=number.encode().ljust(32), event_id=None, language="id", at=AT)
