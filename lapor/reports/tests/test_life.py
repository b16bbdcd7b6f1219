"""The whole life of a report, by the steps alone."""

from datetime import timedelta

import pytest

from lapor.core.errors import NotFound, Refused, Stale
from lapor.reports import actors, closing, escalation, holding, intake, record, referral, response
from lapor.reports.lifecycle import AnswerKind, ClockKind, State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)


def holder_of(report):
    return actors.pin_holder(report.number)


def test_a_complaint_goes_from_the_citizen_to_a_rated_closing(cast):
    report = cast.answered()
    closing.accept(report.number, rating=5, text="Terima kasih", by=holder_of(report), at=MONDAY + DAY)
    report.refresh_from_db()
    assert report.state == State.CLOSED
    assert report.rating == 5
    assert [event.action for event in report.events.order_by("seq")] == [
        "submit", "verify", "refer", "follow_up", "answer", "accept",
    ]  # fmt: skip
    assert record.is_whole(Report.objects.get(pk=report.pk))


def test_the_class_clock_is_met_by_the_answer_and_nothing_runs_after_closing(cast):
    report = cast.answered()
    closing.accept(report.number, rating=4, by=holder_of(report), at=MONDAY + DAY)
    settlement = report.clocks.get(kind=ClockKind.SETTLEMENT)
    assert settlement.met_at == MONDAY
    assert not report.clocks.filter(met_at=None, cancelled_at=None).exists()


def test_silence_after_an_answer_closes_the_report_by_itself(cast):
    report = cast.answered()
    due = report.clocks.get(kind=ClockKind.REPLY).due_at
    escalation.sweep(at=due - timedelta(minutes=1))
    report.refresh_from_db()
    assert report.state == State.ANSWERED
    escalation.sweep(at=due)
    report.refresh_from_db()
    assert report.state == State.CLOSED


def test_a_low_rating_contests_and_the_next_level_up_looks_at_it(cast):
    report = cast.answered()
    closing.accept(report.number, rating=1, text="Belum diperbaiki", by=holder_of(report), at=MONDAY + DAY)
    report.refresh_from_db()
    assert (report.state, report.holder, report.is_contested) == (State.IN_PROGRESS, cast.unit("64.08"), True)


def test_what_waits_for_the_reporter_stands_still_and_goes_on_with_the_days_that_were_left(cast):
    report = cast.referred()
    before = report.clocks.get(kind=ClockKind.SETTLEMENT).due_at
    holding.hold(report.number, question="Di kilometer berapa?", by=cast.otto, at=MONDAY + DAY)
    holding.supply(report.number, text="Kilometer 3", by=holder_of(report), at=MONDAY + 8 * DAY)
    report.refresh_from_db()
    assert report.state == State.REFERRED
    assert report.clocks.get(kind=ClockKind.SETTLEMENT).due_at == before + 7 * DAY


def test_a_hold_that_nobody_answers_archives_the_report_as_incomplete(cast):
    report = cast.submitted()
    holding.hold(report.number, question="Di mana?", by=cast.arif, at=MONDAY)
    escalation.sweep(at=MONDAY + 31 * DAY)
    report.refresh_from_db()
    assert (report.state, report.archive_reason) == (State.ARCHIVED, "incomplete")


def test_the_third_return_asks_the_coordinator_who_decides(cast):
    report = cast.referred()
    referral.give_back(report.number, reason="Jalan provinsi", by=cast.otto, at=MONDAY)
    referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY)
    referral.give_back(report.number, reason="Tetap jalan provinsi", by=cast.otto, at=MONDAY)
    referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY)
    referral.give_back(report.number, reason="Bukan kami", by=cast.otto, at=MONDAY)
    report.refresh_from_db()
    assert (report.in_arbitration, report.holder) == (True, cast.unit("64"))
    with pytest.raises(Refused, match="arbitration"):
        referral.take_on(report.number, by=cast.kiki, at=MONDAY)
    referral.arbitrate(report.number, to=cast.unit("64.08/pu"), reason="Jalan kabupaten", by=cast.kiki, at=MONDAY)
    report.refresh_from_db()
    assert (report.in_arbitration, report.holder) == (False, cast.unit("64.08/pu"))


def test_a_planned_answer_comes_back_on_its_day_and_that_is_no_reopening(cast):
    planned = response.Answer(AnswerKind.PLANNED, "Diaspal bulan Desember.", planned_date=(MONDAY + 30 * DAY).date())
    report = cast.answered(answer=planned)
    escalation.sweep(at=MONDAY + 20 * DAY)
    report.refresh_from_db()
    assert report.state == State.ANSWERED
    escalation.sweep(at=MONDAY + 30 * DAY)
    report.refresh_from_db()
    assert (report.state, report.reopen_count) == (State.IN_PROGRESS, 0)


def test_clocks_warn_twice_and_then_are_late_once(cast):
    report = cast.referred()
    for day in range(40):
        escalation.sweep(at=MONDAY + day * DAY)
        escalation.sweep(at=MONDAY + day * DAY)
    said = [(event.action, event.data.get("clock"), event.data.get("percent")) for event in report.events.all()]
    assert said.count(("warn", "settlement", 75)) == 1
    assert said.count(("warn", "settlement", 90)) == 1
    assert said.count(("mark_late", "settlement", None)) == 1


