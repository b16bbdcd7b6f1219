"""When units change, each open report gets its successor by the real steps, and is seen by whoever is above it then."""

import pytest

from lapor.agencies.models import Membership, Role, Unit
from lapor.core.errors import NotFound, Refused
from lapor.reports import handover, holding, record
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Event, Report
from lapor.testing.cast import MONDAY


def pass_on(cast, report, *, to="64.08/perumdam", by="arif"):
    return handover.pass_on(report.number, of=cast.unit("64.08/pu"), to=cast.unit(to), by=getattr(cast, by), at=MONDAY)


def test_each_open_report_is_referred_to_the_successor(cast):
    reports = [cast.referred(), cast.in_progress()]
    unit = cast.unit("64.08/pu")
    assert {report.number for report in handover.to_pass_on(unit)} == {report.number for report in reports}
    for report in reports:
        passed = pass_on(cast, report)
        assert (passed.holder.code, passed.state) == ("64.08/perumdam", State.REFERRED)
        assert record.is_whole(passed)
    assert not handover.to_pass_on(unit).exists()


def test_done_twice_it_is_done_once(cast):
    report = cast.in_progress()
    assert [pass_on(cast, report).holder.code for _ in range(2)] == ["64.08/perumdam"] * 2
    assert Event.objects.filter(report=report, action=Action.REFER).count() == 2  # to Otto's unit, and from it


def test_a_report_that_somebody_else_has_referred_meanwhile_stays_there(cast):
    report = cast.referred(to="64.08/pu/jalan")
    assert pass_on(cast, report).holder.code == "64.08/pu/jalan"


@pytest.mark.parametrize("by", ["bayu", "kusno", "mira"])
def test_nobody_passes_on_what_they_do_not_see(cast, by):
    with pytest.raises(NotFound):
        pass_on(cast, cast.referred(), by=by)


def test_what_waits_for_a_reporter_is_counted_apart(cast):
    cast.answered()
    holding.hold(cast.referred().number, question="Di mana?", by=cast.otto, at=MONDAY)
    unit = cast.unit("64.08/pu")
    assert (handover.to_pass_on(unit).count(), handover.waiting(unit).count()) == (0, 2)


# --- ending -----------------------------------------------------------------------------------------------------------


def end(cast, **how):
    return handover.end_unit(cast.unit("64.08/pu/jalan"), by=cast.user("arif"), at=MONDAY, **how)


def test_a_unit_with_open_reports_does_not_end(cast):
    cast.referred(to="64.08/pu/jalan")
    with pytest.raises(Refused, match="^has_reports$"):
        end(cast)
    with pytest.raises(Refused, match="^has_reports$"):
        end(cast, succeeded=True)


def test_after_a_hand_over_it_ends_though_reporters_are_waited_for(cast):
    report = cast.referred(to="64.08/pu/jalan")
    holding.hold(report.number, question="Di mana?", by=cast.arif, at=MONDAY)
    with pytest.raises(Refused, match="^has_reports$"):
        end(cast)
    assert end(cast, succeeded=True).valid_until == MONDAY.date()


# --- moving -----------------------------------------------------------------------------------------------------------


def moved(cast):
    return handover.move_unit(
        cast.unit("64.08/pu/jalan"), under=cast.unit("64.08/perumdam"), by=cast.user("arif"), at=MONDAY
    )


def seen_by(cast, name):
    return set(Report.objects.visible_to(getattr(cast, name)).values_list("number", flat=True))


def test_whoever_is_above_a_moved_unit_sees_what_it_holds(cast):
    report = cast.referred(to="64.08/pu/jalan")
    assert report.number not in seen_by(cast, "wati")
    moved(cast)
    assert report.number in seen_by(cast, "wati")
    assert report.number in seen_by(cast, "otto")  # who has seen it goes on seeing it


def test_of_a_secret_report_those_who_are_no_longer_above_see_nothing(cast):
    report = cast.referred(to="64.08/pu/jalan", is_secret=True)
    assert report.number in seen_by(cast, "otto")
    moved(cast)
    assert report.number not in seen_by(cast, "otto")
    assert report.number in seen_by(cast, "wati")
    assert report.number in seen_by(cast, "arif")


def test_a_coordinator_sees_the_province_and_nothing_beyond(cast):
    """Domain §4: its agencies' open reports, none that is secret, none of a ministry."""
    in_province = cast.referred()
    secret = cast.referred(is_secret=True)
    elsewhere = cast.submitted(agency=cast.unit("ksp"))
    assert in_province.number in seen_by(cast, "kiki")
    assert not {secret.number, elsewhere.number} & seen_by(cast, "kiki")


def test_an_agency_that_changes_its_coordinator_is_seen_by_the_new_one(cast):
    report = cast.referred()
    Unit.objects.filter(code="64.08").update(coordinator=cast.unit("ksp"))
    Membership.objects.create(
        user=cast.user("dewi"), unit=cast.unit("ksp"), role=Role.COORDINATOR, valid_from=MONDAY.date()
    )
    assert report.number in seen_by(cast, "dewi")
    assert report.number not in seen_by(cast, "kiki")
