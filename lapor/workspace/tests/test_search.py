"""Search and saved filters: what is found, by whom, and that odd questions are answered."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lapor.reports import oversight
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.workspace.models import SavedFilter

SEARCH = "/kerja/cari/"


@pytest.fixture
def arif(desk_of):
    return desk_of("arif")


def found(client, **asked):
    page = client.get(SEARCH, asked)
    assert page.status_code == 200
    return [row.report.number for row in page.context["rows"]]


def test_a_number_leads_straight_to_the_report(cast, arif):
    report = cast.submitted()
    answer = arif.get(SEARCH, {"q": f"#{report.number}"})
    assert answer["Location"] == reverse("workspace:report", args=[report.number])


def test_the_number_of_a_report_of_others_says_nothing(cast, desk_of):
    report = cast.referred(to="64.08/perumdam")
    page = desk_of("bayu").get(SEARCH, {"q": str(report.number)})
    assert page.status_code == 200
    assert page.context["rows"] == []


def test_words_are_found_in_the_public_version(cast, arif):
    report = cast.verified()
    cast.verified(title="Air keruh", is_secret=True)
    assert found(arif, q="berlubang") == [report.number]


def test_words_find_nothing_that_belongs_to_others(cast, desk_of):
    cast.referred(to="64.08/perumdam")
    assert found(desk_of("bayu"), q="berlubang") == []


def test_filters_narrow(cast, arif):
    new, working = cast.submitted(), cast.in_progress()
    assert found(arif, status="in_progress") == [working.number]
    assert found(arif, status="submitted") == [new.number]
    assert found(arif, kelas="complaint") == [working.number]
    assert found(arif, topik="pu-jalan", instansi="64.08/perumdam") == []


def test_flags_must_all_apply(cast, arif):
    hidden = cast.submitted(is_anonymous=True, is_secret=True)
    cast.submitted(is_anonymous=True)
    assert found(arif, tanda=["anonim", "rahasia"]) == [hidden.number]


def test_priority_and_lateness_are_filters(cast, arif):
    marked, _other = cast.referred(), cast.referred()
    oversight.prioritize(marked.number, by=cast.prio, at=MONDAY, reason="Isu strategis.")
    Report.objects.filter(pk=marked.pk).update(due_at=MONDAY - timedelta(days=400))
    assert found(arif, tanda="prioritas", terlambat="on") == [marked.number]


@pytest.mark.parametrize("words", ["", "berlubang"])
def test_pages_go_on_and_come_back(cast, arif, words):
    reports = [cast.verified() for _number in range(27)]
    first = arif.get(SEARCH, {"q": words})
    second = arif.get(SEARCH + first.context["older"])
    assert len(first.context["rows"]) == 25
    assert len(second.context["rows"]) == len(reports) - 25
    back = arif.get(SEARCH + second.context["newer"])
    assert [row.report.pk for row in back.context["rows"]] == [row.report.pk for row in first.context["rows"]]


ODD = (
    {"q": "\0"}, {"q": "x" * 5000}, {"q": "'\"&|!():*"}, {"q": "<script>"}, {"q": "9" * 200}, {"dari": "kemarin"},
    {"dari": "0001-01-01"}, {"sampai": "9999-12-31"}, {"dari": "2026-02-30"}, {"status": "tidak-ada"},
    {"sesudah": "9" * 40}, {"sebelum": "-1"}, {"sesudah": "x", "q": "jalan"}, {"instansi": "\0"}, {"wilayah": "x" * 99},
    {"topik": "x"}, {"tanda": ["rahasia", "x"]}, {"terlambat": "x"}, {"q": "-"}, {"q": '"'}, {"wilayah": "🌋"},
)  # fmt: skip


@pytest.mark.parametrize("asked", ODD, ids=str)
def test_odd_questions_are_answered(cast, arif, asked):
    cast.verified()
    assert arif.get(SEARCH, asked).status_code == 200


def test_twenty_rows_cost_as_many_queries_as_two(cast, arif, django_assert_num_queries):
    for _number in range(2):
        cast.verified()
    arif.get(SEARCH)  # what a process remembers (topics, holidays) is known now
    with django_assert_num_queries(7):
        arif.get(SEARCH)
    for _number in range(18):
        cast.verified()
    with django_assert_num_queries(7):
        arif.get(SEARCH)


# --- saved filters --------------------------------------------------------------------------------------------------


def save(client, name="Jalan", query="q=jalan&status=referred&x=1"):
    return client.post(reverse("workspace:save_filter"), {"name": name, "query": query})


def test_a_search_gets_a_name_and_stands_beside_the_inboxes(cast, arif):
    assert save(arif).status_code == 302
    assert SavedFilter.objects.get().query == "q=jalan&status=referred"
    assert "?q=jalan&amp;status=referred" in arif.get("/kerja/").content.decode()


def test_the_same_name_again_takes_the_place_of_the_older(cast, arif):
    save(arif)
    save(arif, query="q=air")
    assert SavedFilter.objects.get().query == "q=air"


def test_nothing_to_save_is_said(cast, arif):
    page = save(arif, query="apa=saja")
    assert page.status_code == 422
    assert "lalu simpan" in page.content.decode()


def test_a_filter_without_a_name_is_refused_and_kept(cast, arif):
    page = save(arif, name="")
    assert page.status_code == 422
    assert "q=jalan" in page.content.decode()


def test_twenty_are_enough(cast, arif):
    for number in range(20):
        save(arif, name=f"Nomor {number}")
    assert save(arif, name="Satu lagi").status_code == 422
    assert save(arif, name="Nomor\0").status_code == 422


def test_a_filter_is_renamed_and_deleted(cast, arif):
    save(arif)
    pk = SavedFilter.objects.get().pk
    arif.post(reverse("workspace:rename_filter", args=[pk]), {"name": "Jalan rusak"})
    assert SavedFilter.objects.get().name == "Jalan rusak"
    arif.post(reverse("workspace:delete_filter", args=[pk]))
    assert not SavedFilter.objects.exists()


def test_a_name_that_is_taken_is_refused(cast, arif):
    save(arif, name="Air")
    save(arif, name="Jalan")
    pk = SavedFilter.objects.get(name="Jalan").pk
    page = arif.post(reverse("workspace:rename_filter", args=[pk]), {"name": "Air"})
    assert page.status_code == 422
    assert "sudah Anda pakai" in page.content.decode()


def test_filters_of_others_are_not_found(cast, arif):
    other = SavedFilter.objects.create(owner=cast.user("otto"), name="Air", query="q=air")
    assert arif.post(reverse("workspace:rename_filter", args=[other.pk]), {"name": "x"}).status_code == 404
    assert arif.post(reverse("workspace:delete_filter", args=[other.pk])).status_code == 404
