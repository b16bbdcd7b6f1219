"""News of one's own reports: the list, the ways, and the link in a mail that stops it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.accounts import codes, one_time
from lapor.accounts.models import Code
from lapor.channels import recipients
from lapor.channels.models import Recipient
from lapor.notifications import fan_out, preferences
from lapor.notifications.models import Notice
from lapor.notifications.people import reporter_of
from lapor.portal import actor, notices
from lapor.testing.cast import MONDAY


def tell(report):
    fan_out.tell(list(report.events.values_list("pk", flat=True)), at=MONDAY)


@pytest.fixture
def holder(cast, pages):
    """A browser that sent Rini's report without an account, and the report."""
    report = cast.referred(email="rini@surat.example")
    session = pages.client.session
    session["reports"] = [report.number]
    session.save()
    tell(report)
    return pages, report


def test_a_holder_of_the_pin_reads_what_happened_and_it_is_read_then(holder):
    pages, report = holder
    page = pages.get("/saya/pemberitahuan/")
    assert "Laporan diteruskan" in page.text
    assert "Belum dibaca" in page.text
    assert "3 belum dibaca" in pages.get("/saya/").text
    own = pages.click(page, "Laporan diteruskan")
    assert own.url.endswith(f"/saya/{report.number}/")
    assert not Notice.objects.filter(recipient=recipients.reporter_of(report), read_at=None).exists()


def test_all_are_read_with_one_button(holder):
    pages, _report = holder
    page = pages.press(pages.get("/saya/pemberitahuan/"), "Tandai semua dibaca")
    assert "Belum dibaca" not in page.text


def test_a_stranger_sees_nobodys_news(holder, cast):
    _pages, report = holder
    for client in (Client(), Client()):
        page = client.get("/saya/pemberitahuan/")
        assert page.status_code == 200
        assert str(report.number)[:3] not in page.content.decode()
        client.force_login(cast.user("santi"), backend="lapor.accounts.backends.CitizenBackend")
        assert "Laporan diteruskan" not in client.get("/saya/pemberitahuan/").content.decode()


def test_ways_are_chosen_for_one_report_without_an_account(holder):
    pages, report = holder
    page = pages.click(pages.get("/saya/pemberitahuan/"), "Atur untuk laporan")
    pages.press(page, "Simpan", email=[])
    chosen = preferences.of([recipients.reporter_of(report)])[recipients.reporter_of(report)]
    assert "email" not in chosen.ways
    assert "sms" in chosen.ways


def test_somebody_elses_report_has_no_ways_to_choose(holder, cast, pages):
    _pages, report = holder
    assert Client().get(f"/saya/pemberitahuan/cara/{report.number}/").status_code == 404
    santi = pages.of(cast.user("santi"))
    assert santi.client.get(f"/saya/pemberitahuan/cara/{report.number}/").status_code == 404
    santi.get("/saya/pemberitahuan/cara/")
    assert Client().get("/saya/pemberitahuan/cara/").status_code == 302


def test_a_report_that_belongs_to_an_account_is_chosen_for_there(cast, pages):
    report = cast.submitted(by=cast.rini)
    session = pages.client.session
    session["reports"] = [report.number]
    session.save()
    assert pages.client.get(f"/saya/pemberitahuan/cara/{report.number}/").status_code == 302


# --- the link in a mail -----------------------------------------------------------------------------------------------


def test_looking_at_the_stop_link_stops_nothing_pressing_the_button_does(holder):
    pages, report = holder
    me = recipients.reporter_of(report)
    page = pages.get(preferences.stop_link(reporter_of(report), report))
    assert "ditutup atau diarsipkan" in page.text
    assert not preferences.is_stopped(me)
    page = pages.press(page, "Berhenti mengabari saya")
    assert preferences.is_stopped(me)
    pages.press(page, "Kabari saya lagi")
    assert not preferences.is_stopped(me)


def test_mail_programs_stop_it_with_one_click(holder):
    """RFC 8058: a request without cookies, token or page."""
    _pages, report = holder
    stranger = Client(enforce_csrf_checks=True)
    link = preferences.stop_link(reporter_of(report), report)
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences.is_stopped(recipients.reporter_of(report))


def test_a_broken_stop_link_is_no_page(client):
    assert client.get("/kabar/berhenti/abc/").status_code == 404
    assert client.post("/kabar/berhenti/%00/").status_code == 404


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_an_account_is_known_by_its_tag_once_it_sends_or_supports(cast, pages):
    report = cast.verified()
    santi = pages.of(cast.user("santi"))
    assert not Recipient.objects.exists()
    santi.client.post(f"/laporan/{report.number}/dukung/")
    assert recipients.find(recipients.tag_of(cast.user("santi"))) == cast.user("santi")


def test_an_account_hears_of_reports_it_opened_with_a_pin_as_well(cast):
    by = notices.told(cast.rini)
    assert by == [cast.rini.tag]


def test_signing_in_makes_an_account_known(client, db):
    client.post(reverse("sign_in:start"), {"contact": "baru@surat.example"})
    digits = one_time.look(Code.objects.get().secret_id, purpose=codes.PURPOSE, at=timezone.now())
    client.post(reverse("sign_in:confirm"), {"code": digits})
    (known,) = Recipient.objects.all()
    assert recipients.find(bytes(known.tag)).contacts.get().value == "baru@surat.example"


def test_sending_with_an_account_makes_it_known(cast, rf):
    request = rf.post("/")
    request.user = cast.user("rini")
    assert actor.visitor(request).tag == cast.rini.tag
    assert recipients.find(cast.rini.tag) == cast.user("rini")
