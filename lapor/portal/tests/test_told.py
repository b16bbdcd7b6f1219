"""The reporter reads what was sent to them of a report, and nobody else does."""

import pytest

from lapor.channels import outbox
from lapor.channels.models import OutgoingMessage
from lapor.notifications.fan_out import tell
from lapor.reports import actors, supporting
from lapor.testing.cast import MONDAY


@pytest.fixture
def report(cast):
    sent = cast.referred(by=actors.citizen(cast.user("rini")), phone="+6281234567890")
    tell([event.pk for event in sent.events.all()], at=MONDAY)
    return sent


def test_a_reporter_reads_what_was_sent_by_which_way_and_whether_it_arrived(cast, pages, report):
    sent = OutgoingMessage.objects.get(event__action="refer", channel="sms")
    outbox.delivered(sent.pk, at=MONDAY)
    rini = pages.of(cast.user("rini"))
    page = rini.click(rini.get(f"/saya/{report.number}/"), "Lihat kabar yang kami kirim")
    assert "Laporan diteruskan: lewat SMS, diterima" in page.text
    assert "Laporan diterima: lewat SMS, menunggu dikirim" in page.text
    assert "+62812" not in page.text


def test_what_officers_were_told_is_not_the_reporters_to_read(cast, pages, report):
    assert "surel" not in pages.of(cast.user("rini")).get(f"/saya/{report.number}/kabar/").text


def test_nobody_else_reads_it(cast, pages, report):
    assert pages.of(cast.user("santi")).client.get(f"/saya/{report.number}/kabar/").status_code == 404


def test_what_was_sent_before_the_report_was_linked_to_an_account_stays_the_reporters_to_read(cast, pages):
    sent = cast.submitted(phone="+6281234567890")
    tell([event.pk for event in sent.events.all()], at=MONDAY)
    supporting.link(sent.number, to=actors.citizen(cast.user("rini")), by=actors.pin_holder(sent.number), at=MONDAY)
    assert "Laporan diterima: lewat SMS" in pages.of(cast.user("rini")).get(f"/saya/{sent.number}/kabar/").text
