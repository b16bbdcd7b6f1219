"""What dashboards read: sums and courses that add up, whatever the period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.reports import referral
from lapor.statistics import figures
from lapor.statistics.figures import NAMES, Period, Share, Sums
from lapor.statistics.models import DailyFact, Grain
from lapor.statistics.rebuild import day_of, rebuild
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)
TODAY = day_of(MONDAY)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from((7, 30, 90, 365)))
def test_a_course_has_every_day_of_its_period_once(last, days):
    period = Period.until(last, days=days)
    covered = [day for ends in figures._stretches(period) for day in figures._days(*ends)]
    assert covered == list(figures._days(period.first, period.last))
    assert len(covered) == days


@pytest.mark.parametrize(("days", "points"), [(7, 7), (30, 30), (90, 13), (365, 13)])
def test_a_course_never_has_more_points_than_a_phone_can_show(db, days, points):
    assert len(figures.course(DailyFact.objects.of_nation(), Period.until(TODAY, days=days))) == points


def test_the_points_of_a_year_are_named_after_months(db):
    points = figures.course(DailyFact.objects.of_nation(), Period(date(2025, 11, 28), date(2026, 11, 27)))
    assert [points[0].label, points[-1].label] == ["Nov 2025", "Nov 2026"]


def test_a_course_knows_what_was_open_before_it_began(cast):
    cast.submitted(at=MONDAY - 40 * DAY)
    cast.submitted()
    rebuild(TODAY - 40 * DAY, TODAY)
    points = figures.course(DailyFact.objects.of_nation(), Period.until(TODAY, days=7))
    assert [point.open for point in points] == [1] * 6 + [2]
    assert figures.total(points).received == 1


def test_nothing_to_count_is_not_zero_percent():
    assert Share(0, 0).percent is None
    assert Share(0, 4).percent == 0
    assert Sums().rating is None


def test_the_sums_are_the_columns_of_the_facts():
    assert set(NAMES) < {field.name for field in DailyFact._meta.get_fields()}


def test_units_and_topics_of_an_agency_are_summed_apart(cast):
    report = cast.referred()
    referral.give_back(report.number, reason="Bukan kami.", by=cast.otto, at=MONDAY)
    rebuild(TODAY, TODAY)
    units = figures.by(DailyFact.objects.of_units(cast.unit("64.08").pk), "unit", "returned")
    assert units[cast.unit("64.08/pu").pk].returned == 1
    topics = figures.by(DailyFact.objects.of_topics(), "topic", "received")
    assert topics == {cast.road.parent_id: Sums(received=1)}


def test_every_grain_is_read_by_its_own_name(cast):
    cast.answered()
    rebuild(TODAY, TODAY)
    facts, agency = DailyFact.objects, cast.unit("64.08").pk
    read = [
        facts.of_nation(),
        facts.of_agencies(),
        facts.of_units(agency),
        facts.of_topics(),
        facts.of_topics([agency]),
        facts.of_doors(),
        facts.of_doors([agency]),
    ]
    assert [set(each.values_list("grain", flat=True)) for each in read] == [{grain} for grain in Grain]
