"""The receipt: for whom it is, what it says, and how a contact becomes the way back."""

from datetime import timedelta

import html5lib
import pytest

from lapor.accounts.models import Code
from lapor.channels.models import OutgoingMessage
from lapor.reports import actors, intake
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def set_to(at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    set_to(MONDAY)
    return set_to


@pytest.fixture(autouse=True)
def six_digits(monkeypatch):
    monkeypatch.setattr("lapor.accounts.codes.secrets.randbelow", lambda _most: 123456)


@pytest.fixture
def receipt(client, written):
    """The address of a fresh receipt, in the browser that sent the report."""
    return client.post("/", written(contact="rini@contoh.id"))["Location"]


def page(answer):
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def pin():
    return intake.receipt_pin(Report.objects.get(), at=MONDAY)


def ask(receipt):
    return receipt.replace("tanda-terima", "kabari")


def test_it_says_number_pin_time_channel_receiver_and_promise(client, receipt):
    text = page(client.get(receipt))
    number = str(Report.objects.get().number)
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in text
    assert f"{pin()[:4]} {pin()[4:]}" in text
    for said in ("Senin, 2 November 2026 pukul 09.00 WIB", "Situs web", "Meja Nasional", "Kamis, 5 November 2026"):
        assert said in text
    assert "no-store" in client.get(receipt)["Cache-Control"]


def test_nobody_else_sees_it(client, cast, receipt):
    stranger = type(client)()
    unknown = receipt.replace(str(Report.objects.get().number), "1234567890")
    assert page(stranger.get(receipt)).replace(receipt, unknown) == page(stranger.get(unknown))
    assert stranger.get(receipt).status_code == 404
    stranger.force_login(cast.user("vera"), backend="lapor.accounts.backends.OfficerBackend")
    assert stranger.get(receipt).status_code == 404


@pytest.mark.parametrize("number", ["0", "9" * 40])
def test_an_odd_number_is_no_receipt(client, number):
    assert client.get(f"/laporan/{number}/tanda-terima/").status_code == 404


def test_a_noted_pin_is_not_shown_again(client, receipt):
    shown = f"{pin()[:4]} {pin()[4:]}"
    client.post(f"{receipt}dicatat/")
    assert shown not in page(client.get(receipt))
    assert pin() is None


def test_after_a_day_the_pin_is_gone(client, receipt, clock):
    clock(MONDAY + timedelta(hours=11))
    assert "PIN (jangan dibagikan)" in page(client.get(receipt))
    clock(MONDAY + timedelta(hours=24))
    assert "PIN (jangan dibagikan)" not in page(client.get(receipt))


def test_the_contact_that_was_typed_is_offered(client, receipt):
    assert 'value="rini@contoh.id"' in page(client.get(receipt))


def test_a_right_code_links_the_report_and_signs_in(client, receipt):
    code_page = client.post(ask(receipt), {"contact": "rini@contoh.id"})["Location"]
    assert OutgoingMessage.objects.count() == 1
    assert "r•••@contoh.id" in page(client.get(code_page))
    assert client.post(code_page, {"code": "123 456"})["Location"] == receipt
    text = page(client.get(receipt))
    assert "Kabar tentang laporan ini akan sampai ke r•••@contoh.id" in text
    assert "terhubung dengan akun Anda" in text
    assert pin() is None


def test_the_link_survives_the_session(client, receipt):
    code_page = client.post(ask(receipt), {"contact": "rini@contoh.id"})["Location"]
    client.post(code_page, {"code": "123456"})
    user = client.get("/bantuan/").wsgi_request.user
    assert bytes(Report.objects.get().reporter_tag) == actors.reporter_tag(user)


def test_a_wrong_code_is_told_and_links_nothing(client, receipt):
    code_page = client.post(ask(receipt), {"contact": "rini@contoh.id"})["Location"]
    answer = client.post(code_page, {"code": "000000"})
    assert answer.status_code == 422
    assert "tidak cocok" in page(answer)
    assert Report.objects.get().reporter_tag is None
    assert pin()


@pytest.mark.parametrize("contact", ["", "12", "rini@", "x\0y"])
def test_a_contact_that_will_not_do_is_told_beside_it(client, receipt, contact):
    answer = client.post(ask(receipt), {"contact": contact})
    assert answer.status_code == 422
    assert "field-error" in page(answer)
    assert not Code.objects.exists()


def test_a_flood_of_codes_is_slowed(client, receipt):
    for _ in range(3):
        client.post(ask(receipt), {"contact": "rini@contoh.id"})
    answer = client.post(ask(receipt), {"contact": "rini@contoh.id"})
    assert answer.status_code == 429
    assert "Tunggu 15 menit" in page(answer)


def test_without_a_code_asked_for_there_is_nothing_to_type(client, receipt):
    assert client.get(f"{ask(receipt)}kode/")["Location"] == receipt


@pytest.mark.parametrize("path", ["dicatat/", "../kabari/", "../kabari/kode/"])
def test_a_stranger_can_do_nothing_with_it(client, receipt, path):
    number = Report.objects.get().number
    address = {"dicatat/": f"{receipt}dicatat/", "../kabari/": ask(receipt)}.get(
        path, f"/laporan/{number}/kabari/kode/"
    )
    assert type(client)().post(address, {"contact": "x@contoh.id", "code": "123456"}).status_code == 404
    assert pin()


@pytest.mark.parametrize("path", ["/privasi/", "/bantuan/"])
def test_a_page_of_text_is_valid_and_sets_no_cookie(client, path):
    answer = client.get(path)
    assert "LAPOR!" in page(answer)
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]


def test_the_receipt_says_where_the_news_goes(client, receipt):
    assert "Setiap langkah kami kabarkan ke r•••@contoh.id." in page(client.get(receipt))
