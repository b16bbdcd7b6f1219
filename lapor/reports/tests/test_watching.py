"""Priority programmes, followed reports, and what the Ombudsman may read."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from lapor.core.errors import NotFound, Refused
from lapor.reports import actors, escalation, overseeing, oversight, privacy, programmes, referral, response, watching
from lapor.reports.lifecycle import Action, AnswerKind, State
from lapor.reports.models import Programme, Report
from lapor.testing.cast import MONDAY

LATER = MONDAY + timedelta(days=61)


def programme(**said):
    words = {"name": "Makan Bergizi Gratis", "kind": Programme.Kind.PROGRAMME, "valid_from": date(2026, 1, 1)}
    return programmes.add(**{**words, **said})


# --- programmes ---------------------------------------------------------------------------------------------------


def test_a_report_is_marked_with_a_programme_and_the_record_names_it(cast):
    report, known = cast.in_progress(), programme()
    oversight.prioritize(report.number, reason="Dipantau.", programme=known, by=cast.prio, at=MONDAY)
    report.refresh_from_db()
    event = report.events.get(action=Action.PRIORITIZE)
    assert (report.is_priority, report.programme, event.data["programme"]) == (True, known, "makan-bergizi-gratis")
    oversight.prioritize(report.number, reason="Selesai.", by=cast.prio, at=MONDAY)
    report.refresh_from_db()
    assert (report.is_priority, report.programme) == (False, None)


def test_nothing_is_marked_with_a_programme_that_has_ended(cast):
    report, known = cast.in_progress(), programme()
    programmes.end(known, at=MONDAY)
    with pytest.raises(Refused, match="ended"):
        oversight.prioritize(report.number, reason="Dipantau.", programme=known, by=cast.prio, at=MONDAY)


@pytest.mark.parametrize(("said", "why"), [
    ({"name": "makan bergizi GRATIS"}, "taken"),
    ({"name": "???"}, "empty"),
    ({"name": "Isu lain", "valid_until": date(2025, 1, 1)}, "past_date"),
])  # fmt: skip
def test_a_programme_that_can_not_be_kept_is_refused(db, said, why):
    programme()
    with pytest.raises(Refused, match=why):
        programme(**said)


def test_figures_count_each_report_once_and_no_secret_one(cast):
    known, reports = programme(), [cast.in_progress() for _ in range(3)]
    for report in reports:
        oversight.prioritize(report.number, reason="Dipantau.", programme=known, by=cast.prio, at=MONDAY)
    privacy.raise_flags(reports[0].number, secret=True, by=cast.arif, at=MONDAY)
    response.answer(reports[1].number, cast.solved(), by=cast.otto, at=MONDAY)
    found = programmes.figures(MONDAY)[0]
    assert (found.marked, found.still_open, found.late, found.settled) == (2, 2, 0, 0)


# --- following ----------------------------------------------------------------------------------------------------


def test_followed_reports_come_with_the_newest_change_first(cast):
    first, second = cast.referred(), cast.referred()
    for report in (second, first):
        watching.follow(report.number, by=cast.kiki, at=MONDAY)
    response.follow_up(second.number, text="Ditinjau.", by=cast.otto, at=MONDAY + timedelta(hours=1))
    found = list(watching.followed(cast.kiki))
    assert [(report.pk, report.change) for report in found] == [(second.pk, "follow_up"), (first.pk, "refer")]


def test_what_an_officer_follows_is_nobody_elses_and_ends_with_their_sight(cast):
    report = cast.referred()
    watching.follow(report.number, by=cast.kiki, at=MONDAY)
    assert not watching.is_followed(report, by=cast.arif)
    assert list(watching.followed(cast.arif)) == []
    privacy.raise_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    assert list(watching.followed(cast.kiki)) == []


def test_nobody_follows_what_they_may_not_see(cast):
    with pytest.raises(NotFound):
        watching.follow(cast.referred().number, by=cast.wati, at=MONDAY)


def test_unfollowing_ends_it(cast):
    report = cast.referred()
    watching.follow(report.number, by=cast.otto, at=MONDAY)
    watching.unfollow(report.number, by=cast.otto)
    assert not watching.is_followed(report, by=cast.otto)


# --- the overseer -------------------------------------------------------------------------------------------------


def seen_by_yani(cast):
    return list(Report.objects.visible_to(cast.yani).order_by("id"))


def test_with_the_reporters_consent_the_overseer_reads_the_report_and_its_parts(cast):
    report = cast.referred(by=cast.rini.acting(command=uuid4()))
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    parts = referral.split(report.number, parts=wanted, by=cast.arif, at=MONDAY)
    overseeing.consent(report.number, given=True, by=cast.rini, at=LATER)
    assert seen_by_yani(cast) == [report, *parts]
    overseeing.consent(report.number, given=False, by=cast.rini, at=LATER)
    assert seen_by_yani(cast) == []
    said = [event.data for event in report.events.filter(action=Action.CONSENT).order_by("seq")]
    assert said == [{"to": "ombudsman", "given": True}, {"to": "ombudsman", "given": False}]


def test_the_reporter_is_not_asked_before_sixty_days(cast):
    report = cast.referred()
    with pytest.raises(Refused, match="too_early"):
        overseeing.consent(report.number, given=True, by=actors.pin_holder(report.number), at=LATER - timedelta(days=2))


def test_nobody_else_gives_that_consent(cast):
    report = cast.referred()
    with pytest.raises(Refused, match="not_your_step"):
        overseeing.consent(report.number, given=True, by=cast.vera, at=LATER)


def test_without_consent_there_are_figures_only(cast):
    old, _new = cast.referred(), cast.referred(at=LATER)
    assert [(each.agency, each.reports, each.with_consent) for each in overseeing.by_agency(LATER)] == [
        ("Pemerintah Kabupaten Kutai Timur", 1, 0)
    ]
    assert seen_by_yani(cast) == []
    assert list(overseeing.unsettled(LATER)) == [old]


# --- planned answers ----------------------------------------------------------------------------------------------


def test_a_planned_answer_comes_back_by_itself_on_its_day_and_not_before(cast):
    day = MONDAY.date() + timedelta(days=30)
    answer = response.Answer(AnswerKind.PLANNED, "Dikerjakan bulan depan.", planned_date=day)
    report = cast.answered(answer=answer)
    escalation.sweep(at=MONDAY + timedelta(days=29))
    assert Report.objects.get(pk=report.pk).state == State.ANSWERED
    escalation.sweep(at=MONDAY + timedelta(days=30))
    found = Report.objects.get(pk=report.pk)
    assert (found.state, found.reopen_count, found.holder.code) == (State.IN_PROGRESS, 0, "64.08/pu")
