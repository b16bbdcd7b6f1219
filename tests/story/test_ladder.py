"""A report that nobody touches: it climbs by itself to the Ombudsman, and everybody it concerns is told on the way.

The clock is moved; all that carries the notices is real: Kannel with an operator behind it, an SMTP server, a push
service that decrypts.
"""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from lapor.channels import recipients, sending
from lapor.channels.models import OutgoingMessage
from lapor.channels.push import subscriptions
from lapor.launcher.home import new_push_key
from lapor.notifications import digest, fan_out
from lapor.ombudsman import archive, consent, details, packages, returning
from lapor.ombudsman.models import Package
from lapor.ombudsman.tests.stage import told
from lapor.reports import actors, escalation
from lapor.reports.lifecycle import Action, Channel, Outcome
from lapor.reports.models import Event, Report
from lapor.reports.record import is_whole
from lapor.testing.cast import MONDAY
from lapor.testing.kannel import Kannel, wait_until
from lapor.testing.mail_server import MailServer
from lapor.testing.push_service import PushService
from lapor.testing.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

RINI = "+6281234567890"
DAY = timedelta(days=1)
LADDER = [
    Action.SUBMIT, Action.WARN, Action.WARN, Action.MARK_LATE, Action.CLIMB, Action.CLIMB, Action.ESCALATE,
]  # fmt: skip


class World:
    """The counterparts, and the days that pass."""

    def __init__(self, kannel: Kannel, mail: MailServer, push: PushService) -> None:
        self.kannel, self.mail, self.push, self.told_up_to = kannel, mail, push, 0

    def passes(self, at: datetime) -> None:
        """What the worker does on a day: clocks, notices, digests, sending; then the reports of the gateway come in."""
        escalation.sweep(at=at)
        self.tells(at)

    def tells(self, at: datetime) -> None:
        new = list(Event.objects.filter(pk__gt=self.told_up_to).order_by("pk").values_list("pk", flat=True))
        self.told_up_to = max(new, default=self.told_up_to)
        fan_out.tell(new, at=at)
        digest.send(at=at)
        for channel in sending.waiting(at=at):
            while sending.send(channel, at=at):
                pass
        wait_until(lambda: not OutgoingMessage.objects.filter(channel="sms", state="sent").exists())

    def texts(self) -> list[str]:
        return [text.text for text in self.kannel.received()]

    def mails_to(self, name: str) -> list[str]:
        """Subjects, in the order in which they came."""
        return [letter.message["Subject"] for letter in self.mail.letters if letter.to == address(name)]


def address(name: str) -> str:
    return f"{name}@kantor.example"


@pytest.fixture
def world(settings, live_server, cast):
    with Kannel() as kannel, MailServer() as mail, PushService() as push, mail.used_by(settings):
        settings.SMS_GATEWAY_URL, settings.SMS_REPORTS_URL = kannel.url, live_server.url
        settings.SMS_GATEWAY_USER, settings.SMS_GATEWAY_PASSWORD = kannel.user, kannel.password
        settings.VAPID_PRIVATE_KEY = new_push_key()
        settings.OUTGOING_TRUSTED = [push.origin]
        yield World(kannel, mail, push)


def by_text_message(cast, world: World) -> Report:
    """Rini writes from her phone, and lets one browser be told as well."""
    report = cast.submitted(channel=Channel.SMS, phone=RINI)
    subscriptions.subscribe(world.push.subscribe(), recipient=recipients.reporter_of(report), at=MONDAY)
    return report


def actions(report: Report) -> list[str]:
    return list(report.events.order_by("seq").values_list("action", flat=True))


def test_a_report_that_nobody_touches_climbs_to_the_ombudsman(cast, world):
    report = by_text_message(cast, world)
    for quarter in range(4 * 62):
        world.passes(MONDAY + quarter * DAY / 4)

    assert actions(report) == LADDER
    rungs = [event.data["rung"] for event in report.events.filter(action=Action.CLIMB).order_by("seq")]
    assert rungs == ["coordinator", "national"]

    later = MONDAY + 62 * DAY
    _rini_agrees(report, later)
    world.tells(later)
    _ombudsman_examines(cast, world, report, later)
    world.tells(later + DAY)

    report.refresh_from_db()
    assert actions(report)[len(LADDER) :] == [
        Action.CONSENT, Action.DISCLOSE, Action.HAND_OVER, Action.ACKNOWLEDGE, Action.CONCLUDE,
    ]  # fmt: skip
    assert is_whole(report)
    _rini_was_told_of_every_rung(world, report)
    _officers_were_told_of_theirs(world)
    _each_was_told_once(world)
    _nobody_learns_who_reported(world)


def _rini_agrees(report: Report, at: datetime) -> None:
    rini = actors.pin_holder(report.number)
    with transaction.atomic():
        consent.give(report.number, by=rini, at=at)
    with transaction.atomic():
        details.disclose(report.number, told(), by=rini, at=at)
    with transaction.atomic():
        packages.hand_over(report.number, by=actors.system(), at=at)


def _ombudsman_examines(cast, world: World, report: Report, at: datetime) -> None:
    package, yani = Package.objects.get(), sign_in(Client(), cast.user("Yani"))
    page = f"/kerja/ombudsman/{package.token}/"
    assert page in yani.get("/kerja/ombudsman/").content.decode()
    files = archive.verify(b"".join(yani.post(f"{page}unduh/")))
    assert any(name.endswith(".pdf") for name in files)
    assert any(name.endswith(".json") for name in files)
    with transaction.atomic():
        returning.acknowledge(package, "0123/LM/I/2027/KTM", by=cast.yani, at=at)
    with transaction.atomic():
        returning.conclude(package, Outcome.FOUND, text="Laporan diabaikan.", by=cast.yani, at=at)


def _rini_was_told_of_every_rung(world: World, report: Report) -> None:
    said = (
        "kami terima", "melewati tenggat", "diteruskan ke koordinator provinsi", "diteruskan ke Kementerian PANRB",
        "Ke Ombudsman?", "diserahkan kepada Ombudsman", "Ombudsman sudah menerima", "menyampaikan hasil",
    )  # fmt: skip
    assert len(world.texts()) == len(said)
    for words, text in zip(said, world.texts(), strict=True):
        assert words in text
        assert str(report.number) in text
        assert len(text) <= 160
    assert all(push.said["text"] in text for push, text in zip(world.push.received, world.texts(), strict=True))


def _officers_were_told_of_theirs(world: World) -> None:
    """Whoever holds the report at once; in the day's digest the head, the coordinator and the nation's desk."""
    for said in ("waktu hampir habis", "melewati tenggat"):
        assert [said in subject for subject in world.mails_to("arif")].count(True) == 1
    for name, rung in (("hadi", "Tenggat terlewati"), ("kiki", "Keterlambatan naik"), ("vera", "Keterlambatan naik")):
        mails = [" ".join(letter.text.split()) for letter in world.mail.letters if letter.to == address(name)]
        assert [rung in mail for mail in mails] == [True]
    assert ["berkas siap diambil" in subject for subject in world.mails_to("yani")] == [True]
    assert world.mails_to("otto") == world.mails_to("bayu") == []


def _each_was_told_once(world: World) -> None:
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) <= {"sent", "delivered"}
    arrived = Counter(letter.message["Message-ID"] for letter in world.mail.letters)
    arrived.update(world.texts())
    assert set(arrived.values()) == {1}
    assert len(world.push.received) == len(world.texts())


def _nobody_learns_who_reported(world: World) -> None:
    for letter in world.mail.letters:
        assert "Rini" not in letter.raw.decode()
        assert RINI[3:] not in letter.raw.decode()
