"""The short link of an outreach event: the form remembers it, and the report that comes of it is counted."""

from datetime import date

import pytest

from lapor.supervision import outreach
from lapor.supervision.models import OutreachReport
from lapor.testing.cast import MONDAY


@pytest.fixture
def event(cast):
    plan = outreach.Plan("Pasar Induk", "PASAR-1", date(2026, 11, 8), "Sangatta", "market", 50)
    return outreach.make(plan, by=cast.arif, user=cast.user("Arif"), at=MONDAY)


def sent(pages, address, **said):
    words = {"title": "Jalan rusak", "body": "Berlubang.", "event_date": "2026-11-01", "place": "Sangatta", **said}
    return pages.press(pages.get(address), "Kirim laporan", **words)


@pytest.mark.parametrize(
    ("address", "said", "came"),
    [
        ("/s/PASAR-1/", {}, 1),
        ("/s/pasar-1/", {}, 1),
        ("/?kode=PASAR-1", {}, 1),
        ("/", {"body": "PASAR-1 Atapnya bocor."}, 1),
        ("/s/TIDAK-ADA-1/", {}, 0),
        ("/s/%00/", {}, 0),
        ("/", {}, 0),
    ],
)
def test_a_report_through_the_link_or_with_the_word_is_counted(pages, event, address, said, came):
    sent(pages, address, **said)
    assert OutreachReport.objects.filter(event=event).count() == came


def test_the_link_leads_to_the_form_and_sets_no_cookie(client, event):
    answer = client.get("/s/PASAR-1/")
    assert (answer.status_code, answer.url) == (302, "/?kode=PASAR-1")
    assert not answer.cookies


def test_the_link_in_english_leads_to_the_english_form(client, event):
    assert client.get("/en/s/PASAR-1/").url == "/en/?kode=PASAR-1"


def test_a_form_that_comes_back_still_knows_its_event(pages, event):
    page = pages.press(pages.get("/s/PASAR-1/"), "Kirim laporan", status=422, title="", body="Berlubang.")
    pages.press(page, "Kirim laporan", title="Jalan rusak", event_date="2026-11-01", place="Sangatta")
    assert OutreachReport.objects.filter(event=event).count() == 1


@pytest.mark.parametrize("code", ["<script>1</script>", "9" * 9000, "PASAR-1\0", "../1"])
def test_a_code_that_is_none_changes_nothing(pages, event, code):
    page = pages.post("/", {"kode": code, "title": "x"}, status=422)
    assert [part for part in page.tree.iter("input") if part.get("name") == "kode"] == []
