"""Is it really fixed? One page behind a link that opens nothing else."""

from datetime import timedelta

import pytest

from lapor.reports import actors, closing, fixing
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)


@pytest.fixture
def now(monkeypatch):
    def at(days):
        monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(days=days))

    at(29)
    return at


@pytest.fixture
def asked(cast, now):
    report = cast.answered()
    closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=MONDAY)
    fixing.ask(at=MONDAY + 28 * DAY)
    return Report.objects.get(pk=report.pk)


def address(report):
    return f"/saya/{report.number}/beres/{fixing.key(report)}/"


def test_a_yes_is_one_click_away(pages, asked):
    page = pages.press(pages.get(address(asked)), "Ya, sudah beres", text="Terima kasih")
    assert page.title == "Terima kasih, jawaban Anda tercatat"
    assert Report.objects.get(pk=asked.pk).is_fixed is True


def test_a_no_opens_the_report_again(pages, asked):
    page = pages.press(pages.get(address(asked)), "Belum: buka lagi laporan ini")
    assert page.title == "Laporan Anda dibuka lagi"
    assert Report.objects.get(pk=asked.pk).state == State.IN_PROGRESS
    assert pages.get(address(asked)).title == "Laporan Anda dibuka lagi"


def test_a_no_may_leave_it_closed(pages, asked):
    pages.press(pages.get(address(asked)), "Belum, tetapi tidak perlu dibuka lagi")
    told = Report.objects.get(pk=asked.pk)
    assert (told.is_fixed, told.state) == (False, State.CLOSED)


def test_the_page_shows_nothing_of_the_report_and_opens_nothing_else(pages, asked):
    text = pages.get(address(asked)).text
    assert "berlubang" not in text.lower()
    assert "Kutai Timur" not in text
    assert pages.get(f"/saya/{asked.number}/").url.startswith("/lacak/")


def test_a_second_click_changes_nothing_and_complains_of_nothing(pages, asked):
    page = pages.get(address(asked))
    pages.press(page, "Ya, sudah beres")
    assert pages.press(page, "Belum: buka lagi laporan ini").title == "Terima kasih, jawaban Anda tercatat"
    assert Report.objects.get(pk=asked.pk).state == State.CLOSED


def test_after_sixty_days_the_page_says_that_it_is_over(pages, asked, now):
    page = pages.get(address(asked))
    now(61)
    assert pages.get(address(asked)).title == "Pertanyaan ini sudah tidak berlaku"
    assert pages.press(page, "Ya, sudah beres").title == "Pertanyaan ini sudah tidak berlaku"


@pytest.mark.parametrize("key", ["aaaaaaaaaaaa", "x", "0" * 200])
def test_a_wrong_key_finds_nothing(client, asked, key):
    assert client.get(f"/saya/{asked.number}/beres/{key}/").status_code == 404
    assert client.post(f"/saya/{asked.number}/beres/{key}/", {"jawab": "ya"}).status_code == 404


def test_without_the_link_only_the_reporter_gets_there(client, asked):
    assert client.get(f"/saya/{asked.number}/beres/").status_code == 404


def test_the_own_page_asks_as_well(pages, asked):
    session = pages.client.session
    session["reports"] = [asked.number]
    session.save()
    pages.user = "the holder of the PIN"
    page = pages.click(pages.get(f"/saya/{asked.number}/"), "Jawab sekarang")
    pages.press(page, "Ya, sudah beres")
    assert "Anda menjawab: sudah benar-benar beres" in pages.get(f"/saya/{asked.number}/").text


@pytest.mark.parametrize(
    "said", [{}, {"jawab": "mungkin"}, {"jawab": "ya", "text": "x" * 6000}, {"jawab": "ya", "text": "\0"}]
)
def test_what_is_no_answer_is_asked_again(pages, asked, said):
    pages.post(address(asked), {"text": "", **said}, status=422)
    assert Report.objects.get(pk=asked.pk).is_fixed is None
