"""Evaluations at the desk: who reads which figures, from a figure to its reports, and what the admin decides."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.indicators import INDICATORS
from lapor.evaluation.models import Evaluation, Method
from lapor.evaluation.tests.test_scoring import WEIGHTS
from lapor.reports import actors, closing, referral, verification
from lapor.testing.cast import MONDAY

SECOND = HalfYear(2026, 2)
LATER = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def lived(cast):
    """Some reports of Kutai Timur with different ends, one of them secret, and one of Balikpapan."""
    for rating in (2, 3, 5):
        report = cast.answered()
        closing.accept(report.number, rating=rating, by=actors.pin_holder(report.number), at=MONDAY + DAY)
    cast.in_progress()
    cast.submitted(is_secret=True)
    cast.submitted(agency=cast.unit("64.71"))
    return cast


@pytest.fixture
def draft(lived):
    return counting.count(counting.draft(SECOND, at=LATER).pk, at=LATER)


@pytest.fixture
def published(draft, cast):
    return counting.publish(draft.pk, counted_at=draft.counted_at, by=cast.vera, at=LATER)


def address(name, *of):
    return reverse(f"workspace:{name}", args=of)


def is_missing(desk, path):
    return desk.client.get(path).status_code == 404


def listed(page):
    """The numbers of the reports in a list."""
    table = page.tree.find(".//table")
    links = table.iter("a") if table is not None else ()
    return {link.get("href") for link in links if "/laporan/" in link.get("href", "")}


# --- figures and their lists ---------------------------------------------------------------------------------------


def test_every_figure_leads_to_as_many_reports_as_it_says(cast, pages, draft):
    desk, kutim = pages.of(cast.user("Vera")), cast.unit("64.08").pk
    figures = draft.results.get(agency=kutim).figures
    for indicator in INDICATORS:
        part, whole, _amount = figures[indicator.key]
        for slug, count in {"semua": whole, "ya": part, "tidak": whole - part}.items():
            page = desk.get(address("cases", draft.pk, kutim, indicator.slug, slug))
            assert len(listed(page)) == count, (indicator.key, slug)
            assert f"{count} laporan." in page.text


def test_what_an_officer_may_not_open_is_counted_and_not_named(cast, pages, draft):
    """Kiki coordinates the province and sees no secret report."""
    page = pages.of(cast.user("Kiki")).get(address("cases", draft.pk, cast.unit("64.08").pk, "verifikasi", "semua"))
    assert "5 laporan. 1 di antaranya tidak bisa Anda buka" in page.text
    assert len(listed(page)) == 4


def test_a_list_goes_on_by_pages_and_ends_where_its_figure_says(cast, pages, draft, monkeypatch):
    monkeypatch.setattr("lapor.workspace.evaluation.agency.SIZE", 2)
    desk = pages.of(cast.user("Arif"))
    page = desk.get(address("cases", draft.pk, cast.unit("64.08").pk, "dikembalikan", "semua"))
    found = listed(page)
    while "Lebih lama" in page.text:
        page = desk.click(page, "Lebih lama")
        assert not listed(page) & found
        found |= listed(page)
    assert len(found) == 5


def test_a_figure_of_few_reports_is_counts_and_no_rate(cast, pages, draft):
    page = pages.of(cast.user("Arif")).get(address("agency_result", draft.pk, cast.unit("64.08").pk))
    assert "Belum dinilai" in page.text
    assert "60,0%" not in page.text


def test_with_enough_reports_the_page_says_rate_and_score(cast, pages, lived):
    Method.objects.update(smallest=1)
    draft = counting.count(counting.draft(SECOND, at=LATER).pk, at=LATER)
    page = pages.of(cast.user("Arif")).get(address("agency_result", draft.pk, cast.unit("64.08").pk))
    assert "33,3%" in page.text  # one of three is satisfied
    assert "rata-rata 3,3 dari 5" in page.text
    assert "Nilai " in page.text


# --- who reads what ------------------------------------------------------------------------------------------------


def test_a_draft_shows_agencies_their_own_figures_only(cast, pages, draft):
    page = pages.of(cast.user("Bayu")).get(address("evaluation", draft.pk))
    assert "Kota Balikpapan" in page.text
    assert "Kutai Timur" not in page.text
    assert is_missing(pages.of(cast.user("Bayu")), address("agency_result", draft.pk, cast.unit("64.08").pk))


def test_everybody_at_a_desk_reads_a_published_ranking_but_no_reports_of_others(cast, pages, published):
    desk, kutim = pages.of(cast.user("Bayu")), cast.unit("64.08").pk
    assert "Kutai Timur" in desk.get(address("evaluation", published.pk)).text
    page = desk.get(address("cases", published.pk, kutim, "kepuasan", "semua"))
    assert "3 laporan. 3 di antaranya" in page.text
    assert listed(page) == set()


def test_a_ranking_is_narrowed_by_the_address(cast, pages, published):
    desk = pages.of(cast.user("Vera"))
    for asked, seen in (
        ({"jenis": "city"}, "Balikpapan"),
        ({"q": "timur"}, "Kutai Timur"),
        ({"provinsi": "64"}, "Kutai"),
    ):
        assert seen in desk.get(address("evaluation", published.pk), asked).text
    assert "Balikpapan" not in desk.get(address("evaluation", published.pk), {"jenis": "regency"}).text
    assert "Tidak ada instansi yang cocok" in desk.get(address("evaluation", published.pk), {"q": "zzz"}).text


def test_the_overview_shows_an_agency_how_it_stood(cast, pages, published):
    page = pages.of(cast.user("Arif")).get(address("evaluations"))
    assert "Semester II 2026" in page.text
    assert "Pemerintah Kabupaten Kutai Timur" in page.text


# --- deciding ------------------------------------------------------------------------------------------------------


def test_the_national_admin_has_a_half_year_counted(cast, pages, noon):
    desk = pages.of(cast.user("Vera"))
    page = desk.press(desk.get(address("evaluations")), "Hitung", half="2026-1")
    assert "Semester I 2026 sedang dihitung" in page.text
    assert Evaluation.objects.get().counted_at is None


def test_clicking_twice_has_it_counted_once(cast, pages, noon):
    desk = pages.of(cast.user("Vera"))
    for _ in range(2):
        page = desk.press(desk.get(address("evaluations")), "Hitung", half="2026-1")
        assert "sedang dihitung" in page.text
    assert ProcrastinateJob.objects.filter(task_name__endswith="evaluation.tasks.count").count() == 1


@pytest.mark.parametrize("half", ["2027-1", "x", "", "2026-1\0"])
def test_a_half_year_that_is_not_offered_is_refused(cast, pages, noon, half):
    answer = pages.of(cast.user("Vera")).client.post(address("count_evaluation"), {"half": half})
    assert answer.status_code == 409
    assert not Evaluation.objects.exists()


def test_publishing_asks_once_and_then_everybody_may_read(cast, pages, draft, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    desk = pages.of(cast.user("Vera"))
    page = desk.press(desk.get(address("publish_evaluation", draft.pk)), "Tetapkan")
    assert "ditetapkan" in page.text
    assert Evaluation.objects.get().is_published


def test_publishing_what_was_counted_again_since_is_refused(cast, pages, draft, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    desk = pages.of(cast.user("Vera"))
    page = desk.get(address("publish_evaluation", draft.pk))
    counting.count(draft.pk, at=LATER + DAY)
    answer = desk.press(page, "Tetapkan", status=422)
    assert "dihitung ulang sejak Anda membacanya" in answer.text


def test_a_half_year_that_runs_offers_no_publishing(cast, pages, lived, noon):
    draft = counting.count(counting.draft(SECOND, at=noon).pk, at=noon)
    assert "belum berakhir" in pages.of(cast.user("Vera")).get(address("publish_evaluation", draft.pk)).text


def test_new_weights_are_announced_and_read(cast, pages, noon):
    desk = pages.of(cast.user("Vera"))
    page = desk.press(
        desk.get(address("announce_method")), "Umumkan", verified="20", settled="25", basis="Kepmen 7/2026"
    )
    assert "Bobot baru diumumkan" in page.text
    assert "Mulai Semester I 2027: Kepmen 7/2026" in page.text
    assert Method.objects.latest("pk").weights == WEIGHTS | {"verified": 20, "settled": 25}


def test_weights_that_do_not_add_up_are_refused_beside_the_field_and_kept_as_typed(cast, pages, noon):
    desk = pages.of(cast.user("Vera"))
    typed = {"verified": "16", "basis": "Kepmen 7/2026"}
    page = desk.press(desk.get(address("announce_method")), "Umumkan", status=422, **typed)
    assert "Jumlah bobot harus tepat 100; sekarang 101." in page.text
    assert page.form("Umumkan")[0].find(".//input[@name='verified']").get("value") == "16"
    assert Method.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"verified": ""},
        {"verified": "-1"},
        {"verified": "9" * 30},
        {"very_good": "50"},
        {"many_from": "1"},
        {"half": "2020-1"},
    ],
)
def test_bad_numbers_are_sentences_and_change_nothing(cast, pages, noon, typed):
    desk = pages.of(cast.user("Vera"))
    page = desk.press(desk.get(address("announce_method")), "Umumkan", status=422, basis="Kepmen 7/2026", **typed)
    assert "Belum tersimpan" in page.text
    assert Method.objects.count() == 1


# --- to take along, and what nobody should send --------------------------------------------------------------------


@pytest.mark.parametrize(("name", "more"), [("evaluation_file", []), ("agency_result_file", ["64.08"])])
def test_workbooks_say_the_same_counts(cast, pages, published, name, more):
    of = [published.pk, *(cast.unit(code).pk for code in more), "xlsx"]
    answer = pages.of(cast.user("Arif")).client.get(address(name, *of))
    sheet = openpyxl.load_workbook(_file(answer)).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    part, whole, _amount = published.results.get(agency=cast.unit("64.08")).figures["satisfied"]
    assert any(_follows(row, part, whole) for row in cells)


def _file(answer):
    return BytesIO(answer.content)


def _follows(row, part, whole):
    return any(pair == (part, whole) for pair in zip(row, row[1:], strict=False))


@pytest.mark.parametrize(("name", "more"), [("evaluation_file", []), ("agency_result_file", ["64.08"])])
def test_results_are_printed(cast, pages, published, name, more):
    of = [published.pk, *(cast.unit(code).pk for code in more), "pdf"]
    answer = pages.of(cast.user("Arif")).client.get(address(name, *of))
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "path",
    ["99999999999999999/", "0/", "{}/99999999999/", "{}/{}/verifikasi/apa/", "{}/{}/apa/semua/", "{}/unduh/exe/"],
)
def test_addresses_that_mean_nothing_are_not_found(cast, pages, draft, path):
    kutim = cast.unit("64.08").pk
    assert is_missing(pages.of(cast.user("Vera")), "/kerja/evaluasi/" + path.format(draft.pk, kutim))


def test_hostile_words_in_a_ranking_are_only_words(cast, pages, published):
    desk = pages.of(cast.user("Vera"))
    for words in ("<script>", "' OR 1=1 --", "a\0b", "%", "🙂" * 40):
        desk.get(address("evaluation", published.pk), {"q": words, "jenis": words, "setelah": words})


def test_the_rest_of_a_report_moved_on_stays_with_who_had_it(cast, pages):
    """The list of an agency keeps what it handled, also after the report went elsewhere."""
    report = cast.submitted()
    verification.verify(report.number, cast.finding(), by=cast.arif, at=MONDAY + DAY)
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY + 2 * DAY)
    draft = counting.count(counting.draft(SECOND, at=LATER).pk, at=LATER)
    page = pages.of(cast.user("Arif")).get(address("cases", draft.pk, cast.unit("64.08").pk, "verifikasi", "ya"))
    assert len(listed(page)) == 1


def test_sixteen_reports_cost_as_many_queries_as_eight(cast, pages):
    desk, kutim = pages.of(cast.user("Arif")), cast.unit("64.08").pk
    cost = {}
    for _ in range(2):
        for _ in range(8):
            cast.submitted()
        draft = counting.count(counting.draft(SECOND, at=LATER).pk, at=LATER)
        for path in (
            address("cases", draft.pk, kutim, "verifikasi", "semua"),
            address("agency_result", draft.pk, kutim),
        ):
            desk.get(path)  # what is asked once per process isn't counted
            with CaptureQueriesContext(connection) as captured:
                desk.get(path)
            assert cost.setdefault(path, len(captured)) == len(captured) <= 12