def test_an_answer_needs_a_second_officer_where_the_agency_demands_it(cast):
    agency = cast.unit("64.08")
    agency.requires_approval = True
    agency.save()
    report = cast.referred()
    with pytest.raises(Refused, match="needs_approval"):
        response.answer(report.number, cast.solved(), by=cast.otto, at=MONDAY)
    response.propose(report.number, cast.solved("Sudah ditambal."), by=cast.otto, at=MONDAY)
    with pytest.raises(Refused, match="not_your_step"):
        response.approve(report.number, by=cast.olga, at=MONDAY)
    response.approve(report.number, by=cast.arif, at=MONDAY)
    report.refresh_from_db()
    assert report.state == State.ANSWERED
    answer = report.events.get(action="answer")
    assert answer.contents.get(part="text").read(report.data_key) == "Sudah ditambal."


def test_the_same_click_makes_one_report(cast):
    from uuid import uuid4

    click = actors.pin_holder().acting(command=uuid4())
    assert cast.submitted(by=click).pk == cast.submitted(by=click).pk
    assert Report.objects.count() == 1


def test_a_page_that_is_out_of_date_is_refused(cast):
    report = cast.referred()
    with pytest.raises(Stale):
        referral.take_on(report.number, by=cast.otto.acting(seen=report.seq - 1), at=MONDAY)


def test_what_you_may_not_see_is_not_there(cast):
    report = cast.referred()
    with pytest.raises(NotFound):
        referral.take_on(report.number, by=cast.wati, at=MONDAY)
    with pytest.raises(NotFound):
        referral.take_on(report.number, by=cast.bayu, at=MONDAY)
    with pytest.raises(NotFound):
        referral.take_on(report.number, by=cast.mira, at=MONDAY)


def test_a_report_for_an_agency_that_is_not_connected_goes_to_its_coordinator(cast):
    assert cast.submitted(agency=cast.unit("64.72")).holder == cast.unit("64")


def test_the_receipt_shows_the_pin_that_opens_the_report(cast):
    report = cast.submitted(is_secret=True)
    pin = intake.receipt_pin(report, at=MONDAY)
    assert len(pin) == 16
    assert intake.pin_fits(report, pin)
    assert not intake.pin_fits(report, "0" * 16)


def test_a_report_is_split_into_parts_that_live_their_own_lives(cast):
    report = cast.referred()
    road = referral.PartFor(cast.unit("64.08/pu/jalan"), "Tambal lubang.")
    water = referral.PartFor(cast.unit("64.08/perumdam"), "Perbaiki pipa bocor.")
    parts = referral.split(report.number, parts=[road, water], by=cast.arif, at=MONDAY)
    response.answer(parts[1].number, cast.solved("Pipa diganti."), by=cast.wati, at=MONDAY)
    assert [part.state for part in report.children.order_by("id")] == [State.REFERRED, State.ANSWERED]
    closing.accept(parts[1].number, rating=5, by=holder_of(report), at=MONDAY)


def test_a_new_holiday_moves_open_clocks_later_and_says_so_once(cast):
    from lapor.deadlines.models import HolidayDecree

    report = cast.referred()
    before = report.clocks.get(kind=ClockKind.SETTLEMENT).due_at
    HolidayDecree.objects.create(date=(MONDAY + 2 * DAY).date(), name="Hari pemilihan", decree="Keppres 1")
    escalation.follow_decrees(at=MONDAY)
    escalation.follow_decrees(at=MONDAY)
    assert report.clocks.get(kind=ClockKind.SETTLEMENT).due_at == before + 3 * DAY  # from Friday to Monday
    assert report.events.filter(action="move_clock", data__clock="settlement").count() == 1


def test_warnings_count_the_working_time_and_not_the_pause(cast):
    report = cast.referred()
    holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY + DAY)
    holding.supply(report.number, text="Di sini", by=holder_of(report), at=MONDAY + 21 * DAY)
    clock = report.clocks.get(kind=ClockKind.SETTLEMENT)
    assert clock.counted_days == 13
    # 75 % of 14 days are 10.5; one passed before the pause, so 9.5 after it: on the tenth working day from Monday 23.
    assert clock.next_at.date() == (MONDAY + 21 * DAY + 14 * DAY).date()


def test_a_corrected_class_takes_its_own_length_from_the_same_start(cast):
    from lapor.reports import verification
    from lapor.reports.lifecycle import ReportClass

    report = cast.referred()
    found = {"report_class": ReportClass.SUPERVISORY, "category": cast.road, "reason": "Dugaan pungli"}
    verification.reclassify(report.number, **found, by=cast.arif, at=MONDAY)
    clock = report.clocks.get(kind=ClockKind.SETTLEMENT)
    assert (clock.days, clock.counted_from) == (60, MONDAY)
    report.refresh_from_db()
    assert clock.due_at > MONDAY + 80 * DAY
