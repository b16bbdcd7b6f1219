"""Who wrote in hears number and PIN by the way they wrote, also when a person made the report of their words."""

import re

import pytest
from django.db import transaction

from lapor.channels import handling, sending
from lapor.channels.models import OutgoingMessage
from lapor.channels.tests.stage import RINI, left_to_person, reported_mention
from lapor.notifications import fan_out
from lapor.reports import intake
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Channel, Kind
from lapor.reports.models import Event, Report
from lapor.testing.cast import MONDAY
from lapor.testing.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "rini@contoh.id"


@pytest.fixture
def vera(cast):
    return cast.user("Vera")


def made_of(message, vera):
    """The report that Vera made of it, told of as the worker does."""
    said = Submission(
        Kind.COMPLAINT, "Lampu mati", Channel.SMS, is_anonymous=True, is_secret=False, **handling.contact_of(message)
    )
    with transaction.atomic():
        report = handling.make_report(message.pk, said, by=vera, at=MONDAY)
    fan_out.tell(list(Event.objects.values_list("pk", flat=True)), at=MONDAY)
    return report


def opens(report, text):
    """Is it the receipt, with a PIN that opens this report?"""
    found = re.search(r"PIN (?:Anda: )?(\d{8})", text)
    return str(report.number) in text and found is not None and intake.pin_fits(report, found[1])


def test_by_sms(vera, carried):
    report = made_of(left_to_person("lampu mati"), vera)
    sending.send("sms", at=MONDAY)
    [letter] = carried
    assert letter.to == RINI
    assert opens(report, letter.content.text)


def test_by_mail_through_a_real_mail_server(vera, settings):
    settings.MAIL_DOMAIN = "lapor.example"
    with MailServer() as server, server.used_by(settings):
        report = made_of(left_to_person("lampu mati", channel="email", sender=MAIL), vera)
        sending.send("email", at=MONDAY)
    [letter] = server.letters
    assert letter.to == MAIL
    assert opens(report, letter.text)


@pytest.mark.parametrize(("channel", "sender"), [("whatsapp", RINI), ("telegram", "1035597319")])
def test_by_chat(vera, apps, channel, sender):
    report = made_of(left_to_person("lampu mati", channel=channel, sender=sender), vera)
    sending.send(channel, at=MONDAY)
    [said] = apps.received
    assert opens(report, str(said))


def test_nobody_is_written_to_because_of_a_mention(vera):
    reported_mention(vera)
    fan_out.tell(list(Event.objects.values_list("pk", flat=True)), at=MONDAY)
    assert not OutgoingMessage.objects.exists()


def test_who_can_not_be_answered_still_has_a_report(vera, settings):
    settings.WHATSAPP_TOKEN = ""
    made_of(left_to_person("lampu mati", channel="whatsapp"), vera)
    assert Report.objects.count() == 1
    assert not OutgoingMessage.objects.filter(template="receipt").exists()
