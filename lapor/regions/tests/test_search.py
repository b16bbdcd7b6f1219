"""Finding a region as it is typed: rightly, nearly rightly, and wildly."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.regions.models import Region
from lapor.regions.tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("country")


def search(q, **options):
    return Region.objects.search(q, at=NOW, **options)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sangatta", "64.08.04"),  # the district before its village of the same name
        ("sanggata", "64.08.04"),
        ("Sangata Utra", "64.08.04"),
        ("kutim", "64.08"),
        ("kutai tim", "64.08"),
        ("kab kutim", "64.08"),
        ("kutai kertanegara", "64.02"),
        ("kab bogor", "32.01"),
        ("kota bogor", "32.71"),
        ("jaksel", "31.74"),
        ("jakrta", "31"),
        ("yogyakarta", "34"),
        ("makasar", "73.71"),
        ("gunung kidul", "34.03"),
        ("kaltim", "64"),
        ("swarga sangatta", "64.08.04.2012"),
        ("sanggata swarga", "64.08.04.2012"),
        ("desa swarga bara kec. sangatta utara", "64.08.04.2012"),
        ("toli toli", "72.04"),
    ],
)
def test_the_region_that_is_meant_comes_first(typed, code):
    assert search(typed)[0].code == code


def test_a_whole_word_comes_before_the_beginning_of_another():
    names = [region.name for region in search("bogor")]
    assert names[:2] == ["Kota Bogor", "Kabupaten Bogor"]


def test_search_stays_within_a_region_and_on_the_levels_asked_for():
    regency = Region.objects.get(code="64.08")
    assert {region.code[:5] for region in search("su", within=regency)} == {"64.08"}
    assert {region.level for region in search("sangatta", levels=(4,))} == {4}


def test_a_region_that_ended_is_found_only_at_its_time():
    Region.objects.filter(code="64.08").update(valid_until=NOW.date())
    found = [Region.objects.search("kutim", at=NOW - timedelta(days=days)) for days in (1, 0)]
    assert ["64.08" in {region.code for region in regions} for regions in found] == [True, False]


def test_no_region_comes_twice_and_no_more_than_asked_for():
    found = search("sangatta")  # both the first and the second reading find all of them
    assert len(found) == len({region.pk for region in found}) > 2
    assert search("sangatta", limit=2) == found[:2]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "%%%", "\x00", "?!", "😀", "ကမ္ဘာ"])
def test_what_holds_no_name_finds_nothing(typed):
    assert search(typed) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("%_'\"\\;- abkut\x00", max_size=40), st.just("sangatta " * 2000)))
def test_nothing_that_is_typed_is_an_error(typed):
    assert len(search(typed)) <= 10


def test_a_search_costs_at_most_four_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        search("balikpapn utarra")
