"""RSS and Atom: valid, the same for everybody, in step with the public list, and without a private word."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from lapor.portal import feeds
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + DAY)


@pytest.fixture
def report(cast):
    return cast.in_progress()


def tree(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return ElementTree.fromstring(answer.content)


def titles(client, address):
    return [item.findtext("title") for item in tree(client, address).iter("item")]


def test_rss_has_all_that_the_format_demands(client, report):
    channel = tree(client, "/umpan/laporan.rss").find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert channel.find(f"{ATOM}link").get("rel") == "self"
    (item,) = channel.iter("item")
    assert item.findtext("guid") == item.findtext("link") == f"http://localhost:8000/laporan/{report.number}/"
    assert item.findtext("pubDate") == "Mon, 02 Nov 2026 02:00:00 +0000"


def test_atom_has_all_that_the_format_demands(client, report):
    feed = tree(client, "/umpan/laporan.atom")
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    entry = feed.find(f"{ATOM}entry")
    assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))


def test_the_feed_has_the_filters_of_the_list(cast, client, report):
    assert len(titles(client, "/umpan/laporan.rss?instansi=64.08&topik=pu")) == 1
    assert titles(client, "/umpan/laporan.rss?instansi=64.71") == []
    assert titles(client, "/umpan/laporan.rss?keadaan=selesai") == []
    assert len(titles(client, "/umpan/laporan.rss?q=berlubang")) == 1


@pytest.mark.parametrize(
    "question",
    ["instansi=%00", "wilayah=tidak+ada", "topik=x&topik=y", "dari=besok", "q=" + "x" * 5000, "q=%ff%00", "a=b"],
)
def test_odd_questions_still_get_a_feed(client, report, question):
    tree(client, f"/umpan/laporan.rss?{question}")


@pytest.mark.parametrize("address", ["/umpan/laporan.json", "/umpan/laporan/1234567890.rss", "/umpan/laporan/abc.atom"])
def test_what_there_is_not_is_not_found(client, report, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_markup_and_odd_characters_of_a_title_break_nothing(client, report, form):
    title = '<b>Jalan</b> & "lubang" \x0b\ufffe😀 ]]>'
    Report.objects.filter(pk=report.pk).update(public_title=title)
    found = tree(client, f"/umpan/laporan.{form}")
    assert '<b>Jalan</b> & "lubang" 😀 ]]>' in ElementTree.tostring(found, encoding="unicode", method="text")
    tree(client, f"/umpan/laporan/{report.number}.{form}")


def test_a_report_has_a_feed_of_its_public_steps(client, report):
    steps = titles(client, f"/umpan/laporan/{report.number}.rss")
    assert steps[0].endswith("memberi kabar")
    assert len(steps) == 4


def test_a_report_that_was_hidden_is_in_no_feed(client, report):
    Report.objects.filter(pk=report.pk).update(is_secret=True, published_at=None)
    assert titles(client, "/umpan/laporan.rss") == []
    assert client.get(f"/umpan/laporan/{report.number}.rss").status_code == 404


def test_the_own_words_of_the_reporter_are_in_no_feed(client, report):
    for address in ("/umpan/laporan.rss", f"/umpan/laporan/{report.number}.atom"):
        said = client.get(address).content.decode()
        assert "sedalam lutut" not in said
        assert "Rini" not in said
        assert "6281234567890" not in said


def test_a_feed_is_kept_by_caches_and_answered_with_304_until_something_changes(cast, client, report):
    first = client.get("/umpan/laporan.rss")
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    assert first["Last-Modified"] == "Mon, 02 Nov 2026 02:00:00 GMT"
    assert client.get("/umpan/laporan.rss", headers={"if-none-match": first["ETag"]}).status_code == 304
    cast.verified()
    assert client.get("/umpan/laporan.rss", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_newest_fifty_in_three_queries(cast, client, report, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(feeds, "SIZE", 2)
    for _ in range(3):
        cast.verified()
    client.get("/umpan/laporan.rss")
    with django_assert_max_num_queries(3):
        assert len(titles(client, "/umpan/laporan.rss")) == 2


def test_pages_tell_feed_readers_where_the_feeds_are(pages, report):
    for address, feed in (
        (f"/laporan/{report.number}/", f"/umpan/laporan/{report.number}.rss"),
        ("/laporan/?instansi=64.08", "/umpan/laporan.atom?instansi=64.08"),
    ):
        links = [link.get("href") for link in pages.get(address).tree.iter("link") if link.get("rel") == "alternate"]
        assert feed in links
