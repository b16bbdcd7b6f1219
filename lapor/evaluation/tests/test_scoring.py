"""From figures to a score, a predicate and a place: arithmetic, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.agencies.models import Unit
from lapor.evaluation import scoring
from lapor.evaluation.indicators import BY_KEY, INDICATORS, SCORED
from lapor.evaluation.models import Method, Result
from lapor.evaluation.scoring import Figure

WEIGHTS = {
    "verified": 15, "followed_up": 15, "settled": 30, "days": 5,
    "satisfied": 15, "reopened": 5, "returned": 5, "contested": 10,
}  # fmt: skip
METHOD = Method(weights=WEIGHTS, very_good=90, good=75, fair=60, smallest=10, few_below=50, many_from=500)
NOTHING = {indicator.key: Figure() for indicator in INDICATORS}


def worth(key, *figure):
    return scoring.points(BY_KEY[key], Figure(*figure), METHOD)


def test_a_share_is_worth_its_percentage_and_a_bad_one_the_rest():
    assert worth("verified", 8, 10) == 80
    assert worth("reopened", 1, 8 + 2) == 90


def test_too_few_reports_are_worth_nothing_and_cost_nothing():
    assert worth("verified", 9, 9) is None
    assert worth("verified", 10, 10) == 100


@pytest.mark.parametrize(("days", "points"), [(0, 100), (6, 90), (60, 0), (61, 0), (400, 0)])
def test_days_lose_points_until_the_sixtieth(days, points):
    assert worth("days", 10, 10, days) == points


def test_a_score_weighs_what_there_is():
    figures = NOTHING | {"settled": Figure(10, 10), "satisfied": Figure(5, 10), "verified": Figure(10, 10)}
    assert scoring.score(figures, METHOD) == Decimal("87.5")  # (30×100 + 15×50 + 15×100) ÷ 60


def test_less_than_half_of_the_weights_gives_no_score():
    assert scoring.score(NOTHING | {"settled": Figure(10, 10), "verified": Figure(10, 10)}, METHOD) is None
    half = NOTHING | {key: Figure(10, 10) for key in ("settled", "verified", "reopened")}
    half["reopened"] = Figure(0, 10)
    assert scoring.score(half, METHOD) == 100


def test_inspections_are_a_sample_and_change_no_score():
    figures = NOTHING | {indicator.key: Figure(9, 10, 3) for indicator in SCORED}
    assert scoring.score(figures, METHOD) == scoring.score(figures | {"inspected": Figure(0, 100)}, METHOD)


@pytest.mark.parametrize(
    ("score", "predicate"),
    [("100", "very_good"), ("90.0", "very_good"), ("89.9", "good"), ("75.0", "good"), ("74.9", "fair"),
     ("60.0", "fair"), ("59.9", "poor"), ("0", "poor"), (None, "")],
)  # fmt: skip
def test_a_predicate_begins_exactly_at_its_threshold(score, predicate):
    assert scoring.predicate(score and Decimal(score), METHOD) == predicate


@pytest.mark.parametrize(
    ("received", "size"), [(0, "few"), (49, "few"), (50, "medium"), (499, "medium"), (500, "many")]
)
def test_few_and_many_reports_are_what_the_method_says(received, size):
    assert scoring.size(received, METHOD) == size


def places(*results):
    made = [
        Result(kind=kind, size=size, score=score and Decimal(score), agency=Unit(name="A"))
        for kind, size, score in results
    ]
    scoring.ranked(made)
    return [(result.rank, result.ranked) for result in made]


def test_equal_scores_share_a_place_and_the_next_one_is_skipped():
    found = places(("city", "few", "80"), ("city", "few", "90"), ("city", "few", "80"), ("city", "few", "70"))
    assert found == [(2, 4), (1, 4), (2, 4), (4, 4)]


def test_only_the_same_kind_and_size_are_compared_and_who_has_no_score_has_no_place():
    found = places(("city", "few", "80"), ("city", "few", "70"), ("city", "few", None), ("regency", "few", "95"))
    assert found == [(1, 2), (2, 2), (None, 0), (None, 0)]


def test_a_ranking_is_read_by_kind_then_size_then_score_then_name():
    said = [("city", "few", 70, "B"), ("city", "few", 70, "A"), ("city", "few", None, "0"), ("city", "many", 1, "C"),
            ("ministry", "few", 1, "D")]  # fmt: skip
    made = [Result(kind=kind, size=size, score=score, agency=Unit(name=name)) for kind, size, score, name in said]
    assert "".join(result.agency.name for result in scoring.ranked(made)) == "DCAB0"


figures = st.fixed_dictionaries(
    {indicator.key: st.tuples(st.integers(0, 500), st.integers(0, 500), st.floats(0, 500)) for indicator in INDICATORS}
)


@given(figures)
def test_a_score_lies_between_0_and_100_and_has_one_decimal(drawn):
    counted = {key: Figure(min(part, whole), whole, amount) for key, (part, whole, amount) in drawn.items()}
    scored = scoring.score(counted, METHOD)
    assert scored is None or (0 <= scored <= 100 and scored == scored.quantize(Decimal("0.1")))
