"""What is inspected is chosen by chance, once, and anybody can draw it again from the seed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.agencies import memberships
from lapor.agencies.models import Membership, Role
from lapor.core.errors import Refused
from lapor.reports import actors, closing, oversight, privacy, sampling
from lapor.reports.lifecycle import Action
from lapor.reports.models import Sample
from lapor.reports.oversight import Inspection
from lapor.testing.cast import MONDAY

SECOND_HALF = date(2026, 7, 1)
JANUARY = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)


def closed(cast, at=MONDAY):
    report = cast.answered(at=at)
    return closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=at)


def draw(cast, by="kiki", at=JANUARY, code="64.08"):
    return sampling.draw(cast.unit(code), half_from=SECOND_HALF, by=getattr(cast, by), at=at)


@given(numbers=st.lists(st.integers(1, 10**9), unique=True, max_size=60), seed=st.text("abc123", min_size=1))
def test_the_same_seed_draws_the_same_reports_whatever_the_order(numbers, seed):
    drawn = sampling.pick(numbers, seed=seed)
    assert drawn == sampling.pick(sorted(numbers), seed=seed)
    assert len(set(drawn)) == min(len(numbers), sampling.SIZE)
    assert set(drawn) <= set(numbers)


def test_a_sample_says_who_drew_it_when_and_among_how_many(cast):
    reports = [closed(cast) for _ in range(3)]
    sample = draw(cast)
    assert (sample.drawn_by, sample.drawn_for.code, sample.drawn_at) == (cast.user("Kiki"), "64", JANUARY)
    assert sample.population == 3
    again = sampling.pick([report.number for report in reports], seed=sample.seed)
    assert [each.report.number for each in sample.drawn.select_related("report")] == again


def test_a_sample_is_drawn_for_the_office_that_may_draw(cast):
    closed(cast)
    kiki = cast.user("Kiki")
    Membership.objects.filter(user=kiki).delete()
    memberships.grant(kiki, unit=cast.unit("64.71"), role=Role.LIAISON, at=MONDAY)
    memberships.grant(kiki, unit=cast.unit("64"), role=Role.COORDINATOR, at=MONDAY)
    assert draw(cast).drawn_for.code == "64"


def test_nobody_draws_again_until_it_pleases(cast):
    closed(cast)
    draw(cast)
    with pytest.raises(Refused, match="drawn"):
        draw(cast, by="vera")
    assert Sample.objects.count() == 1


@pytest.mark.parametrize(("by", "code", "at", "why"), [
    ("kiki", "64.08", MONDAY, "not_over"),
    ("kiki", "64.71", JANUARY, "nothing_closed"),
    ("kiki", "64", JANUARY, "not_your_province"),
    ("kiki", "ksp", JANUARY, "not_your_province"),
    ("arif", "64.08", JANUARY, "not_your_province"),
])  # fmt: skip
def test_a_draw_that_can_not_be_is_refused(cast, by, code, at, why):
    closed(cast)
    with pytest.raises(Refused, match=why):
        draw(cast, by, at, code)
    assert not Sample.objects.exists()


def test_what_is_secret_or_closed_in_another_half_year_is_not_drawn(cast):
    here, secret, later = closed(cast), closed(cast), closed(cast, JANUARY - timedelta(days=1))
    privacy.raise_flags(secret.number, secret=True, by=cast.arif, at=MONDAY)
    assert list(sampling.closed(cast.unit("64.08"), half_from=SECOND_HALF)) == [here]
    assert later not in sampling.closed(cast.unit("64.08"), half_from=SECOND_HALF)


def test_an_inspection_by_the_coordinator_fills_the_sample_and_counts_once(cast):
    report, _other = closed(cast), closed(cast)
    sample = draw(cast)
    for found in (Inspection.NOT_VERIFIED, Inspection.VERIFIED):
        oversight.inspect(report.number, result=found, text="Dilihat.", by=cast.kiki, at=JANUARY)
    result = sampling.results(sampling.seen_by(cast.kiki, at=JANUARY))[0]
    assert (result.drawn, result.inspected, result.verified) == (2, 1, 0)
    said = [event.data.get("sample") for event in report.events.filter(action=Action.INSPECT).order_by("seq")]
    assert said == [sample.pk, None]


def test_an_agency_that_looks_at_its_own_work_does_not_fill_it(cast):
    report = closed(cast)
    draw(cast)
    oversight.inspect(report.number, result=Inspection.VERIFIED, text="Beres.", by=cast.arif, at=JANUARY)
    assert sampling.results(sampling.seen_by(cast.kiki, at=JANUARY))[0].inspected == 0
