"""The whole way by mail: a real client, the door, a worker, a real mail server, and what arrives there.

Door and worker are programs of their own; only the mail server is the test's, so that it can be read.
"""

import smtplib

import pytest
from django.db import transaction
from django.utils import timezone

from lapor.reports import referral, response, verification
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.kannel import answers, wait_until
from lapor.testing.mail_program import MailProgram
from lapor.testing.mail_server import MailServer, free_port
from lapor.testing.programs import Program

SERVICE = "lapor@lapor.example"
pytestmark = pytest.mark.django_db(transaction=True)  # other programs really write to the database of the tests


@pytest.fixture
def rini(cast):
    port = free_port()
    address = {"MAIL_DOMAIN": "lapor.example", "MAIL_IN_ADDRESS": SERVICE, "MAIL_IN_PORT": str(port)}
    with MailServer() as mailbox:
        env = mailbox.environment | address
        with Program("mail-in", **env), Program("worker", **env):
            wait_until(lambda: answers(port))
            yield MailProgram("rini@contoh.example", ("127.0.0.1", port), mailbox)


def answered(cast, report):
    with transaction.atomic():
        response.answer(report.number, cast.solved(), by=cast.otto, at=timezone.now())


def worked_on(cast, report):
    now = timezone.now()
    with transaction.atomic():
        verification.verify(report.number, cast.finding(), by=cast.arif, at=now)
        referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=now)


def test_somebody_reports_is_asked_follows_replies_and_rates_by_mail(rini, cast):
    first = rini.writes(SERVICE, "Jalan berlubang", "Jalan Yos Sudarso berlubang sedalam lutut.")
    receipt = rini.gets("kini menjadi laporan nomor")
    report = Report.objects.get()
    assert (receipt.message["In-Reply-To"], str(report.number) in receipt.text) == (first, True)

    rini.answers(receipt, "Depan SD 002, Sangatta")
    rini.answers(rini.gets("Instansi mana yang dituju?"), "Pemkab Kutai Timur")
    complete = rini.gets("Sekarang diperiksa Pemerintah Kabupaten Kutai Timur")
    rini.answers(complete, "STATUS")
    rini.gets("Sekarang di Pemerintah Kabupaten Kutai Timur.")

    worked_on(cast, report)
    answered(cast, report)
    notice = rini.gets("balas SELESAI 5")
    assert "Lubang sudah ditambal" in notice.text
    rini.answers(notice, "Masih ada satu lubang, di depan gerbang.")
    rini.gets("laporan dilanjutkan")
    reply = report.events.get(action="reply")
    assert [each.read(report.data_key) for each in reply.contents.all()] == ["Masih ada satu lubang, di depan gerbang."]

    answered(cast, report)
    rini.client = smtplib.LMTP  # as a mailbox server brings it
    rini.answers(rini.gets("balas SELESAI 5", again=notice), "SELESAI 5\n\nTerima kasih, sudah mulus.")
    rini.gets("Terima kasih atas penilaian Anda.")
    report.refresh_from_db()
    assert (report.state, report.rating, Report.objects.count()) == (State.CLOSED, 5, 1)

    threads = {letter.message["References"].split()[0] for letter in rini.letters}
    assert len(threads) == 1
    assert all(letter.message.get_body(("html",)) for letter in rini.letters)
