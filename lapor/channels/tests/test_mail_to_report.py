"""The whole way: a real client brings a mail to the door, and the answer comes back through a real mail server."""

import os
import smtplib
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import sending, understanding
from lapor.channels.email import listening
from lapor.channels.email.listening import listening as open_door
from lapor.channels.models import IncomingMessage
from lapor.channels.tests.test_new_mails import FROM, SERVICE, original, sample, written
from lapor.notifications import fan_out
from lapor.reports import holding
from lapor.reports.models import Event, Report
from lapor.testing.mail_server import MailServer, free_port

pytestmark = pytest.mark.django_db(transaction=True)  # the door commits in threads of its own


@pytest.fixture
def client(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE
    port = free_port()
    with open_door("127.0.0.1", port), smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        yield client


def work_off(at):
    """What the worker would do now: understand what came, tell of what happened, send what waits."""
    for message in IncomingMessage.objects.filter(state="new"):
        understanding.understand(message.pk, at=at)
    events = list(Event.objects.values_list("pk", flat=True))
    for told in ProcrastinateJob.objects.filter(
        task_name="lapor.notifications.tasks.tell", args__event_ids__contained_by=events
    ):
        fan_out.tell(told.args["event_ids"], at=at)
    sending.send("email", at=at)


def test_a_mail_becomes_a_report_a_question_comes_back_and_its_answer_lands_on_the_report(client, cast, settings):
    now = timezone.now()
    with MailServer() as server, server.used_by(settings):
        client.sendmail(FROM, [SERVICE], sample("gmail"))
        client.sendmail(FROM, [SERVICE], sample("gmail"))  # its server never heard our 250
        work_off(now)
        [receipt] = server.letters
        report = Report.objects.get()
        assert (receipt.to, str(report.number) in receipt.text) == (FROM, True)

        with transaction.atomic():
            holding.hold(report.number, question="Di depan rumah nomor berapa?", by=cast.vera, at=now)
        work_off(now + timedelta(seconds=1))
        question = server.letters[-1]
        answer = written("Nomor 12.", number=2, In_Reply_To=question.message["Message-ID"])
        client.sendmail(FROM, [question.message["Reply-To"]], answer)
        work_off(now + timedelta(seconds=2))
    event = Report.objects.get().events.latest("seq")
    assert (event.action, [each.read(report.data_key) for each in event.contents.all()]) == ("supply", ["Nomor 12."])


def test_the_receipt_itself_can_be_answered(client, settings):
    now = timezone.now()
    with MailServer() as server, server.used_by(settings):
        client.sendmail(FROM, [SERVICE], written())
        work_off(now)
        client.sendmail(FROM, [server.letters[0].message["Reply-To"]], written("Dekat pasar lama.", number=2))
        work_off(now + timedelta(seconds=1))
    event = Report.objects.get().events.latest("seq")
    assert (event.action, event.data["gives"]) == ("add", "place")


def test_thirty_megabytes_become_a_report_without_what_is_too_large(client):
    video = b"\0\0\0\x18ftypisom" + os.urandom(22 * 1024 * 1024)
    client.sendmail(FROM, [SERVICE], written("Videonya terlampir.", files=[(video, "banjir.mp4")]))
    work_off(timezone.now())
    report = Report.objects.get()
    assert (original(report).body, report.attachments.count()) == ("Videonya terlampir.", 0)


def test_what_is_larger_is_refused_before_it_is_sent_in_a_sentence(client):
    client.ehlo()
    code, said = client.mail(FROM, [f"SIZE={listening.LARGEST + 1}"])
    assert (code, said.decode()) == (552, listening.TOO_LARGE.partition(" ")[2])


def test_while_the_database_is_away_the_mail_stays_where_it_is(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("lapor.channels.incoming.take", away)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail(FROM, [SERVICE], written())
    assert refused.value.smtp_code == 451


def test_the_same_mail_by_two_doors_at_once_is_one_report(client):
    others = [threading.Thread(target=_bring, args=(client.sock.getpeername(),)) for _ in range(4)]
    for other in others:
        other.start()
    for other in others:
        other.join(timeout=30)
    work_off(timezone.now())
    assert (IncomingMessage.objects.count(), Report.objects.count()) == (1, 1)


def _bring(where):
    with smtplib.SMTP(*where, timeout=30) as client:
        client.sendmail(FROM, [SERVICE], sample("gmail"))
