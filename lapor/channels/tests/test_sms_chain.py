"""The whole way in: a phone, its operator, a real Kannel, our door, the report, and the answer on the phone."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued

from lapor.channels import outbox, sending, understanding
from lapor.channels.models import Correspondent, IncomingMessage, OutgoingMessage
from lapor.launcher.operator import Operator
from lapor.reports import actors, response, timeline, verification
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.kannel import Kannel, answers, free_ports, wait_until
from lapor.testing.programs import Program

pytestmark = pytest.mark.django_db(transaction=True)

RINI, SANTI = "+6281234567890", "+6281300000002"
HOLE = "Jalan Yos Sudarso berlubang."


@pytest.fixture
def kannel(live_server, cast, settings):
    with Kannel(web=live_server.url, parts_seconds=1) as kannel:
        settings.SMS_GATEWAY_URL, settings.SMS_REPORTS_URL = kannel.url, live_server.url
        settings.SMS_GATEWAY_USER, settings.SMS_GATEWAY_PASSWORD = kannel.user, kannel.password
        settings.SMS_INCOMING_PASSWORD = kannel.incoming_password
        yield kannel


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
    [thanks] = heard_after(kannel, 1)
    assert thanks.startswith(f"LAPOR! Terima kasih atas penilaian Anda. Laporan {report.number} selesai.")
    report.refresh_from_db()
    assert (report.state, report.rating) == (State.CLOSED, 5)


def answer(cast, report):
    with transaction.atomic():
        response.answer(report.number, cast.solved(), by=cast.otto, at=timezone.now())


def test_twenty_parts_are_joined_whatever_order_they_have_and_however_often_one_comes(kannel):
    text = "Jalan 👍 rusak sejak bulan lalu. " * 39
    first, *others = Operator.parts(RINI, text)
    assert len(others) == 19
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
    ("count", "kills"), [pytest.param(500, 1, id="500"), pytest.param(10_000, 10, id="10000", marks=pytest.mark.prove)]
)
HOURS = 2 * 3600.0


@MANY
def test_what_phones_write_while_the_web_is_away_lies_on_disk_until_it_is_back(cast, count, kills):
    [port] = free_ports(1)
    with Kannel(web=f"http://127.0.0.1:{port}") as kannel:
        write_all(kannel.operator, count)
        wait_until(lambda: kannel.kept() == count and not kannel.operator.waiting, seconds=HOURS)
        for _ in range(kills):
            kannel.kill()
            kannel.start()
        with web_for(kannel, port):
            wait_until(lambda: kept() >= count and not kannel.has_work(), seconds=HOURS)
    assert kept() == Correspondent.objects.count() == count


def test_what_the_gateway_has_no_room_for_stays_with_the_operator_until_it_has(cast):
    [port] = free_ports(1)
    with Kannel(web=f"http://127.0.0.1:{port}", most_waiting=20) as kannel:
        write_all(kannel.operator, 100)
        wait_until(lambda: kannel.operator.refused)
        with web_for(kannel, port):
            wait_until(lambda: kept() >= 100 and not kannel.operator.waiting, seconds=HOURS)
    assert kept() == Correspondent.objects.count() == 100


@MANY
def test_killing_web_and_worker_at_random_makes_no_report_more_and_none_less(cast, count, kills):
    [port] = free_ports(1)
    with Kannel(web=f"http://127.0.0.1:{port}") as kannel:
        env = environment(kannel, port)
        with Program("serve", **env) as web, Program("worker", **env) as worker, ThreadPoolExecutor(3) as threads:
            wait_until(lambda: answers(port))
            done = [
                threads.submit(write_all, kannel.operator, count),
                threads.submit(kill_at_random, web, kept, count, kills),
                threads.submit(kill_at_random, worker, understood, count, kills, before_start=free_its_jobs),
            ]
            for each in done:
                each.result()
            wait_until(lambda: understood() >= count, seconds=HOURS)
            wait_until(lambda: everybody_heard(kannel, count), seconds=HOURS)
    assert Report.objects.count() == kept() == understood() == count
    assert len({body_of(report) for report in Report.objects.select_related("key")}) == count
    assert max(Counter(text.to for text in kannel.received()).values()) == 1  # nobody was answered twice


def web_for(kannel, port):
    return Program("serve", **environment(kannel, port))


def environment(kannel, port):
    """What web and worker must know to work with this gateway."""
    return {"PORT": str(port), **kannel.settings}


def kill_at_random(program, progress, count, kills, *, before_start=lambda: None):
    """Pull its plug and start it again, at moments of its own work that nobody chose."""
    with closing(connection):  # of this thread
        for enough in sorted(random.sample(range(count), kills)):
            wait_until(lambda enough=enough: progress() >= enough, seconds=HOURS)
            program.kill()
            before_start()
            program.start()


def free_its_jobs():
    """At once, rather than after the half minute of silence by which a worker is known to be dead."""
    ProcrastinateWorker.objects.all().delete()
    with suppress(AlreadyEnqueued):
        job = app.configure_task(
            "lapor.config.worker.retry_cut_off_jobs", queueing_lock="retry-cut-off-jobs", priority=2
        )
        job.defer(timestamp=0)


def is_sending():
    jobs = ProcrastinateJob.objects.filter(task_name="lapor.channels.tasks.send", status__in=["todo", "doing"])
    return jobs.exists()


def everybody_heard(kannel, count):
    """What a killed worker held is free as soon as nothing is under way, rather than after ten minutes."""
    heard = len(kannel.received())
    if kannel.has_work() or is_sending():
        return False
    if heard < count and heard == OutgoingMessage.objects.filter(state="delivered").count():
        OutgoingMessage.objects.filter(state="queued").update(due_at=timezone.now())
        outbox.wake(["sms"])
    return heard >= count


def kept():
    return IncomingMessage.objects.count()


def understood():
    return IncomingMessage.objects.filter(state="done").count()


def write_all(operator, count):
    for index in range(count):
        operator.send(f"+62812{index:07d}", f"Laporan ke {index}: jalan rusak.")
