"""The whole way of a text message: our outbox, a real Kannel, the operator, the phone, and the report back."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lapor.channels import outbox, sending, sms
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way
from lapor.launcher.home import environment
from lapor.testing.kannel import Kannel, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

RINI = "+6281234567890"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def kannel(settings, live_server):
    with Kannel() as kannel:
        settings.SMS_GATEWAY_URL, settings.SMS_REPORTS_URL = kannel.url, live_server.url
        settings.SMS_GATEWAY_USER, settings.SMS_GATEWAY_PASSWORD = kannel.user, kannel.password
        yield kannel


@pytest.fixture
def at():
    """Reports come at the time of the clock on the wall, so messages begin there too."""
    return timezone.now()


def tell(phone=RINI, *, at, ways=(), short="Laporan 1234567890 dijawab."):
    content = Content(subject="Dijawab", text=short, short=short, link="/saya/1234567890/", report=1234567890)
    with transaction.atomic():
        return outbox.tell(
            [Way("sms", phone), *ways], content, recipient=os.urandom(32), event_id=None, language="id", at=at
        )


def state_of(message):
    message.refresh_from_db()
    return message.state


def becomes(message, state):
    wait_until(lambda: state_of(message) == state)
    return message


def test_a_notice_reaches_the_phone_and_comes_back_as_delivered(kannel, at):
    message = tell(at=at)
    sending.send("sms", at=at)
    becomes(message, "delivered")
    [text] = kannel.received()
    assert (text.to, text.sender) == (RINI, "1708")
    assert text.text == "Laporan 1234567890 dijawab. http://localhost:8000/saya/1234567890/"


def test_every_letter_of_the_alphabet_arrives_as_it_was_written(kannel, at):
    short = "Rp {5} [a] ~ €|^\\ é ü Ñ § @ $ _ ¿ Δ “x” – … 👍"
    message = tell(at=at, short=short)
    sending.send("sms", at=at)
    becomes(message, "delivered")
    assert kannel.received()[0].text.startswith('Rp {5} [a] ~ €|^\\ é ü Ñ § @ $ _ ¿ Δ "x" - ... http')


@pytest.mark.parametrize(("fault", "error"), [("unknown", "sms_rejected"), ("unreachable", "sms_not_delivered")])
def test_a_number_that_does_not_exist_fails_for_good_and_the_next_way_is_tried(kannel, at, fault, error):
    getattr(kannel.operator, fault).add(RINI)
    message = tell(at=at, ways=[Way("email", "rini@contoh.id")])
    sending.send("sms", at=at)
    assert becomes(message, "failed").error == error
    assert OutgoingMessage.objects.get(channel="email").state == "queued"
    assert kannel.received() == []


def test_what_is_no_number_is_refused_at_once(kannel, at):
    message = tell("INFO", at=at)
    sending.send("sms", at=at)
    assert state_of(message) == "failed"
    assert message.error == "sms_number_refused"


def test_a_gateway_that_is_down_is_tried_again_later(kannel, at):
    message = tell(at=at)
    kannel.kill()
    sending.send("sms", at=at)
    assert (state_of(message), message.error) == ("queued", "sms_gateway_down")
    kannel.start()
    sending.send("sms", at=at + MINUTE)
    becomes(message, "delivered")
    assert len(kannel.received()) == 1


def test_a_wrong_password_is_our_trouble_and_no_message_is_lost(kannel, at, settings):
    settings.SMS_GATEWAY_PASSWORD = "keliru"
    message = tell(at=at)
    sending.send("sms", at=at)
    assert (state_of(message), message.error) == ("queued", "sms_gateway_refuses_us")


def test_while_the_operator_is_away_the_gateway_keeps_what_it_took(kannel, at):
    kannel.operator.hang_up(stay_away=True)
    message = tell(at=at)
    sending.send("sms", at=at)
    assert state_of(message) == "sent"
    kannel.kill()
    kannel.operator.come_back()
    kannel.start()
    becomes(message, "delivered")
    assert len(kannel.received()) == 1


def test_a_message_whose_worker_died_after_it_was_taken_is_settled_by_its_report(kannel, at, monkeypatch):
    message = tell(at=at)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_note_carried", lambda *_args, **_more: sys.exit())
        with pytest.raises(SystemExit):
            sending.send("sms", at=at)
    becomes(message, "delivered")
    sending.send("sms", at=at + timedelta(hours=1))
    assert len(kannel.received()) == 1


def test_the_gateway_writes_no_number_and_no_text_into_its_logs(kannel, at):
    kannel.operator.unknown.add(RINI)
    messages = [tell(at=at), tell("+6281299", at=at, short="Rahasia sekali.")]
    sending.send("sms", at=at)
    becomes(messages[0], "failed")
    becomes(messages[1], "delivered")
    logged = "".join(log.read_text() for log in kannel.folder.glob("*.log"))
    assert not any(secret in logged for secret in ("81234567890", "6281299", "Rahasia", kannel.password))


def test_without_a_report_it_is_sent_again_only_when_none_can_come_any_more(kannel, at, monkeypatch):
    message = tell(at=at)
    with monkeypatch.context() as dying:
        dying.setattr(sms, "_judge", lambda _answer: sys.exit())
        dying.setattr(sms, "_ask", lambda *_args, **_more: None)  # dies before it asks
        with pytest.raises(SystemExit):
            sending.send("sms", at=at)
    sending.send("sms", at=at + 9 * MINUTE)
    assert state_of(message) == "queued"
    sending.send("sms", at=at + 11 * MINUTE)
    becomes(message, "delivered")
    assert len(kannel.received()) == 1


# --- pulling plugs in the middle of many messages ---------------------------------------------------------------------

MANY = pytest.mark.parametrize(
    ("count", "kills"), [pytest.param(200, 1, id="200"), pytest.param(1000, 4, id="1000", marks=pytest.mark.prove)]
)
SENDER = """
import sys, django
from datetime import datetime
django.setup()
from lapor.channels import sending
while sending.send("sms", at=datetime.fromisoformat(sys.argv[1])): pass
"""


def phones(count):
    return [f"+62812{index:07d}" for index in range(count)]


def tell_all(count, *, at):
    """Message → phone."""
    return {tell(phone, at=at).pk: phone for phone in phones(count)}


def known(kannel, messages):
    """Has everything that arrived come back to us, by the gateway's answer or by its report?"""
    waiting = OutgoingMessage.objects.filter(state="queued").values_list("pk", flat=True)
    arrived = {text.to for text in kannel.received()}
    return not kannel.has_work() and not arrived & {messages[pk] for pk in waiting}


