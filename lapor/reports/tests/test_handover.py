"""When units change, each open report goes to the successor as it stands, and is seen by whoever is above it then."""

from datetime import timedelta

import pytest

from lapor.agencies.models import Membership, Role, Unit
from lapor.core.errors import NotFound, Refused
from lapor.reports import actors, handover, holding, record, referral
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Event, Report
from lapor.testing.cast import MONDAY


def refused(code):
    return pytest.raises(Refused, match=f"^{code}$")


def succeed(cast, report, *, to="64.08/perumdam", by="arif"):
    return handover.succeed(
        report.number, of=cast.unit("64.08/pu"), to=cast.unit(to), by=getattr(cast, by), at=MONDAY + timedelta(days=1)
    )


@pytest.mark.parametrize("stage", ["referred", "in_progress", "answered"])
def test_each_open_report_goes_to_the_successor_as_it_stands(cast, stage):
    report = getattr(cast, stage)()
    state, due_at, clocks = report.state, report.due_at, report.clocks.count()
    passed = succeed(cast, report)
    passed.refresh_from_db()
    assert (passed.holder.code, passed.state, passed.due_at) == ("64.08/perumdam", state, due_at)
    assert passed.clocks.count() == clocks
    assert record.is_whole(passed)


def test_what_waits_for_the_reporter_comes_back_to_the_successor(cast):
    report = holding.hold(cast.referred().number, question="Di mana?", by=cast.otto, at=MONDAY)
    assert succeed(cast, report).state == State.ON_HOLD
    by = actors.pin_holder(report.number)
    back = holding.supply(report.number, text="Di Sangatta.", by=by, at=MONDAY + timedelta(days=2))
    assert (back.state, back.holder.code) == (State.REFERRED, "64.08/perumdam")


def test_a_divided_report_goes_too(cast):
    parts = [referral.PartFor(cast.unit(code), "Bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    report = referral.split(cast.referred().number, parts=parts, by=cast.arif, at=MONDAY)[0].parent
    assert handover.held(cast.unit("64.08/pu")).count() == 2  # the whole, and one of its parts
    assert succeed(cast, report).holder.code == "64.08/perumdam"


def test_whom_an_arbiter_named_is_succeeded_in_that_too(cast):
    report = cast.referred()
    Report.objects.update(bound_to=cast.unit("64.08/pu"))
    assert succeed(cast, report).bound_to == cast.unit("64.08/perumdam")


def test_the_new_unit_sees_it_and_works_on_it(cast):
    report = cast.in_progress(is_secret=True)
    succeed(cast, report)
    assert report.number in seen_by(cast, "wati")
    assert report.number not in seen_by(cast, "otto")


def test_done_twice_it_is_done_once(cast):
    report = cast.in_progress()
    assert [succeed(cast, report).holder.code for _ in range(2)] == ["64.08/perumdam"] * 2
    assert Event.objects.filter(report=report, action=Action.SUCCEED).count() == 1


def test_a_report_that_somebody_else_has_referred_meanwhile_stays_there(cast):
    report = cast.referred(to="64.08/pu/jalan")
    assert succeed(cast, report).holder.code == "64.08/pu/jalan"


@pytest.mark.parametrize(("to", "by"), [("64.71", "vera"), ("64.71", "arif")])
def test_a_successor_is_of_the_same_agency(cast, to, by):
    with refused("not_your_tree"):
        succeed(cast, cast.referred(), to=to, by=by)


@pytest.mark.parametrize(
    ("by", "error"), [("bayu", NotFound), ("kusno", NotFound), ("mira", NotFound), ("otto", Refused)]
)
def test_nobody_but_an_admin_hands_over(cast, by, error):
    with pytest.raises(error):
        succeed(cast, cast.referred(), by=by)


# --- ending -----------------------------------------------------------------------------------------------------------


def end(cast):
    return handover.end_unit(cast.unit("64.08/pu/jalan"), by=cast.user("arif"), at=MONDAY)


def test_a_unit_with_open_reports_does_not_end(cast):
    cast.referred(to="64.08/pu/jalan")
    with refused("has_reports"):
        end(cast)
    assert Unit.objects.get(code="64.08/pu/jalan").is_current(MONDAY)


def test_a_unit_without_work_ends(cast):
    assert end(cast).valid_until == MONDAY.date()


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
