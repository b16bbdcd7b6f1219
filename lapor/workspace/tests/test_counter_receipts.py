"""The receipt of the service desk on its way: to a real mail server, and through a real gateway to a phone."""

from uuid import uuid4

import pytest
from django.test import Client

from lapor.channels import sending
from lapor.notifications import fan_out
from lapor.reports import intake
from lapor.reports.models import Report
from lapor.testing.kannel import Kannel, wait_until
from lapor.testing.mail_server import MailServer
from lapor.testing.signing_in import sign_in
from lapor.workspace.tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, MAIL = "+6281234567890", "rini@surat.example"


@pytest.fixture
def enter(cast, noon):
    """Dewi enters what Rini says; what the worker does of it is done. Gives number and PIN."""

    def enter(contact, **said):
        dewi = sign_in(Client(headers={"accept-language": "id"}), cast.user("dewi"))
        words = {"title": "Air keruh", "body": "Airnya cokelat.", "came_by": "visit", "kind": "complaint"}
        assert dewi.post("/kerja/loket/", {**words, "contact": contact, "command": uuid4(), **said}).status_code == 303
        report = Report.objects.get()
        fan_out.tell(list(report.events.values_list("pk", flat=True)), at=NOON)
        return str(report.number), intake.receipt_pin(report, at=NOON)

    return enter


@pytest.mark.parametrize("flags", [{}, {"is_anonymous": "on"}, {"is_secret": "on", "title": "Pungutan liar"}])
def test_by_mail_it_carries_the_number_and_never_the_pin(enter, settings, flags):
    with MailServer() as server, server.used_by(settings):
        number, pin = enter(MAIL, **flags)
        sending.send("email", at=NOON)
        [letter] = [each for each in server.letters if each.to == MAIL]
    assert number in letter.text.replace(" ", "")
    assert pin not in letter.text.replace(" ", "")
    assert "Pungutan liar" not in letter.text


def test_by_sms_it_reaches_the_phone_with_the_number_and_never_the_pin(enter, settings, live_server):
    with Kannel() as kannel:
        settings.SMS_GATEWAY_URL, settings.SMS_REPORTS_URL = kannel.url, live_server.url
        settings.SMS_GATEWAY_USER, settings.SMS_GATEWAY_PASSWORD = kannel.user, kannel.password
        number, pin = enter(PHONE)
        sending.send("sms", at=NOON)
        wait_until(lambda: kannel.received())
        [text] = kannel.received()
    assert text.to == PHONE
    assert number in text.text.replace(" ", "")
    assert pin not in text.text.replace(" ", "")
