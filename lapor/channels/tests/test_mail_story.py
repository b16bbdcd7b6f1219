"""The whole way by mail: a real client, the door, the worker's jobs, a real mail server, and what arrives there."""

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels.email.listening import listening
from lapor.reports import referral, response, verification
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.mail_program import MailProgram
from lapor.testing.mail_server import MailServer, free_port

SERVICE = "lapor@lapor.example"
pytestmark = pytest.mark.django_db(transaction=True)  # the door commits in threads of its own


@pytest.fixture
def rini(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE
    port = free_port()
    with MailServer() as mailbox, mailbox.used_by(settings), listening("127.0.0.1", port):
        yield MailProgram("rini@contoh.example", ("127.0.0.1", port), mailbox)


@pytest.fixture
def work():
    """Do the jobs that wait, and those that come of them, each by its task, as the worker does."""
    done = set(ProcrastinateJob.objects.values_list("pk", flat=True))

    def work():
        while job := ProcrastinateJob.objects.exclude(pk__in=done).order_by("pk").first():
            done.add(job.pk)
            app.tasks[job.task_name](**job.args)
            with connection.cursor() as cursor:  # done: another of its kind may be put
                cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])

    return work


def answered(cast, report):
    with transaction.atomic():
        response.answer(report.number, cast.solved(), by=cast.otto, at=timezone.now())


def test_somebody_reports_is_asked_follows_replies_and_rates_by_mail(rini, work, cast):
    first = rini.writes(SERVICE, "Jalan berlubang", "Jalan Yos Sudarso berlubang sedalam lutut.")
    work()
    report = Report.objects.get()
    [receipt] = rini.letters
    assert (receipt.message["In-Reply-To"], str(report.number) in receipt.text) == (first, True)

    rini.answers(receipt, "Depan SD 002, Sangatta")
    work()
    assert "Instansi mana yang dituju?" in " ".join(rini.newest.text.split())
    rini.answers(rini.newest, "Pemkab Kutai Timur")
    work()
    assert "Sekarang diperiksa Pemerintah Kabupaten Kutai Timur" in " ".join(rini.newest.text.split())

    rini.answers(rini.newest, "STATUS")
    work()
    assert "Sekarang di Pemerintah Kabupaten Kutai Timur." in " ".join(rini.newest.text.split())

    with transaction.atomic():
        now = timezone.now()
        verification.verify(report.number, cast.finding(), by=cast.arif, at=now)
        referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=now)
    answered(cast, report)
    work()
    assert "Lubang sudah ditambal" in rini.newest.text
    assert "balas SELESAI 5" in " ".join(rini.newest.text.split())
    notice = rini.newest
    rini.answers(notice, "Masih ada satu lubang, di depan gerbang.")
    work()
    assert "laporan dilanjutkan" in " ".join(rini.newest.text.split())

    answered(cast, report)
    work()
    rini.answers(rini.newest, "SELESAI 5\n\nTerima kasih, sudah mulus.")
    work()
    report.refresh_from_db()
    assert (report.state, report.rating, Report.objects.count()) == (State.CLOSED, 5, 1)
    assert "Terima kasih atas penilaian Anda." in rini.newest.text
    reply = report.events.get(action="reply")
    assert [each.read(report.data_key) for each in reply.contents.all()] == ["Masih ada satu lubang, di depan gerbang."]

    threads = {letter.message["References"].split()[0] for letter in rini.letters}
    assert len(threads) == 1
    assert all(letter.message.get_body(("html",)) for letter in rini.letters)
