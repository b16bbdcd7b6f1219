"""Following, as people click through it: a mail address that is confirmed, an account, and the one-click stop."""

from uuid import uuid4

import pytest
from django.test import Client

from lapor.accounts import contacts
from lapor.accounts.models import ContactKind
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.following import follows
from lapor.following.models import Follow
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

EMAIL = "ani@contoh.example"


@pytest.fixture
def report(cast):
    return cast.referred()


@pytest.fixture
def page(pages, report):
    return pages.get(f"/ikuti/laporan/{report.number}/")


def with_email(user):
    value = "santi@contoh.example"
    lookup = contacts.lookup(ContactKind.EMAIL, value)
    user.contacts.create(kind=ContactKind.EMAIL, lookup=lookup, ciphertext=contacts.seal(value), confirmed_at=MONDAY)


def link_in_mail():
    return Content.unseal(OutgoingMessage.objects.latest("id").content_ciphertext).link


def test_a_mail_address_is_followed_from_the_public_page_to_the_last_click(pages, report):
    page = pages.click(pages.get(f"/laporan/{report.number}/"), "Ikuti")
    sent = pages.press(page, "Kirimi saya tautannya", contact=EMAIL)
    assert sent.title == "Periksa surel Anda"
    confirmed = pages.press(pages.get(link_in_mail()), "Ya, kirimi saya kabar")
    assert confirmed.title == "Anda sekarang mengikuti"
    stopped = pages.press(pages.click(confirmed, "Berhenti mengikuti"), "Ya, berhenti")
    assert stopped.title == "Anda tidak mengikuti ini lagi"
    assert not Follow.objects.exists()


def test_opening_the_link_confirms_nothing_because_mail_scanners_open_every_link(pages, page):
    pages.press(page, "Kirimi saya tautannya", contact=EMAIL)
    pages.get(link_in_mail())
    assert Follow.objects.get().confirmed_at is None


def test_a_known_address_and_a_new_one_read_the_same(pages, page):
    first = pages.press(page, "Kirimi saya tautannya", contact=EMAIL)
    pages.press(pages.get(link_in_mail()), "Ya, kirimi saya kabar")
    assert pages.press(page, "Kirimi saya tautannya", contact=EMAIL).text == first.text
    assert pages.press(page, "Kirimi saya tautannya", contact="baru@contoh.example").text == first.text


@pytest.mark.parametrize("typed", ["", "ani", "ani@@x", "a" * 250, "ani@contoh.example\0", "<script>@x"])
def test_what_is_no_address_is_said_beside_the_field_and_stays_typed(pages, page, typed):
    again = pages.press(page, "Kirimi saya tautannya", contact=typed, status=422)
    assert again.tree.find(".//input[@name='contact']").get("aria-invalid") == "true"
    assert "nomor HP" not in again.text.partition("</form>")[0].rpartition("<form")[2]  # nobody follows by phone
    assert not Follow.objects.exists()


def test_mail_programs_stop_it_with_one_request_and_no_cookie(report):
    follow = Follow(kind="report", report=report, recipient=b"x" * 32, way="email", language="id", created_at=MONDAY)
    follow.save()
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/ikuti/berhenti/{follow.token}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Follow.objects.exists()


def test_opening_the_stop_link_stops_nothing(pages, report):
    follow = Follow(kind="report", report=report, recipient=b"x" * 32, way="email", language="id", created_at=MONDAY)
    follow.save()
    pages.get(f"/ikuti/berhenti/{follow.token}/")
    assert Follow.objects.exists()


def test_a_stop_link_that_is_no_more_says_that_nothing_is_sent(pages, db):
    assert pages.get(f"/ikuti/berhenti/{uuid4()}/").title == "Anda tidak mengikuti ini lagi"
    assert pages.get(f"/ikuti/konfirmasi/{uuid4()}/", status=404).title == "Tautan ini sudah tidak berlaku"


def test_an_account_follows_with_one_click_and_sees_it_in_its_list(cast, pages, report):
    with_email(cast.user("santi"))
    santi = pages.of(cast.user("santi"))
    page = santi.press(santi.get(f"/ikuti/laporan/{report.number}/"), "Ikuti lewat surel (s•••@contoh.example)")
    assert "Anda mengikuti ini lewat surel" in page.text
    own = santi.get("/saya/mengikuti/")
    assert "Jalan berlubang di Sangatta Utara" in own.text
    santi.press(santi.click(own, "Berhenti"), "Ya, berhenti")
    assert "Anda belum mengikuti apa-apa" in santi.get("/saya/mengikuti/").text


def test_a_way_that_the_account_has_not_is_asked_for_an_address_instead(cast, pages, report):
    santi = pages.of(cast.user("santi"))
    santi.post(f"/ikuti/laporan/{report.number}/", {"cara": "merpati"}, status=422)
    assert not Follow.objects.exists()


def test_saying_saya_juga_follows_the_report(cast, pages, report):
    santi = pages.of(cast.user("santi"))
    santi.press(santi.get(f"/laporan/{report.number}/dukung/"), "Ya, saya juga")
    assert follows.of(cast.user("santi")).get().report == report


def test_a_report_that_was_hidden_since_shows_nothing_in_the_list(cast, pages, report):
    with_email(cast.user("santi"))
    santi = pages.of(cast.user("santi"))
    santi.press(santi.get(f"/ikuti/laporan/{report.number}/"), "Ikuti lewat surel")
    Report.objects.filter(pk=report.pk).update(is_secret=True, published_at=None)
    text = santi.get("/saya/mengikuti/").text
    assert "Jalan berlubang" not in text
    assert "Laporan yang tidak lagi terbuka" in text


def test_lists_of_one_area_topic_or_agency_offer_to_follow_them(cast, pages, report):
    page = pages.get("/laporan/?instansi=64.08")
    assert pages.click(page, "Ikuti laporan baru di sini").title.startswith("Ikuti laporan baru untuk")
    assert "Ikuti laporan baru di sini" not in pages.get("/laporan/?instansi=64.08&kelas=complaint").text
    assert "Ikuti laporan baru di sini" not in pages.get("/laporan/").text


@pytest.mark.parametrize(
    "address", ["laporan/1234567890", "laporan/abc", "wilayah/99.99", "topik/%00", "apa/1", "instansi/x/y/z"]
)
def test_what_cannot_be_followed_is_not_found(cast, client, address):
    assert client.get(f"/ikuti/{address}/").status_code == 404


def test_following_works_in_english(pages, report):
    pages.post(f"/en/ikuti/laporan/{report.number}/", {"contact": EMAIL})
    assert Follow.objects.get().language == "en"
    assert link_in_mail().startswith("/en/")