@MANY
def test_killing_the_worker_loses_no_message_and_doubles_none(kannel, at, settings, count, kills):
    messages = tell_all(count, at=at)
    for kill in range(1, kills + 1):
        worker = start_worker(settings, at)
        wait_until(lambda kill=kill: len(kannel.received()) >= count * kill // (kills + 1))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        wait_until(lambda: known(kannel, messages))
        at += 15 * MINUTE
    send_all(at=at)
    wait_until(lambda: OutgoingMessage.objects.filter(state="delivered").count() == count)
    assert sorted(text.to for text in kannel.received()) == phones(count)


def start_worker(settings, at):
    """A process of its own, on this test's database and gateway."""
    database = urlsplit(environment()["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    names = ("SMS_GATEWAY_URL", "SMS_GATEWAY_USER", "SMS_GATEWAY_PASSWORD", "SMS_REPORTS_URL")
    env = {**os.environ, "DATABASE_URL": database, **{name: getattr(settings, name) for name in names}}
    return subprocess.Popen([sys.executable, "-c", SENDER, at.isoformat()], env=env)


@MANY
def test_killing_the_gateway_loses_no_message(kannel, at, count, kills):
    messages = tell_all(count, at=at)
    for kill in range(1, kills + 1):
        killer = threading.Thread(target=kill_after, args=[kannel, count * kill // (kills + 1)])
        killer.start()
        send_all(at=at)
        killer.join()
        kannel.start()
        wait_until(lambda: known(kannel, messages))
        at += 15 * MINUTE
    send_all(at=at)
    wait_until(lambda: known(kannel, messages))
    arrived = [text.to for text in kannel.received()]
    assert set(arrived) == set(phones(count))
    # What the operator took and Kannel didn't note before it was killed is on the wire twice: SMPP can't tell.
    assert len(arrived) - count <= kills


def send_all(*, at):
    while sending.send("sms", at=at):
        pass


def kill_after(kannel, count):
    wait_until(lambda: len(kannel.received()) >= count)
    kannel.kill()
