"""The whole way in a chat: report, two questions, follow, be told, answer, rate, through the apps' own formats."""

import re
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import sending, understanding
from lapor.channels.models import IncomingMessage
from lapor.channels.tests.test_chats import HERE, HOLE, text_of
from lapor.core.tests import samples
from lapor.notifications import fan_out
from lapor.regions.models import Region
from lapor.reports import holding, referral, response, verification
from lapor.reports.models import Event, Report
from lapor.testing.cast import MONDAY
from lapor.testing.chatters import TelegramUser, WhatsAppUser, posted_by_meta, status, webhook
from lapor.testing.country import settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(cast):
    yield from settled()


@pytest.fixture
def clock(monkeypatch):
    now = [MONDAY]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return now


@pytest.fixture
def worker(apps, clock):
    """Understands what came, tells of what happened, carries what waits; the texts that arrived."""
    told = set()

    def work():
        before, clock[0] = len(apps.received), clock[0] + timedelta(minutes=1)
        for message in IncomingMessage.objects.filter(state="new").order_by("pk"):
            understanding.understand(message.pk, at=clock[0])
        events = set(Event.objects.values_list("pk", flat=True))
        for job in ProcrastinateJob.objects.filter(task_name="lapor.notifications.tasks.tell").order_by("id"):
            if events.issuperset(job.args["event_ids"]) and job.id not in told:
                told.add(job.id)
                fan_out.tell(job.args["event_ids"], at=clock[0])
        for channel in ("whatsapp", "telegram"):
            sending.send(channel, at=clock[0])
        return [text_of(said) for said in apps.received[before:]]

    return work


def pin_in(receipt):
    return re.search(r"PIN (\d{8})\.", receipt)[1]


def office_answers(report, cast, at):
    """Verified, referred and answered, by the real steps."""
    verification.verify(report.number, cast.finding(), by=cast.vera, at=at)
    referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.vera, at=at)
    return response.answer(report.number, cast.solved(), by=cast.otto, at=at)


def test_whatsapp_from_the_first_word_to_the_rating(client, apps, cast, clock, worker, country):
    rini = WhatsAppUser(client, apps)
    rini.sends_photo(samples.picture(), HOLE)
    [receipt] = worker()
    report = Report.objects.get()
    assert (str(report.number) in receipt, len(pin_in(receipt)), "Di mana kejadiannya?" in receipt) == (True, 8, True)

    rini.sends_location(*HERE, name="SD 002")
    [asked] = worker()
    assert "Instansi mana yang dituju?" in asked
    rini.writes("tidak tahu")
    [complete] = worker()
    assert "Sekarang diperiksa Meja Nasional" in complete
    report.refresh_from_db()
    assert (report.region, report.attachments.count()) == (Region.objects.get(code="64.08"), 1)

    rini.writes("STATUS")
    assert "Belum terverifikasi" in worker()[0]
    office_answers(report, cast, clock[0])
    news = worker()
    assert any(str(report.number) in said and "jawab" in said.lower() for said in news)
    delivered = [status(said, "delivered") for said in apps.received[-len(news) :]]
    assert posted_by_meta(client, webhook(statuses=delivered)) == 200

    rini.writes(f"SELESAI {report.number} 5")
    assert "selesai" in worker()[0]
    report.refresh_from_db()
    assert (report.state, report.rating) == ("closed", 5)
    assert not IncomingMessage.objects.exclude(state="done").exists()


def test_after_a_quiet_day_the_news_goes_in_the_template(client, apps, cast, clock, worker):
    rini = WhatsAppUser(client, apps)
    rini.writes(HOLE)
    worker()
    clock[0] += timedelta(days=2)
    office_answers(Report.objects.get(), cast, clock[0])
    assert worker()
    assert {said["type"] for said in apps.received[1:]} == {"template"}


def test_telegram_from_the_first_word_to_the_rating(client, apps, cast, clock, worker):
    rini = TelegramUser(client, apps)
    rini.writes("/start")
    assert "Tulis apa yang terjadi" in worker()[0]
    rini.writes(HOLE)
    [receipt] = worker()
    report = Report.objects.get()
    assert (str(report.number) in receipt, len(pin_in(receipt))) == (True, 8)
    rini.writes("Depan SD 002, Sangatta")
    worker()
    rini.writes("Balikpapan")
    assert "diperiksa Pemerintah Kota Balikpapan" in worker()[0]

    holding.hold(report.number, question="Di depan rumah nomor berapa?", by=cast.bayu, at=clock[0])
    [question] = worker()
    assert str(report.number) in question
    rini.writes(f"balas {report.number} nomor 12")
    assert "laporan dilanjutkan" in worker()[0]
    report.refresh_from_db()
    verification.verify(report.number, cast.finding(), by=cast.bayu, at=clock[0])
    referral.take_on(report.number, by=cast.bayu, at=clock[0])
    response.answer(report.number, cast.solved(), by=cast.bayu, at=clock[0])
    assert any("jawab" in said.lower() for said in worker())
    rini.writes("SELESAI 5")
    assert "selesai" in worker()[0]
    report.refresh_from_db()
    assert (report.state, report.rating) == ("closed", 5)


def test_the_answer_to_a_step_is_its_notice(client, apps, cast, clock, worker):
    rini = WhatsAppUser(client, apps)
    rini.writes(HOLE)
    worker()
    report = Report.objects.get()
    rini.writes("BATAL")
    worker()
    rini.writes("ya")
    [withdrawn] = worker()
    assert "sudah Anda tarik" in withdrawn
    assert report.events.filter(action="withdraw").exists()
