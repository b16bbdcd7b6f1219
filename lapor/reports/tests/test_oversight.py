"""Notes, inspections and priorities: beside the work, seen by officers alone."""

import pytest

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Role
from lapor.core.errors import NotFound, Refused
from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import picture, upload
from lapor.reports import actors, attachments, identity, oversight, referral, roles, timeline
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Report
from lapor.reports.oversight import Inspection
from lapor.testing.cast import MONDAY


def photo():
    return tuple(inspect_all([upload(picture())], limits=Limits()))


def test_a_note_is_read_by_officers_and_by_nobody_else(cast):
    report = cast.in_progress()
    oversight.note(report.number, text="Sudah ditelepon.", by=cast.otto, at=MONDAY)
    report.refresh_from_db()
    reporter = actors.pin_holder(report.number)
    assert timeline.entries(report, by=cast.arif)[-1].note == "Sudah ditelepon."
    for reader in (reporter, None):
        assert "note" not in [entry.action for entry in timeline.entries(report, by=reader)]


def test_an_inspection_says_what_was_found_and_changes_no_state(cast):
    report = cast.answered()
    found = Inspection.NOT_VERIFIED
    oversight.inspect(report.number, result=found, text="Lubang masih ada.", files=photo(), by=cast.arif, at=MONDAY)
    report.refresh_from_db()
    event = report.events.get(action=Action.INSPECT)
    assert (report.state, event.data["result"], len(event.data["files"])) == (State.ANSWERED, "not_verified", 1)


def test_what_an_inspector_photographed_is_for_officers(cast):
    report = cast.answered()
    oversight.inspect(report.number, result=Inspection.VERIFIED, text="Baik.", files=photo(), by=cast.arif, at=MONDAY)
    assert len(attachments.visible_to(cast.otto, report)) == 1
    assert attachments.visible_to(actors.pin_holder(report.number), report) == []
    assert attachments.visible_to(None, report) == []


def test_who_answered_does_not_inspect_the_own_answer(cast):
    report = cast.answered()
    with pytest.raises(Refused, match="not_your_step"):
        oversight.inspect(report.number, result=Inspection.VERIFIED, text="Baik.", by=cast.otto, at=MONDAY)


def test_nothing_is_inspected_before_it_is_answered(cast):
    report = cast.in_progress()
    with pytest.raises(Refused, match="wrong_state"):
        oversight.inspect(report.number, result=Inspection.VERIFIED, text="Baik.", by=cast.arif, at=MONDAY)


def test_a_priority_is_set_and_taken_away_with_a_reason_each_time(cast):
    report = cast.in_progress()
    for expected in (True, False):
        oversight.prioritize(report.number, reason="Program strategis.", by=cast.prio, at=MONDAY)
        report.refresh_from_db()
        assert report.is_priority is expected
    said = [event.data["priority"] for event in report.events.filter(action=Action.PRIORITIZE).order_by("seq")]
    assert said == [True, False]


@pytest.mark.parametrize("take", [
    lambda number, by: oversight.note(number, text=" ", by=by, at=MONDAY),
    lambda number, by: oversight.prioritize(number, reason=" ", by=by, at=MONDAY),
])  # fmt: skip
def test_without_a_word_nothing_is_recorded(cast, take):
    report = cast.in_progress()
    with pytest.raises(Refused, match="empty"):
        take(report.number, cast.vera)
    assert report.events.count() == report.seq


def test_what_lies_elsewhere_is_not_there(cast):
    report = cast.in_progress()
    with pytest.raises(NotFound):
        oversight.note(report.number, text="Halo", by=cast.wati, at=MONDAY)


@pytest.fixture
def custodian_of_kutim(cast):
    """Somebody who opens identities, in the very agency that is reported."""
    person = User.objects.create(login="sari@kantor.example", name="Sari", kind=User.Kind.OFFICER, joined_at=MONDAY)
    memberships.grant(person, unit=cast.unit("64.08"), role=Role.CUSTODIAN, at=MONDAY)
    return actors.officer(person, at=MONDAY)


@pytest.mark.parametrize("is_secret", [False, True])
def test_an_agency_does_not_come_nearer_to_an_identity_by_giving_the_report_back(cast, custodian_of_kutim, is_secret):
    report = cast.referred(to="64.08", is_anonymous=True, is_secret=is_secret)
    referral.give_back(report.number, reason="Bukan kami.", by=cast.arif, at=MONDAY)
    with pytest.raises(NotFound):
        identity.release(report.number, reason="Ingin tahu.", by=custodian_of_kutim, at=MONDAY)
    assert identity.release(report.number, reason="Diminta pelapor.", by=cast.kusno, at=MONDAY)


def test_an_agency_with_one_part_does_not_open_the_identity_by_another_part(cast, custodian_of_kutim):
    whole = cast.verified(is_anonymous=True)
    referral.refer(whole.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY)
    parts = [referral.PartFor(cast.unit(code), "Periksa.") for code in ("64.08/pu", "64.71")]
    theirs, others = referral.split(whole.number, parts=parts, by=cast.vera, at=MONDAY)
    seen = Report.objects.visible_to(custodian_of_kutim)
    assert not seen.filter(number__in=[whole.number, theirs.number, others.number]).exists()


@pytest.mark.parametrize("own", [Role.LIAISON, Role.AGENCY_ADMIN])
def test_a_custodian_who_also_handles_reports_comes_no_nearer_by_another_seat(cast, own):
    person = User.objects.create(login="sari@kantor.example", name="Sari", kind=User.Kind.OFFICER, joined_at=MONDAY)
    memberships.grant(person, unit=cast.unit("64.08"), role=own, at=MONDAY)
    for agency in ("64.08", "ombudsman"):
        memberships.grant(person, unit=cast.unit(agency), role=Role.CUSTODIAN, at=MONDAY)
    report = cast.referred(to="64.08", is_anonymous=True)
    referral.give_back(report.number, reason="Bukan kami.", by=cast.arif, at=MONDAY)
    with pytest.raises(Refused, match="^anonymous$"):
        identity.release(report.number, reason="Ingin tahu.", by=actors.officer(person, at=MONDAY), at=MONDAY)


def test_the_agency_that_a_reporter_named_has_no_custodian_outside_it(cast):
    person = User.objects.create(login="sari@kantor.example", name="Sari", kind=User.Kind.OFFICER, joined_at=MONDAY)
    memberships.grant(person, unit=cast.unit("64.72"), role=Role.CUSTODIAN, at=MONDAY)
    report = cast.submitted(agency=cast.unit("64.72"), is_anonymous=True)  # not connected: its coordinator reads it
    assert not Report.objects.visible_to(actors.officer(person, at=MONDAY)).filter(pk=report.pk).exists()


def test_the_report_that_somebody_joined_to_mine_is_not_mine(cast):
    mine, theirs = cast.verified(), cast.verified()
    referral.join(theirs.number, into=mine.number, by=cast.arif, at=MONDAY)
    joined = Report.objects.with_holder().get(number=theirs.number)
    assert roles.stance(joined, by=actors.pin_holder(mine.number)) == frozenset()
    assert identity.seen_by(joined, by=actors.pin_holder(mine.number), at=MONDAY) is None
