"""Codes and notices on their way: what is written, when, and what is left of it afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.accounts import codes
from lapor.accounts.models import Code, OneTimeSecret
from lapor.channels import outbox, recipients, sending, tasks
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
MAIL, PHONE = Way("email", "rini@contoh.id"), Way("sms", "+6281234567890")
SAID = Content("Laporan 123", "Laporan Anda sudah diteruskan.", short="Laporan 123 diteruskan.")


def put_code(kind="phone", value="081234567890", language="id"):
    with transaction.atomic():
        code = codes.request(kind, value, at=AT, address="203.0.113.7")
        return outbox.send_code(code, at=AT, language=language)


def tell(report, *ways, event=None, **more):
    event_id = event or report.events.latest("seq").pk
    told = {"recipient": recipients.reporter_of(report), "event_id": event_id, "language": "id", "at": AT}
    return outbox.tell(ways, SAID, **(told | more))


def rows():
    return list(OutgoingMessage.objects.order_by("pk").values_list("channel", "state"))


def jobs():
    return list(ProcrastinateJob.objects.filter(task_name="lapor.channels.tasks.send").order_by("id"))


# --- codes and invitations ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_code_by_text_message_fits_one_part(carried):
    put_code()
    sending.send("sms", at=AT)
    [letter] = carried
    assert letter.to == "+6281234567890"
    assert len(letter.content.short) <= 160
    assert letter.content.short.isascii()


@pytest.mark.django_db
def test_a_code_by_mail_is_written_in_the_language_of_the_person(carried):
    put_code("email", "rini@contoh.id")
    sending.send("email", at=AT)
    [letter] = carried
    assert (letter.to, letter.content.subject.strip()) == ("rini@contoh.id", "Kode LAPOR! Anda")
    assert "15 menit" in letter.content.text


@pytest.mark.django_db
def test_the_code_in_the_message_is_the_code_that_confirms(carried):
    put_code()
    sending.send("sms", at=AT)
    digits = carried[0].content.short.split(": ")[1][:6]
    assert codes.confirm(Code.objects.get().pk, digits, at=AT).is_citizen


@pytest.mark.django_db
def test_a_code_that_expired_on_the_way_is_not_sent(carried):
    message = put_code()
    sending.send("sms", at=AT + codes.LIVES_FOR)
    message.refresh_from_db()
    assert (message.state, message.error, carried) == ("failed", "secret_gone", [])


@pytest.mark.django_db
def test_a_message_is_one_with_the_step_that_made_it():
    with transaction.atomic():
        put_code()
        transaction.set_rollback(True)
    assert not OutgoingMessage.objects.exists()


# --- notices --------------------------------------------------------------------------------------------------------


def test_nobody_is_told_twice_of_one_event_by_one_channel(cast):
    report = cast.submitted()
    assert tell(report, MAIL)
    assert tell(report, Way("email", "lain@contoh.id")) is None
    assert tell(report, PHONE)
    assert rows() == [("email", "queued"), ("sms", "queued")]


def test_a_message_that_waits_for_the_morning_is_not_sent_at_night(cast, carried):
    morning = AT + timedelta(hours=8)
    tell(cast.submitted(), PHONE, not_before=morning)
    sending.send("sms", at=morning - timedelta(seconds=1))
    assert carried == []
    sending.send("sms", at=morning)
    assert [letter.to for letter in carried] == [PHONE.to]


def test_the_row_of_a_notice_shows_neither_the_person_nor_the_words(cast):
    message = tell(cast.submitted(), MAIL, PHONE)
    stored = bytes(message.to_ciphertext) + bytes(message.content_ciphertext) + bytes(message.ways_left_ciphertext)
    assert not any(trace in stored for trace in (b"rini", b"8123456", b"Laporan", b"sms"))


# --- what comes back ------------------------------------------------------------------------------------------------


def test_once_carried_the_row_tells_nobody_who_got_what(cast, carried):
    message = tell(cast.submitted(), MAIL)
    sending.send("email", at=AT)
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", AT)
    assert (bytes(message.to_ciphertext), bytes(message.content_ciphertext)) == (b"", b"")


def test_a_bounce_leads_to_the_next_way_once(cast, carried):
    message = tell(cast.submitted(), MAIL, PHONE)
    sending.send("email", at=AT)
    for _ in range(2):
        outbox.failed_for_good(message.pk, "bounce_5.1.1", at=AT)
    assert rows() == [("email", "failed"), ("sms", "queued")]
    sending.send("sms", at=AT)
    assert [(letter.to, letter.content) for letter in carried] == [(MAIL.to, SAID), (PHONE.to, SAID)]


def test_a_way_that_was_used_for_this_event_already_is_left_out(cast, failing):
    report = cast.submitted()
    tell(report, PHONE)
    tell(report, MAIL, PHONE)
    failing(permanent=True)
    sending.send("email", at=AT)
    assert rows() == [("sms", "queued"), ("email", "failed")]


def test_a_message_that_arrived_needs_no_other_way(cast, carried):
    message = tell(cast.submitted(), PHONE, MAIL)
    sending.send("sms", at=AT)
    outbox.delivered(message.pk, at=AT)
    outbox.failed_for_good(message.pk, "late", at=AT)
    message.refresh_from_db()
    assert (rows(), message.delivered_at) == ([("sms", "delivered")], AT)
    assert bytes(message.ways_left_ciphertext) == b""


def test_a_report_that_comes_before_the_sender_has_noted_it_counts(cast):
    message = tell(cast.submitted(), PHONE)
    outbox.accepted(message.pk, at=AT)
    assert rows() == [("sms", "sent")]
    outbox.delivered(message.pk, at=AT)
    assert rows() == [("sms", "delivered")]


def test_a_bounce_of_nothing_we_sent_is_no_mistake(db):
    outbox.failed_for_good(123, "bounce_5.1.1", at=AT)
    assert rows() == []


def test_words_kept_for_another_way_go_when_no_bounce_will_come(cast, carried):
    message = tell(cast.submitted(), MAIL, PHONE)
    sending.send("email", at=AT)
    message.refresh_from_db()
    assert bytes(message.content_ciphertext)
    outbox.forget(at=AT + outbox.BOUNCES_WITHIN + timedelta(seconds=1))
    message.refresh_from_db()
    assert bytes(message.content_ciphertext) + bytes(message.ways_left_ciphertext) == b""


@pytest.mark.django_db
def test_done_messages_are_forgotten_after_a_month_and_waiting_ones_never(carried):
    put_code()
    sending.send("sms", at=AT)
    put_code(value="081234567891")
    outbox.forget(at=AT + outbox.KEPT_FOR + timedelta(days=1))
    assert [message.state for message in OutgoingMessage.objects.all()] == ["queued"]
    assert not OneTimeSecret.objects.filter(pk=0).exists()


# --- waking the senders ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_however_many_messages_wait_one_sender_is_woken_for_each_channel():
    outbox.wake(["email", "sms"])
    outbox.wake(["email"])
    assert [(job.args, job.lock) for job in jobs()] == [
        ({"channel": "email"}, "send email"),
        ({"channel": "sms"}, "send sms"),
    ]


@pytest.mark.django_db
def test_a_sender_is_woken_when_the_message_is_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        put_code()
        assert jobs() == []
    assert [job.args for job in jobs()] == [{"channel": "sms"}]


@pytest.mark.django_db
def test_the_sweep_wakes_senders_for_what_was_left_behind():
    put_code()
    tasks.send_left_behind.func(timestamp=0)
    assert [job.args for job in jobs()] == [{"channel": "sms"}]
