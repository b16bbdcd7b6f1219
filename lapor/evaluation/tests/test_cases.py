"""A figure and the list behind it are one: whatever happened to the reports, and whoever looks."""

import random
from datetime import UTC, datetime

import pytest

from lapor.core.errors import NotFound
from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.indicators import INDICATORS
from lapor.evaluation.models import Case, Result
from lapor.evaluation.tests.lives import live
from lapor.reports.models import Report

LATER = datetime(2027, 4, 20, 3, 0, tzinfo=UTC)
HALVES = (HalfYear(2026, 2), HalfYear(2027, 1))


@pytest.fixture
def counted(cast):
    """Both half-years of some lives that nobody planned."""

    def counted(seed, number=14):
        dice = random.Random(seed)
        for _ in range(number):
            try:
                live(cast, dice)
            except NotFound:  # this officer may not see it any more: so the life goes on without that step
                continue
        return [counting.count(counting.draft(half, at=LATER).pk, at=LATER) for half in HALVES]

    return counted


@pytest.mark.parametrize("seed", range(4))
def test_a_list_is_as_long_as_its_figure_says(counted, seed):
    for evaluation in counted(seed):
        for result in evaluation.results.all():
            for indicator in INDICATORS:
                part, whole, _amount = result.figures[indicator.key]
                found = {
                    which: Case.objects.behind(evaluation, result.agency_id, indicator.key, which).count()
                    for which in ("part", "whole", "rest")
                }
                assert found == {"part": part, "whole": whole, "rest": whole - part}


def test_every_report_that_counts_is_there_and_counts_once_for_an_agency(counted):
    for evaluation in counted(7):
        rows = list(evaluation.cases.values_list("agency", "report"))
        assert len(rows) == len(set(rows))
        assert set(evaluation.cases.values_list("report", flat=True)) <= set(
            Report.objects.values_list("pk", flat=True)
        )


def test_counting_twice_gives_the_same(counted):
    first, _next = counted(11, 10)
    before = list(first.results.order_by("pk").values_list("agency", "figures", "score", "rank"))
    counting.count(first.pk, at=LATER)
    assert list(first.results.order_by("pk").values_list("agency", "figures", "score", "rank")) == before
    assert before


def test_a_deadline_is_judged_in_one_half_year_only(counted):
    """What both half-years count of one clock would be counted twice: there is none but where clocks went on."""
    one, other = counted(3)
    verified = [
        set(each.cases.filter(counted__contains=["verified"]).values_list("report", flat=True)) for each in (one, other)
    ]
    assert verified[0]
    assert verified[0] & verified[1] == set()


def test_a_draft_is_seen_by_whom_it_concerns_and_everything_published_by_all(cast):
    for agency in ("64.08", "64.71"):
        cast.submitted(agency=cast.unit(agency))
    evaluation = counting.count(counting.draft(HALVES[0], at=LATER).pk, at=LATER)

    def codes(by):
        return sorted(Result.objects.visible_to(by).values_list("agency__code", flat=True))

    everybody = ["64.08", "64.71"]
    assert codes(cast.vera) == codes(cast.kiki) == codes(cast.prio) == codes(cast.yani) == everybody
    assert codes(cast.arif) == codes(cast.otto) == codes(cast.hadi) == ["64.08"]
    assert codes(cast.bayu) == ["64.71"]
    assert codes(cast.inka) == codes(cast.mira) == []
    counting.publish(evaluation.pk, counted_at=LATER, by=cast.vera, at=LATER)
    assert codes(cast.bayu) == everybody
