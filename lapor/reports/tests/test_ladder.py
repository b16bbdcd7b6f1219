"""What nobody touches climbs: each rung once, to somebody who may see it, at its own moment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lapor.core.errors import Refused
from lapor.reports import (
    actors,
    closing,
    escalation,
    face,
    holding,
    in_force,
    ladder,
    promise,
    referral,
    response,
    rung_rules,
)
from lapor.reports.lifecycle import Action, ClockKind, Rung
from lapor.reports.models import Clock, Report, RungRule
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)
SETTLEMENT = ClockKind.SETTLEMENT


def sweep(until, since=MONDAY):
    """Sweep each morning, twice, until that day."""
    for day in range((until - since).days + 1):
        escalation.sweep(at=since + day * DAY)
        escalation.sweep(at=since + day * DAY)


def climbed(report, kind=SETTLEMENT):
    """The rungs that the record tells of, in order, with the local day of each."""
    said = report.events.filter(data__clock=kind, action__in=[Action.WARN, Action.MARK_LATE, Action.CLIMB])
    return [(event.action, event.data["rung"], event.at.date()) for event in said.order_by("seq")]


def test_a_report_that_nobody_touches_climbs_each_rung_once(cast):
    report = cast.referred()
    sweep(MONDAY + 100 * DAY)
    # Due on Friday 20 November; 27 November is the fifth working day after it, 1 December the first of its month.
    assert climbed(report) == [
        ("warn", "first_warning", datetime(2026, 11, 18).date()),
        ("warn", "second_warning", datetime(2026, 11, 20).date()),
        ("mark_late", "superior", datetime(2026, 11, 21).date()),
        ("climb", "coordinator", datetime(2026, 11, 28).date()),
        ("climb", "national", datetime(2026, 12, 1).date()),
    ]


def test_a_rung_names_the_unit_that_stands_on_it(cast):
    report = cast.referred()
    sweep(MONDAY + 40 * DAY)
    units = report.events.filter(action=Action.CLIMB, data__clock=SETTLEMENT).order_by("seq").values_list("data__unit")
    assert [unit for (unit,) in units] == [cast.unit("64").pk, cast.unit("pusat").pk]


@pytest.mark.parametrize("kind", [ClockKind.VERIFICATION, ClockKind.FOLLOW_UP])
def test_the_other_clocks_of_work_climb_as_well(cast, kind):
    report = cast.submitted() if kind == ClockKind.VERIFICATION else cast.referred()
    sweep(MONDAY + 40 * DAY)
    assert [rung for _, rung, _ in climbed(report, kind)][-3:] == ["superior", "coordinator", "national"]


def test_what_the_reporter_is_waited_for_never_climbs(cast):
    report = cast.answered()
    sweep(MONDAY + 60 * DAY)
    assert report.events.filter(action=Action.CLOSE_BY_TIME).exists()
    assert climbed(report, ClockKind.REPLY) == []


def test_a_coordinator_is_not_told_of_a_secret_report(cast):
    report = cast.referred(is_secret=True)
    sweep(MONDAY + 60 * DAY)
    assert [rung for _, rung, _ in climbed(report)][-2:] == ["superior", "national"]


def test_an_agency_without_a_connected_coordinator_is_told_of_to_the_nation(cast):
    province = cast.unit("64")
    province.connected = False
    province.save()
    report = cast.referred()
    sweep(MONDAY + 60 * DAY)
    assert [rung for _, rung, _ in climbed(report)][-2:] == ["superior", "national"]


def test_above_the_national_desk_stands_nobody_and_the_report_climbs_on_once_it_has_left(cast):
    report = cast.submitted(agency=None)
    sweep(MONDAY + 60 * DAY)
    assert [rung for _, rung, _ in climbed(report, ClockKind.VERIFICATION)][-1] == "superior"
    Report.objects.filter(pk=report.pk).update(agency=cast.unit("64.71"))
    sweep(MONDAY + 100 * DAY, since=MONDAY + 61 * DAY)
    assert [rung for _, rung, _ in climbed(report, ClockKind.VERIFICATION)][-2:] == ["coordinator", "national"]


def test_a_class_may_have_a_rung_of_its_own(cast):
    rung_rules.put(Rung.COORDINATOR, "complaint", amount=2, basis="Uji", by=cast.vera)
    report = cast.referred()
    sweep(MONDAY + 24 * DAY)
    assert climbed(report)[-1] == ("climb", "coordinator", datetime(2026, 11, 25).date())


def test_an_extended_clock_begins_at_the_foot_of_the_ladder(cast):
    report = cast.referred()
    sweep(MONDAY + 27 * DAY)
    response.extend(report.number, days=10, reason="Menunggu aspal", by=cast.arif, at=MONDAY + 28 * DAY)
    clock = report.clocks.get(kind=SETTLEMENT)
    assert (clock.rung, clock.late_at) == (Rung.GROUND, None)
    sweep(MONDAY + 80 * DAY, since=MONDAY + 28 * DAY)
    assert [rung for _, rung, _ in climbed(report)].count("coordinator") == 2


def test_what_is_late_stands_still_while_the_reporter_is_asked(cast):
    report = cast.referred()
    sweep(MONDAY + 20 * DAY)  # late since Saturday the 21st
    holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY + 21 * DAY)
    sweep(MONDAY + 34 * DAY, since=MONDAY + 21 * DAY)
    assert climbed(report)[-1][1] == "superior"
    holding.supply(report.number, text="Di sini", by=actors.pin_holder(report.number), at=MONDAY + 35 * DAY)
    # Four working days were left until the coordinator; asked and supplied on Mondays, so they end on a Friday.
    assert report.clocks.get(kind=SETTLEMENT).next_at.date() == (MONDAY + 39 * DAY).date()


def test_a_report_that_is_reopened_late_climbs_on_from_there(cast):
    report = cast.referred()
    sweep(MONDAY + 20 * DAY)
    response.answer(report.number, cast.solved(), by=cast.otto, at=MONDAY + 21 * DAY)
    sweep(MONDAY + 50 * DAY, since=MONDAY + 21 * DAY)
    closing.reopen(report.number, reason="Berlubang lagi", by=cast.arif, at=MONDAY + 56 * DAY)
    sweep(MONDAY + 70 * DAY, since=MONDAY + 56 * DAY)
    assert climbed(report)[-1][:2] == ("climb", "coordinator")


def test_the_parts_of_a_divided_report_climb_and_the_whole_does_not(cast):
    whole = cast.referred()
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    parts = referral.split(whole.number, parts=wanted, by=cast.vera, at=MONDAY)
    sweep(MONDAY + 60 * DAY)
    assert climbed(whole) == []
    assert [[rung for _, rung, _ in climbed(part)][-1] for part in parts] == ["national", "national"]


def test_a_part_made_of_a_late_report_stands_where_the_whole_stood(cast):
    whole = cast.referred()
    sweep(MONDAY + 27 * DAY)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    parts = referral.split(whole.number, parts=wanted, by=cast.vera, at=MONDAY + 28 * DAY)
    sweep(MONDAY + 60 * DAY, since=MONDAY + 28 * DAY)
    assert [climbed(part) for part in parts] == [[("climb", "national", datetime(2026, 12, 1).date())]] * 2


def test_a_clock_that_is_met_climbs_no_further(cast):
    report = cast.referred()
    sweep(MONDAY + 20 * DAY)
    response.answer(report.number, cast.solved(), by=cast.otto, at=MONDAY + 21 * DAY)
    sweep(MONDAY + 60 * DAY, since=MONDAY + 21 * DAY)
    assert climbed(report)[-1][1] == "superior"


def test_every_rung_but_late_has_a_rule_from_the_start(cast):
    assert {rung for rung, _class in in_force.rungs()} == ladder.MEASURES.keys()


def test_after_a_long_silence_of_the_sweep_the_ladder_is_climbed_rung_by_rung(cast):
    report = cast.referred()
    escalation.sweep(at=datetime(2027, 3, 1, tzinfo=UTC))
    assert [rung for _, rung, _ in climbed(report)] == ["superior", "coordinator", "national"]
    assert not Clock.objects.filter(report=report, kind=SETTLEMENT, next_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (20, "Bila lewat Jumat, 27 November 2026 belum selesai, koordinator provinsi diberi tahu."),
        (27, "Bila lewat Senin, 30 November 2026 belum selesai, admin nasional diberi tahu."),
        (40, "Admin nasional pun sudah diberi tahu."),
    ],
)
def test_everybody_reads_who_was_told_and_who_hears_of_it_next(cast, day, told):
    report = cast.referred()
    sweep(MONDAY + day * DAY)
    report = Report.objects.with_holder().get(pk=report.pk)
    assert told in face.of(report, promise.of(report, at=MONDAY + day * DAY)).note


def test_an_extension_leads_to_the_day_that_its_form_shows(cast):
    report = cast.referred()
    shown = response.possible_extensions(report, at=MONDAY)
    response.extend(report.number, days=10, reason="Menunggu aspal", by=cast.arif, at=MONDAY)
    assert report.clocks.get(kind=SETTLEMENT).due_at.astimezone(ZoneInfo("Asia/Makassar")).date() == shown[10]
    assert max(shown) == response.LONGEST_EXTENSION


def test_the_first_warning_comes_before_the_second(cast):
    with pytest.raises(Refused) as refused:
        rung_rules.put(Rung.FIRST_WARNING, "", amount=95, basis="Uji", by=cast.vera)
    assert refused.value.code == "out_of_order"
    assert RungRule.objects.get(rung=Rung.FIRST_WARNING, report_class="").amount == 75


def test_a_rung_has_its_bounds(cast):
    with pytest.raises(Refused) as refused:
        rung_rules.put(Rung.SECOND_WARNING, "", amount=100, basis="Uji", by=cast.vera)
    assert refused.value.code == "out_of_range"
