"""The whole way in: a phone, its operator, a real Kannel, our door, the report, and the answer on the phone."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lapor.channels import sending, understanding
from lapor.channels.models import IncomingMessage
from lapor.launcher.home import environment
from lapor.launcher.operator import Operator
from lapor.reports import actors, response, timeline, verification
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.kannel import Kannel, answers, free_ports, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

RINI, SANTI = "+6281234567890", "+6281300000002"
HOLE = "Jalan Yos Sudarso berlubang."


@pytest.fixture
def use(settings):
    """Let this service use that gateway."""

    def use(kannel, web):
        settings.SMS_GATEWAY_URL, settings.SMS_REPORTS_URL = kannel.url, web
        settings.SMS_GATEWAY_USER, settings.SMS_GATEWAY_PASSWORD = kannel.user, kannel.password
        settings.SMS_INCOMING_PASSWORD = kannel.incoming_password
        return kannel

    return use


@pytest.fixture
def kannel(live_server, cast, use):
    with Kannel(web=live_server.url, parts_seconds=1) as kannel:
        yield use(kannel, live_server.url)


def arrived(count):
    wait_until(lambda: IncomingMessage.objects.count() >= count)
    time.sleep(0.2)  # a second copy would come about now
    assert IncomingMessage.objects.count() == count


def understand_all(*, after=timedelta()):
    """What the worker does, in its order."""
    for pk in IncomingMessage.objects.filter(state="new").order_by("pk").values_list("pk", flat=True):
        understanding.understand(pk, at=timezone.now() + after)


def heard_after(kannel, count):
    """Understand what has come, and wait for the answers on the phones."""
    before = len(kannel.received())
    understand_all()
    while sending.send("sms", at=timezone.now()):
        pass
    wait_until(lambda: len(kannel.received()) >= before + count)
    return [text.text for text in kannel.received()[before:]]


def body_of(report):
    return timeline.original(report, by=actors.phone(report.number)).body


def test_somebody_reports_is_asked_follows_replies_and_rates(kannel, cast):
    phone = kannel.operator
    phone.send(RINI, HOLE)
    arrived(1)
    [receipt] = heard_after(kannel, 1)
    report = Report.objects.get()
    assert receipt.startswith(f"LAPOR! Laporan {report.number} kami terima. PIN ")
    phone.send(RINI, "Depan SD 002, Sangatta")
    arrived(2)
    assert "Instansi mana" in heard_after(kannel, 1)[0]
    phone.send(RINI, "pemkab kutai timur")
    arrived(3)
    assert "Pemerintah Kabupaten Kutai Timur" in heard_after(kannel, 1)[0]
    with transaction.atomic():
        now = timezone.now()
        verification.verify(report.number, cast.finding(), by=cast.arif, at=now, to=cast.unit("64.08/pu"))
    answer(cast, report)
    phone.send(RINI, f"satus {report.number}")
    arrived(4)
    assert heard_after(kannel, 1)[0].startswith(f"LAPOR! Laporan {report.number} dijawab: Lubang sudah ditambal")
    phone.send(RINI, f"BALAS {report.number} masih ada satu lubang")
    arrived(5)
    assert "dilanjutkan" in heard_after(kannel, 1)[0]
    answer(cast, report)
    phone.send(RINI, f"Selesai {report.number} 5")
    arrived(6)
    assert heard_after(kannel, 1) == [f"LAPOR! Terima kasih atas penilaian Anda. Laporan {report.number} selesai."]
    report.refresh_from_db()
    assert (report.state, report.rating) == (State.CLOSED, 5)


def answer(cast, report):
    with transaction.atomic():
        response.answer(report.number, cast.solved(), by=cast.otto, at=timezone.now())


def test_a_long_message_is_joined_whatever_order_its_parts_have(kannel):
    text = "Jalan 👍 rusak sejak bulan lalu. " * 12
    first, *others = Operator.parts(RINI, text)
    kannel.operator.send_parts([others[-1], *others[:-1], others[0], first])
    arrived(1)
    understand_all()
    assert body_of(Report.objects.get()) == text.strip()


def test_a_part_that_never_comes_leaves_one_report_with_the_others(kannel):
    first, _lost, last = Operator.parts(RINI, "Jalan rusak. " * 30)
    kannel.operator.send_parts([last, first])
    arrived(2)
    understand_all()
    understand_all(after=timedelta(minutes=1))
    report = Report.objects.get()
    assert body_of(report).startswith("Jalan rusak.")
    assert timeline.entries(report, by=actors.phone(report.number))[-1].text.startswith("[3/3] ")


def test_whatever_a_phone_sends_is_kept_and_answered(kannel):
    for text in ("", "👍", b"\0\1\xff", "дом"):
        kannel.operator.send(RINI, text)
        kannel.operator.send("INFO", text)
    arrived(8)
    assert len(heard_after(kannel, 4)) == 4
    assert IncomingMessage.objects.filter(state="waiting", reason="no_number").count() == 4


def test_the_gateway_writes_nothing_of_it_into_its_logs(kannel):
    first, *others = Operator.parts(RINI, "Rahasia sekali. " * 30)
    kannel.operator.send_parts([first, first, others[0]])
    kannel.operator.send(SANTI, "Rahasia juga")
    arrived(3)
    logged = "".join(log.read_text() for log in kannel.folder.glob("*.log"))
    assert not any(secret in logged for secret in ("81234567890", "81300000002", "Rahasia", kannel.incoming_password))


# --- pulling plugs ----------------------------------------------------------------------------------------------------

MANY = pytest.mark.parametrize(
    ("count", "kills"), [pytest.param(500, 1, id="500"), pytest.param(10_000, 20, id="10000", marks=pytest.mark.prove)]
)


class Web:
    """Our web as a program of its own, which can be killed."""

    def __init__(self):
        [self.port] = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self, settings):
        database = (
            urlsplit(environment()["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        )
        password = settings.SMS_INCOMING_PASSWORD
        env = {**os.environ, "DATABASE_URL": database, "PORT": str(self.port), "SMS_INCOMING_PASSWORD": password}
        command = [sys.executable, "-m", "lapor.config.command", "serve"]
        self.process = subprocess.Popen(command, env=env, start_new_session=True)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@MANY
def test_killing_the_web_makes_no_report_more_and_none_less(cast, use, settings, count, kills):
    web = Web()
    with Kannel(web=web.url) as kannel:
        use(kannel, web.url)
        web.start(settings)
        try:
            wait_until(lambda: answers(web.port))
            threading.Thread(target=write_all, args=[kannel.operator, count], daemon=True).start()
            for kill in range(1, kills + 1):
                wait_until(
                    lambda kill=kill: IncomingMessage.objects.count() >= count * kill // (kills + 1), seconds=600
                )
                web.kill()
                web.start(settings)
            wait_until(lambda: IncomingMessage.objects.count() >= count, seconds=600)
            wait_until(lambda: not kannel.has_work())
        finally:
            web.kill()
    understand_all()
    assert Report.objects.count() == IncomingMessage.objects.filter(state="done").count() == count
    assert len({body_of(report) for report in Report.objects.select_related("key")}) == count


def write_all(operator, count):
    for index in range(count):
        operator.send(f"+62812{index:07d}", f"Laporan ke {index}: jalan rusak.")
