"""Following from the first click to the last, on a small phone without a script."""

import pytest
from django.db import transaction
from django.utils import timezone

from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.following.models import Follow
from lapor.notifications import fan_out
from lapor.reports import response
from lapor.testing.browser import chromium
from lapor.testing.cast import assemble

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(transactional_db):
    return assemble()


@pytest.fixture
def phone(live_server):
    with chromium() as browser:
        view = {"width": 360, "height": 800}
        context = browser.new_context(
            viewport=view, locale="id-ID", java_script_enabled=False, base_url=live_server.url
        )
        yield context.new_page()


def newest_mail():
    return Content.unseal(OutgoingMessage.objects.filter(channel="email").latest("id").content_ciphertext)


def tell_of_next_step(cast, report):
    with transaction.atomic():
        response.follow_up(report.number, text="Aspal dipesan.", by=cast.otto, at=timezone.now())
    fan_out.tell([report.events.latest("seq").pk], at=timezone.now())


def test_a_mail_address_follows_a_report_is_told_and_stops_with_one_click(cast, phone):
    report = cast.referred(at=timezone.now(), phone="", name="")
    phone.goto(f"/laporan/{report.number}/")
    phone.get_by_role("link", name="Ikuti", exact=True).click()
    phone.get_by_label("Alamat surel").fill("ani@contoh.example")
    phone.get_by_role("button", name="Kirimi saya tautannya").click()
    phone.get_by_role("heading", name="Periksa surel Anda").wait_for()
    phone.goto(newest_mail().link)
    phone.get_by_role("button", name="Ya, kirimi saya kabar").click()
    phone.get_by_role("heading", name="Anda sekarang mengikuti").wait_for()
    tell_of_next_step(cast, report)
    mail = newest_mail()
    assert str(report.number) in mail.text
    phone.goto(mail.stop_link)
    phone.get_by_role("button", name="Ya, berhenti").click()
    phone.get_by_role("heading", name="Anda tidak mengikuti ini lagi").wait_for()
    assert not Follow.objects.exists()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
