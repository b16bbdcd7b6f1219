from django.db import connection

from lapor.reports import search
from lapor.reports.models import Report


def test_the_newest_that_match_are_found_across_slices_of_the_table(cast, monkeypatch):
    monkeypatch.setattr(search, "SLICE", 0)  # each report in a slice of its own
    monkeypatch.setattr(search, "MOST", 2)
    reports = [cast.verified() for _ in range(3)]
    assert set(Report.objects.public().ranked("berlubang")) == set(reports[1:])


def test_nothing_is_found_for_words_that_nobody_used(cast):
    cast.verified()
    assert not Report.objects.public().ranked("kapal").exists()


def test_the_index_narrows_a_search_by_slice_by_words_and_by_who_may_see_it(cast):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = Report.objects.visible_to(cast.arif).ranked("jalan").explain()
    condition = next(line for line in plan.splitlines() if "Index Cond" in line and "@@" in line)
    assert ">> 14" in condition
    assert "circle @>" in condition


def test_a_coordinator_finds_open_reports_of_the_province_and_no_secret_ones(cast):
    public = cast.verified()
    cast.verified(is_secret=True)
    assert list(Report.objects.visible_to(cast.kiki)) == [public]
