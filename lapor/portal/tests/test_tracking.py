"""The way in with number and PIN."""

from datetime import timedelta

import html5lib
import pytest

from lapor.core.numbers import new_number
from lapor.reports import intake
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.django_db
NO_MATCH = "tidak cocok"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(hours=1))


def page(answer):
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def pin_of(report):
    return intake.receipt_pin(report, at=MONDAY)


def track(client, number, pin=""):
    return client.post("/lacak/", {"number": number, "pin": pin})


@pytest.mark.parametrize("is_secret", [False, True])
def test_number_and_pin_open_the_report_in_this_browser(client, cast, is_secret):
    report = cast.submitted(is_secret=is_secret)
    answer = track(client, f"#{report.number}", f" {pin_of(report)[:4]} {pin_of(report)[4:]} ")
    assert answer.url == f"/saya/{report.number}/"
    assert "sedalam lutut" in page(client.get(answer.url))


def test_another_browser_stays_outside(client, cast):
    report = cast.submitted()
    answer = client.get(f"/saya/{report.number}/")
    assert answer.url == f"/lacak/?nomor={report.number}"
    assert f'value="{report.number}"' in page(client.get(answer.url))


def test_unknown_numbers_and_wrong_pins_answer_alike(client, cast):
    known, unknown = cast.submitted().number, new_number()
    answers = [track(client, number, "00000000") for number in (known, unknown)]
    assert [answer.status_code for answer in answers] == [422, 422]
    bodies = [page(answer).replace(str(number), "") for answer, number in zip(answers, (known, unknown), strict=True)]
    without_token = [body.split("csrfmiddlewaretoken")[1].split(">", 1)[1] for body in bodies]
    assert without_token[0] == without_token[1]
    assert NO_MATCH in bodies[0]


def test_a_short_guess_at_a_secret_report_takes_no_longer_than_at_none(client, cast, monkeypatch):
    slow = []
    monkeypatch.setattr("lapor.reports.intake.check_password", lambda *said: slow.append(said))
    track(client, cast.submitted(is_secret=True).number, "12345678")
    assert slow == []


def test_own_reports_of_strangers_answer_alike_too(client, cast):
    for number in (cast.submitted(is_secret=True).number, new_number()):
        assert client.get(f"/saya/{number}/").url == f"/lacak/?nomor={number}"
        assert client.get(f"/saya/{number}/tarik/").url == f"/lacak/?nomor={number}"


def test_guessing_ends_after_ten_tries_even_with_the_right_pin(client, cast):
    report = cast.submitted()
    for guess in range(10):
        assert track(client, report.number, f"{guess:08d}").status_code == 422
    answer = track(client, report.number, pin_of(report))
    assert answer.status_code == 429
    assert "Terlalu banyak percobaan" in page(answer)
    assert "reports" not in client.session


@pytest.mark.parametrize("number", ["", "12", "abc", "9" * 41, "1234567890\0", "🙂"])
def test_a_number_that_can_be_none_is_told_beside_its_field(client, number):
    answer = track(client, number, "12345678")
    assert answer.status_code == 422
    assert "Perlu diperbaiki" in page(answer.__class__(answer.content.replace(b"\0", b"")))


@pytest.mark.parametrize("pin", ["1", "1" * 41, "' or 1=1", "١٢٣٤٥٦٧٨", "1234567\0"])
def test_an_odd_pin_is_a_wrong_pin(client, cast, pin):
    assert track(client, cast.submitted().number, pin).status_code == 422


def test_the_number_alone_is_enough_for_a_public_report(client, cast):
    report = cast.verified()
    assert track(client, report.number).url == f"/laporan/{report.number}/"
    answer = track(client, cast.submitted().number)
    assert (answer.status_code, "isi juga PIN-nya" in page(answer)) == (422, True)
    assert answer.context["form"].has_error("pin", "pin_missing")


def test_a_session_that_was_planted_opens_nothing(client, cast):
    report = cast.submitted()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    track(client, report.number, pin_of(report))
    assert client.cookies["sessionid"].value != planted


def test_an_opened_report_stays_beside_those_opened_before(client, cast):
    reports = [cast.submitted(), cast.submitted()]
    for report in reports:
        track(client, report.number, pin_of(report))
    text = page(client.get("/saya/"))
    assert all(f"/saya/{report.number}/" in text for report in reports)
