from datetime import date

import pytest
from django.db import connection

from lapor.agencies.models import Unit


@pytest.fixture
def offices(place):
    kutim = place("64.08", name="Pemerintah Kabupaten Kutai Timur", short_name="Kutim")
    kukar = place("64.02", name="Pemerintah Kabupaten Kutai Kartanegara", short_name="Kukar")
    for agency in (kutim, kukar):
        place(f"{agency.code}/capil", agency, name="Dinas Kependudukan dan Pencatatan Sipil", short_name="Disdukcapil")
        place(f"{agency.code}/pu", agency, name="Dinas Pekerjaan Umum dan Penataan Ruang", short_name="Dinas PUPR")
    return kutim


def first(q, at):
    return next((unit.code for unit in Unit.objects.search(q, at)), None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kutim", "64.08"),
        ("disdukcapil kutim", "64.08/capil"),
        ("disdukcpil kutai tmur", "64.08/capil"),
        ("PU Kutai Timur", "64.08/pu"),
        ("capil, kukar", "64.02/capil"),
        ("pekerjan umum kutai kartanegra", "64.02/pu"),
    ],
)
def test_what_people_type_finds_the_unit_they_mean(offices, at, typed, code):
    assert first(typed, at) == code


@pytest.mark.parametrize("typed", ["", "   ", "d", "%_'\\", "\x00", "zzzzqqqq", "😀", "x" * 100_000])
def test_nonsense_finds_nothing_and_breaks_nothing(offices, at, typed):
    assert Unit.objects.search(typed, at) == []


def test_a_search_within_one_agency_stays_there(offices, at):
    found = Unit.objects.under(offices).search("disdukcapil", at)
    assert [unit.code for unit in found] == ["64.08/capil"]


def test_a_unit_that_has_ended_is_not_offered(offices, at):
    Unit.objects.filter(code="64.08/capil").update(valid_until=date(2026, 11, 23))
    assert "64.08/capil" not in [unit.code for unit in Unit.objects.search("disdukcapil kutim", at)]


def test_an_agency_comes_before_its_units(offices, place, at):
    place("64.08/asisten", offices, name="Asisten")
    assert [unit.code for unit in Unit.objects.search("kutim", at)][:2] == ["64.08", "64.08/asisten"]


def test_no_more_units_come_than_were_asked_for(offices, at):
    assert len(Unit.objects.search("kutai", at, limit=3)) == 3


def test_a_search_costs_the_same_queries_for_one_hit_as_for_many(offices, at, django_assert_num_queries):
    with django_assert_num_queries(5):  # one is the search; four make its settings come and go
        assert [unit.root.code for unit in Unit.objects.search("disdukcapil", at)] == ["64.02", "64.08"]


def test_a_search_leaves_no_trace_in_the_transaction_it_runs_in(offices, at):
    Unit.objects.search("kutim", at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("on",)
    assert Unit.objects.filter(code="64.08").exists()
