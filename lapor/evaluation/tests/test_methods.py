"""Weights are announced before their half-year begins and add up to a hundred."""

from datetime import UTC, date, datetime

import pytest

from lapor.core.errors import Refused
from lapor.evaluation import counting, methods
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Method
from lapor.evaluation.tests.test_scoring import WEIGHTS
from lapor.testing.cast import MONDAY

NEXT = HalfYear(2027, 1)
SAID = {
    "weights": WEIGHTS, "very_good": 85, "good": 70, "fair": 50,
    "smallest": 5, "few_below": 20, "many_from": 200, "basis": "Kepmen 7/2026",
}  # fmt: skip


def announce(cast, half=NEXT, **said):
    return methods.announce(half, **(SAID | said), by=cast.vera, at=MONDAY)


def test_the_method_of_a_half_year_is_the_one_in_force_when_it_began(cast):
    new = announce(cast)
    assert Method.objects.of(NEXT) == new
    assert Method.objects.of(HalfYear(2026, 2)) != new
    assert Method.objects.of(HalfYear(2028, 1)) == new


def test_one_announced_again_before_it_begins_overtakes_the_first(cast):
    announce(cast)
    again = announce(cast, smallest=7)
    assert Method.objects.of(NEXT) == again


def test_a_half_year_before_the_first_method_has_the_first_one(db):
    assert Method.objects.of(HalfYear(2009, 1)).since == date(2010, 1, 1)


def test_a_count_follows_the_method_of_its_half_year(cast):
    new, later = announce(cast), datetime(2027, 7, 20, tzinfo=UTC)
    assert counting.count(counting.draft(NEXT, at=later).pk, at=later).method == new


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("weights", {"weights": WEIGHTS | {"verified": 16}}),
        ("weights", {"weights": WEIGHTS | {"verified": -15, "settled": 60}}),
        ("weights", {"weights": {"verified": 100}}),
        ("weights", {"weights": WEIGHTS | {"inspected": 0}}),
        ("predicates", {"good": 85}),
        ("predicates", {"very_good": 101}),
        ("predicates", {"fair": 0}),
        ("sizes", {"many_from": 20}),
        ("sizes", {"smallest": 0}),
        ("empty", {"basis": "  "}),
        ("too_late", {"half": HalfYear(2026, 2)}),
        ("too_late", {"half": HalfYear(2040, 1)}),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(cast, code, said):
    with pytest.raises(Refused) as refused:
        announce(cast, **said)
    assert refused.value.code == code
    assert Method.objects.count() == 1


def test_only_the_national_admin_sets_weights(cast):
    with pytest.raises(Refused, match="not_your_step"):
        methods.announce(NEXT, **SAID, by=cast.arif, at=MONDAY)


def test_the_first_method_is_one_that_could_be_announced(cast):
    first = Method.objects.get()
    announce(cast, weights=first.weights, very_good=first.very_good, good=first.good, fair=first.fair)


@pytest.mark.parametrize("text", ["2026-1", "2026-2"])
def test_a_half_year_is_read_as_it_is_written(text):
    assert HalfYear.read(text).slug == text


@pytest.mark.parametrize("text", ["", "2026", "2026-3", "0000-1", "2026-1 ", "9999-2", "२०२६-1", "2026-1\0"])
def test_what_is_no_half_year_is_none(text):
    assert HalfYear.read(text) is None


def test_half_years_follow_each_other_without_a_gap():
    half = HalfYear(2026, 1)
    assert (half.first, half.last) == (date(2026, 1, 1), date(2026, 6, 30))
    assert half.next.first == date(2026, 7, 1)
    assert half.next.previous == half
    assert half.next.next == HalfYear(2027, 1)
    assert HalfYear.of(half.last) == half
