"""The appeal: decided one level up, by others than those who answered, and the decision says what it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lapor.agencies.models import Membership, Role
from lapor.core.errors import Refused
from lapor.reports import actors, appeal, closing, referral, response
from lapor.reports.lifecycle import Action, ActorKind, AppealOutcome, ClockKind, State
from lapor.reports.models import Report
from lapor.testing.cast import LONG_AGO, MONDAY

DAY = timedelta(days=1)
LATER = MONDAY + 2 * DAY


def holder_of(report):
    return actors.pin_holder(report.number)


def contest(report, at=LATER):
    closing.contest(report.number, reason="Belum ditambal", by=holder_of(report), at=at)
    return Report.objects.get(pk=report.pk)


def answered(cast, outcome=AppealOutcome.UPHELD):
    return replace(cast.solved(), appeal=outcome)


@pytest.fixture
def contested(cast):
    return contest(cast.answered())


def seat(cast, name, code, role):
    Membership.objects.create(user=cast.user(name), unit=cast.unit(code), role=role, valid_from=LONG_AGO)
    return getattr(cast, name.lower())


def test_the_level_above_gets_a_fresh_clock_for_its_first_word(cast, contested):
    clock = contested.clocks.get(kind=ClockKind.FOLLOW_UP, met_at=None, cancelled_at=None)
    assert contested.holder == cast.unit("64.08")
    assert clock.started_at == LATER
    assert contested.clocks.get(kind=ClockKind.SETTLEMENT).paused_since is None


def test_who_gave_the_answer_cannot_decide_on_it_with_a_seat_above(cast, contested):
    otto = seat(cast, "Otto", "64.08", Role.AGENCY_ADMIN)
    with pytest.raises(Refused, match="same_officer"):
        response.answer(contested.number, answered(cast), by=otto, at=LATER)
    with pytest.raises(Refused, match="same_officer"):
        response.propose(contested.number, answered(cast), by=otto, at=LATER)


def test_sending_it_back_down_does_not_give_it_to_the_same_officer_again(cast, contested):
    referral.refer(contested.number, to=cast.unit("64.08/pu"), by=cast.arif, at=LATER)
    with pytest.raises(Refused, match="same_officer"):
        response.answer(contested.number, answered(cast), by=cast.otto, at=LATER)
    response.follow_up(contested.number, text="Kami tambal lagi.", by=cast.otto, at=LATER)
    response.answer(contested.number, answered(cast), by=cast.olga, at=LATER)


def test_who_approved_the_answer_cannot_decide_on_it_either(cast):
    cast.unit("64.08").requires_approval = True
    cast.unit("64.08").save()
    report = cast.referred()
    response.propose(report.number, cast.solved(), by=cast.otto, at=MONDAY)
    response.approve(report.number, by=cast.arif, at=MONDAY)
    contest(report)
    with pytest.raises(Refused, match="same_officer"):
        response.answer(report.number, answered(cast), by=cast.arif, at=LATER)
    response.answer(report.number, answered(cast), by=cast.anisa, at=LATER)


def test_the_answer_of_an_appeal_says_what_came_of_it(cast, contested):
    with pytest.raises(Refused, match="no_outcome") as refused:
        response.answer(contested.number, cast.solved(), by=cast.arif, at=LATER)
    assert refused.value.field == "appeal"
    response.answer(contested.number, answered(cast, AppealOutcome.CORRECTED), by=cast.arif, at=LATER)
    assert contested.events.filter(action=Action.ANSWER).last().data["appeal"] == "corrected"


def test_a_proposed_decision_keeps_its_outcome_when_it_is_approved(cast, contested):
    response.propose(contested.number, answered(cast), by=cast.anisa, at=LATER)
    response.approve(contested.number, by=cast.arif, at=LATER)
    assert contested.events.get(action=Action.ANSWER, seq__gt=contested.seq).data["appeal"] == "upheld"


@pytest.mark.parametrize("said", ["", "maybe", "\0"])
def test_an_outcome_that_there_is_not_is_refused(cast, contested, said):
    with pytest.raises(Refused, match="no_outcome"):
        response.answer(contested.number, answered(cast, said), by=cast.arif, at=LATER)


def test_an_answer_that_decides_no_appeal_carries_no_outcome(cast):
    report = cast.in_progress()
    response.answer(report.number, answered(cast), by=cast.otto, at=MONDAY)
    assert "appeal" not in report.events.get(action=Action.ANSWER).data


def test_after_a_reply_the_answer_to_it_is_no_second_decision(cast, contested):
    response.answer(contested.number, answered(cast), by=cast.arif, at=LATER)
    response.reply(contested.number, text="Masih bocor", by=holder_of(contested), at=LATER)
    response.answer(contested.number, cast.solved(), by=cast.arif, at=LATER)


def test_a_second_appeal_goes_one_level_further(cast, contested):
    response.answer(contested.number, answered(cast), by=cast.arif, at=LATER)
    assert contest(contested).holder == cast.unit("64")


def at_the_last_level(cast, contested):
    for officer in (cast.arif, cast.kiki, cast.vera):
        response.answer(contested.number, answered(cast), by=officer, at=LATER)
        if officer != cast.vera:
            contested = contest(contested)
    return Report.objects.get(pk=contested.pk)


def test_at_the_national_desk_the_last_level_says_so_and_names_the_ombudsman(cast, contested):
    report = at_the_last_level(cast, contested)
    assert appeal.is_last_level(report)
    with pytest.raises(Refused, match="last_level") as refused:
        contest(report)
    assert "Ombudsman" in refused.value.sentence


def test_at_the_last_level_a_low_rating_closes_the_report(cast, contested):
    report = at_the_last_level(cast, contested)
    closing.accept(report.number, rating=1, by=holder_of(report), at=LATER)
    report.refresh_from_db()
    assert (report.state, report.rating) == (State.CLOSED, 1)


def test_what_the_national_desk_answered_itself_is_looked_at_by_another_of_its_officers(cast):
    report = cast.submitted(agency=None)
    from lapor.reports import verification

    verification.verify(report.number, cast.finding(), by=cast.vera, at=MONDAY)
    referral.take_on(report.number, by=cast.vera, at=MONDAY)
    response.answer(report.number, cast.solved(), by=cast.vera, at=MONDAY)
    contested = contest(report)
    assert contested.holder == cast.unit("pusat")
    with pytest.raises(Refused, match="same_officer"):
        response.answer(report.number, answered(cast), by=cast.vera, at=LATER)


def test_a_contested_report_stands_in_the_inbox_of_appeals_until_it_is_answered(cast, contested):
    assert list(Report.objects.held_under(cast.arif).to_decide_appeals()) == [contested]
    assert not Report.objects.held_under(cast.otto).to_decide_appeals()
    response.answer(contested.number, answered(cast), by=cast.arif, at=LATER)
    assert not Report.objects.held_under(cast.arif).to_decide_appeals()


def test_the_reporter_is_never_the_same_officer(contested):
    from lapor.reports import roles

    assert holder_of(contested).kind == ActorKind.PIN_HOLDER
    assert not roles.gave_contested_answer(contested, by=holder_of(contested))
