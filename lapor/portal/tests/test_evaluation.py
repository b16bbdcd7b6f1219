"""The public page of the evaluation: nothing of a draft, everything that is published, and how it was counted."""

from datetime import UTC, datetime

import pytest

from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Method

LATER = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def publish(cast):
    """Count and publish a half-year in which Kutai Timur and Balikpapan had a report each."""

    def publish():
        evaluation = counting.count(counting.draft(HalfYear(2026, 2), at=LATER).pk, at=LATER)
        return counting.publish(evaluation.pk, counted_at=LATER, by=cast.vera, at=LATER)

    Method.objects.update(smallest=1)
    for agency in ("64.08", "64.71"):
        cast.submitted(agency=cast.unit(agency))
    return publish


def test_before_anything_is_published_the_page_says_how_it_is_counted(pages, cast):
    cast.submitted()
    counting.count(counting.draft(HalfYear(2026, 2), at=LATER).pk, at=LATER)
    page = pages.get("/evaluasi/")
    assert "Belum ada evaluasi yang ditetapkan" in page.text
    assert "bobot 30 dari 100" in page.text
    assert "Kutai Timur" not in page.text


def test_a_published_ranking_shows_one_kind_of_agency_at_a_time(pages, publish):
    publish()
    assert "Pemerintah Kabupaten Kutai Timur" in pages.get("/evaluasi/").text
    page = pages.get("/evaluasi/?semester=2026-2&jenis=city")
    assert "Pemerintah Kota Balikpapan" in page.text
    assert "Kutai Timur" not in page.text


def test_a_new_edition_takes_the_place_of_the_old_one(pages, publish):
    publish()
    publish()
    text = pages.get("/evaluasi/").text
    assert "Semester II 2026, edisi 2" in text
    assert text.count("Semester II 2026, edisi 2") == 2  # in the heading and in the list


@pytest.mark.parametrize(
    "asked", ["semester=2026-9", "semester=%00", "jenis=desk", "jenis=<script>", "semester=2019-1"]
)
def test_an_address_that_means_nothing_shows_the_newest(pages, publish, asked):
    publish()
    assert "Semester II 2026" in pages.get(f"/evaluasi/?{asked}").text


def test_caches_may_keep_the_page(pages, publish):
    publish()
    answer = pages.get("/evaluasi/").response
    assert "public" in answer.headers["Cache-Control"]
    assert not answer.cookies
