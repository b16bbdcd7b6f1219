"""A divided report stands where its parts stand, whatever happens to them, and is answered to as one."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.core.errors import NotFound, Refused
from lapor.reports import (
    actors,
    clocks,
    closing,
    escalation,
    holding,
    parts,
    record,
    referral,
    response,
    supporting,
)
from lapor.reports.lifecycle import Action, ClockKind, State, state_of_whole
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.testing.forgetting import forgotten

DAY = timedelta(days=1)
ROAD, WATER = "64.08/pu", "64.08/perumdam"


def divide(cast, report=None, *codes):
    """A report and its parts: by default one for the road office, one for the water company."""
    whole = report or cast.referred()
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan bagian ini.") for code in codes or (ROAD, WATER)]
    return whole, referral.split(whole.number, parts=wanted, by=cast.vera, at=MONDAY)


def answer(cast, part, at=MONDAY):
    return response.answer(part.number, cast.solved(), by=cast.arif, at=at)


def state_of(report):
    return Report.objects.get(pk=report.pk).state


@pytest.mark.parametrize("number", range(1, 4))
def test_any_parts_give_the_whole_a_state_that_contradicts_none_of_them(number):
    for states in product(State, repeat=number):
        whole, living = state_of_whole(states), set(states) - {State.ARCHIVED}
        assert whole in (living or {State.ARCHIVED})
        assert (whole == State.CLOSED) is (living == {State.CLOSED})
        assert whole != State.ANSWERED or living <= {State.ANSWERED, State.CLOSED}


def test_the_whole_waits_for_the_slowest_part(cast):
    whole, (road, water) = divide(cast)
    answer(cast, water)
    assert state_of(whole) == State.REFERRED
    response.follow_up(road.number, text="Ditinjau.", by=cast.otto, at=MONDAY)
    assert state_of(whole) == State.IN_PROGRESS
    answer(cast, road)
    assert state_of(whole) == State.ANSWERED


def test_the_whole_closes_by_the_system_when_its_last_part_does(cast):
    whole, (road, water) = divide(cast)
    for part, rating in ((road, 5), (water, 3)):
        answer(cast, part)
        closing.accept(part.number, rating=rating, by=actors.pin_holder(whole.number), at=MONDAY)
    whole.refresh_from_db()
    last = whole.events.order_by("seq").last()
    assert (whole.state, whole.rating, whole.closed_at) == (State.CLOSED, 4, MONDAY)
    assert (last.action, last.actor_kind, last.to_state) == (Action.FOLLOW_PARTS, "system", State.CLOSED)
    assert not whole.clocks.filter(met_at=None, cancelled_at=None).exists()


def test_parts_that_nobody_replies_to_close_the_whole_by_time(cast):
    whole, both = divide(cast)
    for part in both:
        answer(cast, part)
    escalation.sweep(at=MONDAY + 40 * DAY)
    assert state_of(whole) == State.CLOSED


def test_the_reporter_rates_the_whole_once(cast):
    whole, both = divide(cast)
    for part in both:
        answer(cast, part)
    closing.accept(whole.number, rating=5, by=actors.pin_holder(whole.number), at=MONDAY)
    assert [part.rating for part in parts.of(whole)] == [5, 5]
    assert state_of(whole) == State.CLOSED
    assert record.is_whole(Report.objects.get(pk=whole.pk))


def test_a_reply_to_the_whole_reaches_every_part_that_waits_for_one(cast):
    whole, both = divide(cast)
    for part in both:
        answer(cast, part)
    response.reply(whole.number, text="Belum beres.", by=actors.pin_holder(whole.number), at=MONDAY)
    assert [part.state for part in parts.of(whole)] == [State.IN_PROGRESS] * 2
    assert state_of(whole) == State.IN_PROGRESS


def test_a_closed_whole_that_is_reopened_leaves_alone_what_closed_too_long_ago(cast):
    whole, (road, water) = divide(cast)
    reporter = actors.pin_holder(whole.number)
    for part, at in ((road, MONDAY), (water, MONDAY + 40 * DAY)):
        answer(cast, part, at)
        closing.accept(part.number, rating=4, by=reporter, at=at)
    closing.reopen(whole.number, reason="Bocor lagi.", by=reporter, at=MONDAY + 70 * DAY)
    assert [part.state for part in parts.of(whole)] == [State.CLOSED, State.IN_PROGRESS]
    assert state_of(whole) == State.IN_PROGRESS
    assert clocks.running(Report.objects.get(pk=whole.pk), ClockKind.SIXTY_DAYS) is not None


def test_withdrawing_the_whole_withdraws_every_part(cast):
    whole, both = divide(cast)
    closing.withdraw(whole.number, by=actors.pin_holder(whole.number), at=MONDAY)
    whole.refresh_from_db()
    assert (whole.state, whole.archive_reason) == (State.ARCHIVED, "withdrawn")
    assert [part.state for part in parts.of(whole)] == [State.ARCHIVED] * 2


def test_a_part_that_was_withdrawn_holds_nobody_up(cast):
    whole, (road, water) = divide(cast)
    answer(cast, water)
    closing.withdraw(road.number, by=actors.pin_holder(whole.number), at=MONDAY)
    assert state_of(whole) == State.ANSWERED


def test_a_part_that_waits_for_the_reporter_makes_the_whole_wait_only_when_nobody_works(cast):
    whole, (road, water) = divide(cast)
    holding.hold(road.number, question="Di mana?", by=cast.otto, at=MONDAY)
    assert state_of(whole) == State.REFERRED
    answer(cast, water)
    assert state_of(whole) == State.ON_HOLD
    holding.supply(road.number, text="Di sini.", by=actors.pin_holder(whole.number), at=MONDAY)
    assert state_of(whole) == State.REFERRED


@pytest.mark.parametrize("take", [
    lambda number, cast: response.follow_up(number, text="Ditinjau.", by=cast.arif, at=MONDAY),
    lambda number, cast: response.answer(number, cast.solved(), by=cast.arif, at=MONDAY),
    lambda number, cast: referral.refer(number, to=cast.unit(WATER), by=cast.arif, at=MONDAY),
    lambda number, cast: referral.take_on(number, by=cast.arif, at=MONDAY),
    lambda number, cast: referral.give_back(number, reason="Bukan kami.", by=cast.arif, at=MONDAY),
    lambda number, cast: holding.hold(number, question="Di mana?", by=cast.arif, at=MONDAY),
    lambda number, cast: referral.join(number, into=cast.submitted().number, by=cast.arif, at=MONDAY),
])  # fmt: skip
def test_the_work_is_done_on_the_parts(cast, take):
    whole, _parts = divide(cast)
    with pytest.raises(Refused, match="divided"):
        take(whole.number, cast)


def test_dividing_is_said_once(cast):
    whole, _parts = divide(cast)
    assert [event.action for event in whole.events.order_by("seq")] == ["submit", "verify", "refer", "split"]


def test_a_part_is_not_joined_away_by_itself(cast):
    _whole, (road, _water) = divide(cast)
    with pytest.raises(Refused, match="part"):
        referral.join(road.number, into=cast.submitted().number, by=cast.arif, at=MONDAY)


def test_dividing_wins_nobody_time(cast):
    whole = cast.referred()
    due = clocks.running(whole, ClockKind.SETTLEMENT).due_at
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in (ROAD, WATER)]
    children = referral.split(whole.number, parts=wanted, by=cast.arif, at=MONDAY + 9 * DAY)
    assert {clocks.running(part, ClockKind.SETTLEMENT).due_at for part in children} == {due}
    assert [clock.kind for clock in whole.clocks.filter(met_at=None, cancelled_at=None)] == [ClockKind.SIXTY_DAYS]


def test_a_part_is_not_late_with_a_verification_that_it_never_needs(cast):
    _whole, (road, _water) = divide(cast)
    assert {clock.kind for clock in road.clocks.all()} == {ClockKind.SETTLEMENT, ClockKind.FOLLOW_UP}


def test_a_divided_report_gets_one_more_part(cast):
    whole, _parts = divide(cast)
    response.follow_up(_parts[0].number, text="Ditinjau.", by=cast.otto, at=MONDAY)
    divide(cast, whole, "64.71")
    assert [part.holder.code for part in parts.of(whole)] == [ROAD, WATER, "64.71"]
    assert state_of(whole) == State.REFERRED


def test_whoever_links_the_whole_to_an_account_has_its_parts_there(cast):
    whole, both = divide(cast)
    holder = actors.pin_holder(whole.number)
    supporting.link(whole.number, to=cast.rini, by=holder, at=MONDAY)
    assert Report.objects.visible_to(cast.rini).filter(pk__in=[part.pk for part in both]).count() == 2


def test_the_divider_has_no_work_left_in_the_inbox_but_the_parts(cast):
    whole, both = divide(cast, cast.referred(to="64.08"))
    assert set(Report.objects.held_under(cast.arif).to_work_on()) == set(both)


def moves(cast, whole, part, by, at):
    reporter = actors.pin_holder(whole)
    return [
        lambda: response.follow_up(part, text="Ditinjau.", by=by, at=at),
        lambda: response.answer(part, cast.solved(), by=by, at=at),
        lambda: referral.give_back(part, reason="Bukan kami.", by=by, at=at),
        lambda: referral.refer(part, to=cast.unit(ROAD), by=by, at=at),
        lambda: holding.hold(part, question="Di mana?", by=by, at=at),
        lambda: holding.supply(part, text="Di sini", by=reporter, at=at),
        lambda: response.reply(part, text="Belum", by=reporter, at=at),
        lambda: closing.accept(part, rating=5, by=reporter, at=at),
        lambda: closing.contest(part, reason="Tidak benar", by=reporter, at=at),
        lambda: closing.withdraw(part, by=reporter, at=at),
        lambda: closing.accept(whole, rating=4, by=reporter, at=at),
        lambda: closing.accept(whole, rating=1, by=reporter, at=at),
        lambda: closing.reopen(whole, reason="Rusak lagi", by=reporter, at=at),
        lambda: response.reply(whole, text="Belum", by=reporter, at=at),
        lambda: escalation.sweep(at=at),
    ]


STEP = st.tuples(st.integers(0, 14), st.integers(0, 1), st.sampled_from(("arif", "otto", "vera")), st.integers(0, 15))


@given(steps=st.lists(STEP, max_size=14))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@forgotten()
def test_whatever_happens_to_the_parts_the_whole_stands_where_they_stand(cast, steps):
    (whole, both), at = divide(cast), MONDAY
    for move, which, person, days in steps:
        at += days * DAY
        try:
            moves(cast, whole.number, both[which].number, getattr(cast, person), at)[move]()
        except (Refused, NotFound):
            continue
    whole = Report.objects.get(pk=whole.pk)
    assert whole.state == state_of_whole(State(part.state) for part in parts.of(whole))
    assert record.is_whole(whole)
    assert whole.clocks.filter(met_at=None, cancelled_at=None).exists() is whole.is_open
