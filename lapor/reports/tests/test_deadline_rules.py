"""Who sets how long the clocks run, and that an agency is never laxer than the nation."""

import pytest

from lapor.core.errors import NotFound, Refused
from lapor.reports import deadline_rules, in_force
from lapor.reports.models import DeadlineRule
from lapor.testing.cast import MONDAY


@pytest.fixture
def national(cast):
    return DeadlineRule.objects.get(kind="verification", agency=None)


def refusal(step, *args, **said):
    with pytest.raises(Refused) as refused:
        step(*args, **said)
    return refused.value.code


def test_a_stricter_rule_holds_for_reports_of_that_agency_alone(cast, national):
    deadline_rules.set_stricter(national.pk, days=1, basis="Perbup 7/2026", by=cast.arif)
    here, there = cast.submitted(), cast.submitted(agency=cast.unit("64.71"))
    assert here.clocks.get(kind="verification").days == 1
    assert there.clocks.get(kind="verification").days == 3


def test_a_clock_that_runs_keeps_its_length(cast, national):
    report = cast.submitted(at=MONDAY)
    deadline_rules.set_national(national.pk, days=1, basis="PermenPANRB 5/2025", by=cast.vera)
    assert report.clocks.get(kind="verification").days == 3


def test_a_change_holds_for_the_next_report_although_rules_are_kept_in_memory(cast, national):
    was = [cast.submitted().clocks.get(kind="verification").days]
    deadline_rules.set_national(national.pk, days=2, basis="PermenPANRB 5/2025", by=cast.vera)
    was.append(cast.submitted().clocks.get(kind="verification").days)
    deadline_rules.set_stricter(national.pk, days=1, basis="Perbup 7/2026", by=cast.arif)
    was.append(cast.submitted().clocks.get(kind="verification").days)
    deadline_rules.drop_stricter(national.pk, by=cast.arif)
    assert [*was, cast.submitted().clocks.get(kind="verification").days] == [3, 2, 1, 2]


def test_the_rule_of_a_class_comes_before_that_of_every_class_and_the_agency_before_the_nation(cast):
    DeadlineRule.objects.create(kind="verification", report_class="complaint", days=9, basis="Uji")
    here, there = cast.unit("64.08").pk, cast.unit("64.71").pk
    DeadlineRule.objects.create(kind="verification", agency_id=here, days=1, basis="Uji")
    asked = [("complaint", there), ("aspiration", there), ("complaint", here)]
    found = [in_force.deadline("verification", report_class=of, agency_id=agency).days for of, agency in asked]
    assert found == [9, 3, 1]


def test_a_clock_for_which_no_rule_was_loaded_does_not_start(cast):
    with pytest.raises(LookupError):
        in_force.deadline("planned", report_class="complaint", agency_id=cast.unit("64.08").pk)


@pytest.mark.parametrize("days", [3, 4, 365])
def test_as_long_or_longer_is_refused(cast, national, days):
    assert refusal(deadline_rules.set_stricter, national.pk, days=days, basis="x", by=cast.arif) == "not_stricter"


@pytest.mark.parametrize("days", [0, -1, 366])
def test_days_out_of_range_are_refused(cast, national, days):
    assert refusal(deadline_rules.set_national, national.pk, days=days, basis="x", by=cast.vera) == "out_of_range"


def test_without_a_basis_nothing_is_set(cast, national):
    assert refusal(deadline_rules.set_national, national.pk, days=2, basis=" ", by=cast.vera) == "empty"


@pytest.mark.parametrize("kind", ["reply", "hold", "sixty_days"])
def test_time_that_belongs_to_the_reporter_is_not_shortened(cast, kind):
    rule = DeadlineRule.objects.get(kind=kind, agency=None)
    assert refusal(deadline_rules.set_stricter, rule.pk, days=1, basis="x", by=cast.arif) == "not_a_work_clock"


@pytest.mark.parametrize("name", ["arif", "otto", "kiki", "mira", "hadi"])
def test_only_the_national_admin_sets_national_rules(cast, national, name):
    by = getattr(cast, name)
    assert refusal(deadline_rules.set_national, national.pk, days=2, basis="x", by=by) == "not_your_step"


@pytest.mark.parametrize("name", ["vera", "otto", "kiki", "hadi"])
def test_only_admins_of_a_whole_agency_set_its_rules(cast, national, name):
    by = getattr(cast, name)
    assert refusal(deadline_rules.set_stricter, national.pk, days=1, basis="x", by=by) == "not_your_step"


def test_a_national_rule_that_overtakes_an_agency_takes_its_place(cast, national):
    deadline_rules.set_stricter(national.pk, days=2, basis="x", by=cast.arif)
    deadline_rules.set_stricter(national.pk, days=1, basis="x", by=cast.bayu)
    deadline_rules.set_national(national.pk, days=2, basis="x", by=cast.vera)
    assert [rule.agency for rule in DeadlineRule.objects.filter(agency__isnull=False)] == [cast.unit("64.71")]


def test_the_rule_of_an_agency_is_not_a_national_one(cast, national):
    own = deadline_rules.set_stricter(national.pk, days=2, basis="x", by=cast.arif)
    with pytest.raises(NotFound):
        deadline_rules.set_national(own.pk, days=1, basis="x", by=cast.vera)
