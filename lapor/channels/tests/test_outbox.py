import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor import channels
from lapor.accounts import codes
from lapor.accounts.models import Attempt, Code, OneTimeSecret
from lapor.channels import outbox, tasks
from lapor.channels.errors import DeliveryFailed
from lapor.channels.models import OutgoingMessage

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def carried(monkeypatch):
    """What the channels were given to carry."""
    letters = []
    for channel in channels.CHANNELS.values():
        monkeypatch.setattr(channel, "send", lambda **letter: letters.append(letter))
    return letters


@pytest.fixture
def failing(monkeypatch):
    """Channels that carry nothing for the given reason."""

    def fail(*, permanent):
        def send(**letter):
            raise DeliveryFailed("mail_server", permanent=permanent)

        for channel in channels.CHANNELS.values():
            monkeypatch.setattr(channel, "send", send)

    return fail


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """For threads that race: what they write is really committed, and cleared here."""
    with django_db_blocker.unblock():
        yield
        for model in (OutgoingMessage, Code, OneTimeSecret, Attempt):
            model.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def put_code(kind="phone", value="081234567890", language="id"):
    with transaction.atomic():
        code = codes.request(kind, value, at=AT, address="203.0.113.7")
        return outbox.send_code(code, at=AT, language=language)


@pytest.mark.django_db
def test_a_code_by_text_message_fits_one_part(carried):
    assert outbox.carry(put_code().pk, at=AT)
    [letter] = carried
    assert letter["to"] == "+6281234567890"
    assert len(letter["text"]) <= 160
    assert letter["text"].isascii()


@pytest.mark.django_db
def test_a_code_by_mail_is_written_in_the_language_of_the_person(carried):
    outbox.carry(put_code("email", "rini@contoh.id").pk, at=AT)
    [letter] = carried
    assert (letter["to"], letter["subject"]) == ("rini@contoh.id", "Kode LAPOR! Anda")
    assert "15 menit" in letter["text"]


@pytest.mark.django_db
def test_the_code_in_the_message_is_the_code_that_confirms(carried):
    message = put_code()
    outbox.carry(message.pk, at=AT)
    digits = carried[0]["text"].split(": ")[1][:6]
    assert codes.confirm(Code.objects.get().pk, digits, at=AT).is_citizen


@pytest.mark.django_db
def test_once_carried_the_row_tells_nobody_who_got_what(carried):
    message = put_code()
    outbox.carry(message.pk, at=AT)
    message.refresh_from_db()
    assert (message.state, message.sent_at, bytes(message.to_ciphertext)) == ("sent", AT, b"")
    assert not OneTimeSecret.objects.exists()


@pytest.mark.django_db
def test_a_message_is_carried_once(carried):
    message = put_code()
    assert [outbox.carry(message.pk, at=AT) for _ in range(2)] == [True, False]
    assert len(carried) == 1


@pytest.mark.django_db
def test_row_and_job_are_one_with_the_step_that_made_them():
    put_code()
    assert (OutgoingMessage.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)
    with transaction.atomic():
        put_code(value="081234567891")
        transaction.set_rollback(True)
    assert (OutgoingMessage.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_job_carries_an_id_and_no_person():
    message = put_code()
    assert ProcrastinateJob.objects.get().args == {"message_id": message.pk}
    assert message.context == {"minutes": 15}


@pytest.mark.django_db
def test_after_a_failure_it_waits_longer_each_time_and_then_gives_up(failing):
    failing(permanent=False)
    message, at, waits = put_code("email", "rini@contoh.id"), AT, []
    OneTimeSecret.objects.update(expires_at=AT + timedelta(days=30))
    while not outbox.carry(message.pk, at=at) and message.state == "queued":
        message.refresh_from_db()
        waits.append(message.due_at - at)
        at = message.due_at
    assert waits[:5] == outbox.BACK_OFF
    assert (message.state, message.attempts, message.error) == ("failed", 6, "mail_server")
    assert bytes(message.to_ciphertext) == b""


@pytest.mark.django_db
def test_a_message_put_off_is_not_tried_before_its_time(failing, carried):
    message = put_code()
    OutgoingMessage.objects.update(due_at=AT + timedelta(minutes=1))
    assert not outbox.carry(message.pk, at=AT)
    assert outbox.carry(message.pk, at=AT + timedelta(minutes=1))


@pytest.mark.django_db
def test_a_refused_recipient_is_not_tried_again(failing):
    failing(permanent=True)
    message = put_code()
    outbox.carry(message.pk, at=AT)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 1)


@pytest.mark.django_db
def test_a_code_that_expired_on_the_way_is_not_sent(carried):
    message = put_code()
    outbox.carry(message.pk, at=AT + codes.LIVES_FOR)
    message.refresh_from_db()
    assert (message.state, message.error, carried) == ("failed", "secret_gone", [])


@pytest.mark.django_db
def test_a_message_whose_worker_died_is_carried_by_the_next(carried, monkeypatch):
    message = put_code()
    with monkeypatch.context() as dying:
        dying.setattr(channels.CHANNELS["sms"], "send", lambda **letter: sys.exit())
        with pytest.raises(SystemExit):
            outbox.carry(message.pk, at=AT)
    assert outbox.due(at=AT) == []
    later = AT + outbox.HELD_FOR
    assert outbox.due(at=later) == [message.pk]
    assert outbox.carry(message.pk, at=later)
    assert len(carried) == 1


@pytest.mark.django_db
def test_nothing_is_sent_inside_a_transaction(monkeypatch):
    depth = []
    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(channels.CHANNELS["sms"], "send", lambda **letter: depth.append(len(connection.savepoint_ids)))
    outbox.carry(put_code().pk, at=AT)
    assert depth == [outside]


@pytest.mark.django_db
def test_done_messages_are_forgotten_after_a_month_and_waiting_ones_never(carried):
    outbox.carry(put_code().pk, at=AT)
    put_code(value="081234567891")
    assert outbox.forget(at=AT + timedelta(days=31)) == 1
    assert OutgoingMessage.objects.get().state == "queued"


def test_of_two_workers_one_carries_the_message(committed, carried):
    message, start = put_code(), threading.Barrier(2)

    def work():
        start.wait()
        outbox.carry(message.pk, at=AT)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(carried) == 1


@pytest.mark.django_db
def test_the_sweep_carries_what_was_left_behind(carried):
    put_code()
    tasks.carry_left_behind.func(timestamp=0)
    assert len(carried) == 0  # the message is of 2026-11-02 in these tests; its code has long expired
    assert OutgoingMessage.objects.get().error == "secret_gone"
