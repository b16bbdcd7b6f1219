"""Whatever anybody does in whatever order: the state is always one of the table, and the record tells how it came."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.core.errors import NotFound, Refused
from lapor.reports import (
    actors,
    closing,
    escalation,
    holding,
    privacy,
    record,
    referral,
    response,
    supporting,
    verification,
)
from lapor.reports.lifecycle import STEPS, Action, AnswerKind, ArchiveReason, State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.testing.forgetting import forgotten

PEOPLE = ("vera", "arif", "otto", "wati", "bayu", "kiki", "kusno", "mira", "rini")


def moves(cast, number, by, at):
    """Everything that anybody could try on one report."""
    reporter = actors.pin_holder(number)
    planned = response.Answer(AnswerKind.PLANNED, "Bulan depan.", planned_date=(at + timedelta(days=9)).date())
    refused = response.Answer(AnswerKind.REFUSED, "Tidak bisa.", ground="Perda 1/2020 pasal 3")
    return [
        lambda: verification.verify(number, cast.finding(), by=by, at=at),
        lambda: referral.refer(number, to=cast.unit("64.08/pu"), by=by, at=at),
        lambda: referral.refer(number, to=cast.unit("64.71"), by=by, at=at),
        lambda: referral.take_on(number, by=by, at=at),
        lambda: referral.give_back(number, reason="Bukan kami", by=by, at=at),
        lambda: referral.arbitrate(number, to=cast.unit("64.08"), reason="Diputuskan", by=by, at=at),
        lambda: holding.hold(number, question="Di mana?", by=by, at=at),
        lambda: holding.supply(number, text="Di sini", by=reporter, at=at),
        lambda: response.follow_up(number, text="Ditinjau", by=by, at=at),
        lambda: response.answer(number, cast.solved(), by=by, at=at),
        lambda: response.answer(number, planned, by=by, at=at),
        lambda: response.answer(number, refused, by=by, at=at),
        lambda: response.propose(number, cast.solved(), by=by, at=at),
        lambda: response.approve(number, by=by, at=at),
        lambda: response.extend(number, days=3, reason="Hujan", by=by, at=at),
        lambda: response.reply(number, text="Belum", by=reporter, at=at),
        lambda: closing.accept(number, rating=5, by=reporter, at=at),
        lambda: closing.accept(number, rating=1, by=reporter, at=at),
        lambda: closing.reopen(number, reason="Rusak lagi", by=reporter, at=at),
        lambda: closing.withdraw(number, by=reporter, at=at),
        lambda: closing.archive(number, reason=ArchiveReason.SPAM, explanation="Spam", by=by, at=at),
        lambda: privacy.raise_flags(number, secret=True, by=by, at=at),
        lambda: supporting.support(number, by=cast.santi, at=at),
        lambda: escalation.sweep(at=at),
    ]


@given(steps=st.lists(st.tuples(st.integers(0, 23), st.sampled_from(PEOPLE), st.integers(0, 15)), max_size=14))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@forgotten()
def test_no_sequence_of_actions_reaches_an_undefined_state(cast, steps):
    report, at = cast.submitted(), MONDAY
    for move, person, days in steps:
        at += timedelta(days=days)
        try:
            moves(cast, report.number, getattr(cast, person), at)[move]()
        except (Refused, NotFound):
            continue
    report = Report.objects.get(pk=report.pk)
    assert record.is_whole(report)
    state, before_hold = "", ""
    for event in report.events.order_by("seq"):
        step = STEPS[Action(event.action)]
        assert event.from_state == state
        assert not step.origin or State(event.from_state) in step.origin
        expected = step.to or (before_hold if event.action == Action.SUPPLY else state)
        assert event.to_state == expected
        before_hold = state if event.action == Action.HOLD else before_hold
        state = event.to_state
    assert report.state == state
    ended = report.state in (State.CLOSED, State.ARCHIVED)
    assert report.clocks.filter(met_at=None, cancelled_at=None).exists() is not ended


@pytest.mark.parametrize("action", Action.values)
def test_every_action_has_a_line_in_the_table(action):
    assert Action(action) in STEPS
