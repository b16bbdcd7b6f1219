"""Each figure on hand-made lives, taken by the real steps; what is counted for whom, on the boundary days above all.

The half-year is the second of 2026; MONDAY (2 November) at 10.00 in Sangatta, where the agencies keep WITA.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.reports import actors, closing, fixing, holding, oversight, referral, response, verification
from lapor.reports.lifecycle import AnswerKind
from lapor.reports.models import Clock
from lapor.testing.cast import MONDAY

SECOND = HalfYear(2026, 2)
FIRST_OF_NEXT = HalfYear(2027, 1)
LATER = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def figure(cast):
    """What was counted for an agency, Kutai Timur unless said otherwise: (part, whole)."""

    def figure(key, *, agency="64.08", half=SECOND, at=LATER):
        evaluation = counting.count(counting.draft(half, at=at).pk, at=at)
        result = evaluation.results.filter(agency=cast.unit(agency)).first()
        return tuple(result.figures[key][:2]) if result else (0, 0)

    return figure


def due(report, kind):
    return report.clocks.get(kind=kind, cancelled_at=None).due_at


def holder_of_pin(report):
    return actors.pin_holder(report.number)


# --- verified ------------------------------------------------------------------------------------------------------


def verified_at(cast, at, **said):
    report = cast.submitted(**said)
    return verification.verify(report.number, cast.finding(), by=cast.arif, at=at)


def test_verified_on_the_very_second_of_the_deadline_is_in_time(cast, figure):
    verified_at(cast, datetime(2026, 11, 5, 15, 59, 59, tzinfo=UTC))
    assert figure("verified") == (1, 1)


def test_verified_a_second_after_the_deadline_is_late(cast, figure):
    verified_at(cast, datetime(2026, 11, 5, 16, 0, 0, tzinfo=UTC))
    assert figure("verified") == (0, 1)


def test_what_nobody_verified_is_late_once_the_deadline_has_passed(cast, figure):
    report = cast.submitted()
    assert figure("verified", at=due(report, "verification")) == (0, 0)
    assert figure("verified", at=due(report, "verification") + timedelta(seconds=1)) == (0, 1)


def test_a_report_on_hold_since_before_the_deadline_is_not_judged(cast, figure):
    report = cast.submitted()
    holding.hold(report.number, question="Di mana?", by=cast.arif, at=MONDAY + DAY)
    assert figure("verified") == (0, 0)


def test_a_report_put_on_hold_when_it_was_late_already_stays_late(cast, figure):
    report = cast.submitted()
    holding.hold(report.number, question="Di mana?", by=cast.arif, at=MONDAY + 7 * DAY)
    assert figure("verified") == (0, 1)


def test_a_report_supplied_again_is_judged_by_its_later_deadline(cast, figure):
    report = cast.submitted()
    holding.hold(report.number, question="Di mana?", by=cast.arif, at=MONDAY + DAY)
    holding.supply(report.number, text="Di KM 5.", by=holder_of_pin(report), at=MONDAY + 14 * DAY)
    verification.verify(report.number, cast.finding(), by=cast.arif, at=MONDAY + 16 * DAY)
    assert figure("verified") == (1, 1)


def test_withdrawing_in_time_judges_nobody_and_archiving_late_hides_nothing(cast, figure):
    early, late = cast.submitted(), cast.submitted()
    closing.withdraw(early.number, by=holder_of_pin(early), at=MONDAY + DAY)
    closing.archive(late.number, reason="spam", explanation="Bukan laporan.", by=cast.arif, at=MONDAY + 9 * DAY)
    assert figure("verified") == (0, 1)


def test_what_the_national_desk_verifies_counts_for_the_desk(cast, figure):
    report = cast.submitted(agency=None)
    verification.verify(report.number, cast.finding(), by=cast.vera, at=MONDAY + DAY, to=cast.unit("64.08"))
    assert figure("verified", agency="pusat") == (1, 1)
    assert figure("verified") == (0, 0)


def test_a_clock_counts_in_the_half_year_of_its_deadline_not_of_its_start(cast, figure):
    sent = datetime(2026, 12, 30, 3, 0, tzinfo=UTC)
    report = cast.submitted(at=sent)
    assert due(report, "verification").year == 2027
    assert figure("verified") == (0, 0)
    assert figure("verified", half=FIRST_OF_NEXT) == (0, 1)


def test_a_deadline_at_the_end_of_the_last_day_belongs_to_the_half_year_that_ends(cast, figure):
    """28 December 2026 is a Monday; three working days later is Thursday, 31 December."""
    report = cast.submitted(at=datetime(2026, 12, 28, 3, 0, tzinfo=UTC))
    assert due(report, "verification") == datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert figure("verified") == (0, 1)
    assert figure("verified", half=FIRST_OF_NEXT) == (0, 0)


# --- followed up ---------------------------------------------------------------------------------------------------


def test_a_follow_up_or_an_answer_within_the_term_is_in_time(cast, figure):
    cast.in_progress()
    cast.answered()
    cast.referred()
    assert figure("followed_up") == (2, 3)


def test_a_report_referred_twice_within_an_agency_counts_once_and_the_first_clock_is_void(cast, figure):
    report = cast.referred(to="64.08/perumdam")
    referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY + DAY)
    response.follow_up(report.number, text="Ditinjau.", by=cast.otto, at=MONDAY + 2 * DAY)
    assert figure("followed_up") == (1, 1)


def test_handing_a_late_report_on_does_not_make_its_lateness_go_away(cast, figure):
    report = cast.referred(to="64.08/perumdam")
    referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY + 20 * DAY)
    response.follow_up(report.number, text="Ditinjau.", by=cast.otto, at=MONDAY + 21 * DAY)
    assert figure("followed_up") == (0, 1)


def test_a_follow_up_counts_for_the_agency_it_was_referred_to(cast, figure):
    report = cast.referred()
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY + DAY)
    response.follow_up(report.number, text="Ditinjau.", by=cast.bayu, at=MONDAY + 2 * DAY)
    assert figure("followed_up", agency="64.71") == (1, 1)
    assert figure("followed_up") == (0, 0)


# --- settled -------------------------------------------------------------------------------------------------------


def answered(cast, at, kind=AnswerKind.SOLVED, **more):
    report = cast.in_progress()
    return response.answer(report.number, response.Answer(kind, "Selesai.", **more), by=cast.otto, at=at)


def test_answered_in_time_is_settled_while_the_reporter_still_thinks(cast, figure):
    report = cast.in_progress()
    response.answer(report.number, cast.solved(), by=cast.otto, at=due(report, "settlement"))
    assert figure("settled") == (1, 1)


def test_answered_after_the_term_is_late_however_happy_the_reporter_is(cast, figure):
    report = cast.in_progress()
    late = due(report, "settlement") + timedelta(seconds=1)
    response.answer(report.number, cast.solved(), by=cast.otto, at=late)
    closing.accept(report.number, rating=5, by=holder_of_pin(report), at=late + DAY)
    assert figure("settled") == (0, 1)


def test_time_on_hold_does_not_count_against_the_class_clock(cast, figure):
    report = cast.in_progress()
    holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY + DAY)
    holding.supply(report.number, text="Di KM 5.", by=holder_of_pin(report), at=MONDAY + 21 * DAY)
    response.answer(report.number, cast.solved(), by=cast.otto, at=MONDAY + 30 * DAY)
    assert figure("settled") == (1, 1)


def test_a_promise_is_not_judged_before_it_comes_back(cast, figure):
    answered(cast, MONDAY + DAY, AnswerKind.PLANNED, planned_date=datetime(2027, 3, 1).date())
    assert figure("settled") == (0, 0)


def test_who_held_it_when_the_term_ran_out_is_late_not_who_got_it_after(cast, figure):
    report = cast.in_progress()
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=due(report, "settlement") + DAY)
    response.answer(report.number, cast.solved(), by=cast.bayu, at=due(report, "settlement") + 2 * DAY)
    assert figure("settled") == (0, 1)
    assert figure("settled", agency="64.71") == (0, 0)


def test_answered_in_time_and_withdrawn_after_it_is_not_late(cast, figure):
    report = answered(cast, MONDAY + DAY)
    closing.withdraw(report.number, by=holder_of_pin(report), at=due(report, "settlement") + DAY)
    assert figure("settled") == (0, 0)


# --- days, satisfaction, reopened, contested -----------------------------------------------------------------------


def rated(cast, rating, at=MONDAY + DAY):
    report = cast.answered()
    return closing.accept(report.number, rating=rating, by=holder_of_pin(report), at=at)


def test_days_are_calendar_days_from_sending_to_the_answer_and_their_median(cast, figure):
    for days in (0, 4, 5):
        report = answered(cast, MONDAY + days * DAY)
        closing.accept(report.number, rating=5, by=holder_of_pin(report), at=MONDAY + 6 * DAY)
    counting.count(counting.draft(SECOND, at=LATER).pk, at=LATER)
    assert counting.draft(SECOND, at=LATER).results.get().figures["days"] == [3, 3, 4.0]


def test_four_and_five_are_satisfied_and_a_bad_rating_counts_for_who_answered(cast, figure):
    for rating in (2, 3, 4, 5):
        rated(cast, rating)
    assert figure("satisfied") == (2, 4)


def test_only_the_last_rating_of_a_report_counts(cast, figure):
    report = rated(cast, 2)
    response.answer(
        report.number, replace(cast.solved("Sudah."), appeal="corrected"), by=cast.arif, at=MONDAY + 2 * DAY
    )
    closing.accept(report.number, rating=5, by=holder_of_pin(report), at=MONDAY + 3 * DAY)
    assert figure("satisfied") == (1, 1)


def test_a_closing_taken_back_is_reopened_whoever_took_it_back(cast, figure):
    report = rated(cast, 4)
    rated(cast, 4)
    closing.reopen(report.number, reason="Rusak lagi.", by=cast.arif, at=MONDAY + 9 * DAY)
    assert figure("reopened") == (1, 2)


def test_a_contested_answer_counts_for_the_agency_that_gave_it(cast, figure):
    report = cast.in_progress()
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY + DAY)
    response.answer(report.number, cast.solved(), by=cast.bayu, at=MONDAY + 2 * DAY)
    closing.contest(report.number, reason="Belum beres.", by=holder_of_pin(report), at=MONDAY + 3 * DAY)
    assert figure("contested", agency="64.71") == (1, 1)
    assert figure("contested", agency="64") == (0, 0)
    assert figure("contested") == (0, 0)


def test_an_answer_that_was_only_replied_to_is_not_contested(cast, figure):
    report = cast.answered()
    response.reply(report.number, text="Belum.", by=holder_of_pin(report), at=MONDAY + DAY)
    assert figure("contested") == (0, 1)


def looked_at_again(cast, outcome):
    report = cast.answered()
    closing.contest(report.number, reason="Belum beres.", by=holder_of_pin(report), at=MONDAY + DAY)
    decision = replace(cast.solved(), appeal=outcome)
    response.answer(report.number, decision, by=cast.arif, at=MONDAY + 2 * DAY)
    return report


def test_what_came_of_an_appeal_counts_for_the_agency_whose_answer_was_contested(cast, figure):
    looked_at_again(cast, "upheld")
    looked_at_again(cast, "corrected")
    assert figure("corrected") == (1, 2)
    assert figure("contested") == (2, 2)


def test_how_soon_an_appeal_is_begun_with_is_judged_by_no_announced_figure(cast, figure):
    looked_at_again(cast, "upheld")
    assert figure("followed_up") == (1, 1)


def test_whether_it_is_really_fixed_counts_in_the_half_year_of_the_answer(cast, figure):
    for fixed in (True, False):
        report = rated(cast, 5)
        fixing.ask(at=MONDAY + 40 * DAY)
        fixing.tell(report.number, fixed=fixed, by=holder_of_pin(report), at=MONDAY + 41 * DAY)
    assert figure("fixed") == (1, 2)
    assert figure("fixed", half=FIRST_OF_NEXT) == (0, 0)


# --- returned, inspected -------------------------------------------------------------------------------------------


def test_returning_a_report_counts_for_the_agency_that_could_not_do_it(cast, figure):
    report = cast.verified()
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY + DAY)
    referral.give_back(report.number, reason="Bukan jalan kota.", by=cast.bayu, at=MONDAY + 2 * DAY)
    assert figure("returned", agency="64.71") == (1, 1)
    assert figure("returned") == (0, 1)


def test_a_unit_that_returns_to_its_own_agency_returns_nothing(cast, figure):
    report = cast.referred()
    referral.give_back(report.number, reason="Bukan jalan kami.", by=cast.otto, at=MONDAY + DAY)
    assert figure("returned") == (0, 1)


def test_inspections_count_by_their_last_result(cast, figure):
    true, false = rated(cast, 5), rated(cast, 5)
    for result, moment in (("not_verified", MONDAY + 2 * DAY), ("verified", MONDAY + 3 * DAY)):
        oversight.inspect(true.number, result=result, text="Kami lihat.", by=cast.kiki, at=moment)
    oversight.inspect(false.number, result="not_verified", text="Belum.", by=cast.kiki, at=MONDAY + 2 * DAY)
    assert figure("inspected") == (1, 2)


# --- parts, duplicates, places -------------------------------------------------------------------------------------


def test_parts_count_for_their_holders_and_were_verified_with_the_whole(cast, figure):
    report = cast.referred(to="64.08")
    parts = [referral.PartFor(cast.unit(code), "Bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    first, _second = referral.split(report.number, parts=parts, by=cast.arif, at=MONDAY + DAY)
    response.follow_up(first.number, text="Ditinjau.", by=cast.otto, at=MONDAY + 2 * DAY)
    assert figure("verified") == (1, 1)
    assert figure("returned") == (0, 1)
    assert figure("followed_up") == (1, 2)


def test_from_the_division_on_only_the_parts_are_counted(cast, figure):
    report = cast.referred(to="64.08")
    parts = [referral.PartFor(cast.unit(code), "Bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    first, second = referral.split(report.number, parts=parts, by=cast.arif, at=MONDAY + DAY)
    response.answer(first.number, cast.solved(), by=cast.otto, at=MONDAY + 2 * DAY)
    response.answer(second.number, cast.solved(), by=cast.wati, at=MONDAY + 2 * DAY)
    closing.accept(report.number, rating=5, by=holder_of_pin(report), at=MONDAY + 3 * DAY)
    assert figure("satisfied") == figure("settled") == figure("days") == (2, 2)


def test_a_duplicate_joined_in_time_is_judged_with_nothing(cast, figure):
    whole, double = cast.in_progress(), cast.referred()
    referral.join(double.number, into=whole.number, by=cast.arif, at=MONDAY + DAY)
    assert figure("settled") == (0, 1)
    assert figure("followed_up") == (1, 1)


@pytest.mark.parametrize(("tz", "hour"), [("Asia/Jakarta", 17), ("Asia/Makassar", 16), ("Asia/Jayapura", 15)])
def test_midnight_of_the_agency_ends_the_half_year(cast, figure, tz, hour):
    """An answer at the last moment of 31 December of the place counts in it, one at midnight in the next."""
    cast.unit("64.08").tz = tz
    cast.unit("64.08").save()
    midnight = datetime(2026, 12, 31, hour, 0, tzinfo=UTC)
    answered(cast, midnight - timedelta(seconds=1))
    answered(cast, midnight)
    assert figure("contested") == (0, 1)
    assert figure("contested", half=FIRST_OF_NEXT) == (0, 1)


@pytest.mark.parametrize("tz", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_a_clock_ends_on_the_same_day_in_every_zone(cast, figure, tz):
    cast.unit("64.08").tz = tz
    cast.unit("64.08").save()
    report = cast.submitted(at=datetime(2026, 12, 28, 3, 0, tzinfo=UTC))
    assert Clock.objects.get(report=report, kind="verification").tz == tz
    assert figure("verified") == (0, 1)
