"""The clocks of one report: started, met, paused and resumed by the life-cycle table, each a row with its moment.

`deadlines` does the arithmetic; which rule applies is a row (DeadlineRule); nothing is computed when a page is shown.
"""

from collections.abc import Iterable
from datetime import datetime, time
from operator import attrgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lapor.core.queries import insert_many, one, update_many
from lapor.deadlines import terms
from lapor.deadlines.calendar import EVERY_DAY, Calendar
from lapor.reports import in_force, ladder
from lapor.reports.clock_models import Clock
from lapor.reports.ladder import Yardstick
from lapor.reports.lifecycle import WORK_CLOCKS, AnswerKind, ClockKind, Rung, State, Step

if TYPE_CHECKING:
    from lapor.reports.models import Report

SAVED = ("due_at", "counted_from", "counted_days", "paused_since", "met_at", "cancelled_at", "late_at", "next_at")


def follow(report: "Report", step: Step, *, at: datetime, moved: bool = False) -> dict:
    """Do to the clocks what this step of the table says; returns the report's columns that changed with them."""
    if not (step.meets or step.starts or step.pauses or step.resumes or step.drops or step.ends):
        return {}
    measure = Yardstick(at)
    known = {ClockKind(clock.kind): clock for clock in report.clocks.order_by("id")}
    before = {kind: _saved(clock) for kind, clock in known.items()}
    for clock in known.values():
        _move(report, clock, step, measure)
    kinds = sorted(kind for kind in step.starts if _starts(report, kind, known.get(kind), moved=moved))
    for kind in kinds:
        if kind in known and known[kind].is_open:
            known[kind].cancelled_at, known[kind].next_at = at, None  # the next holder gets a fresh one
    started = [_new(report, kind, measure) for kind in kinds]
    update_many([clock for kind, clock in known.items() if _saved(clock) != before[kind]], SAVED)
    insert_many(started)
    return _summary(report, [*known.values(), *started])


def begin(report: "Report", step: Step, *, at: datetime) -> list[Clock]:
    """The clocks that start with a new report, not yet saved; sets the report's own columns."""
    measure = Yardstick(at)
    started = [_new(report, kind, measure) for kind in sorted(step.starts)]
    _summary(report, started)
    return started


def passed_on(part: "Report", whole: "Report", *, at: datetime) -> list[Clock]:
    """The class clock of a divided report goes on in each of its parts, not yet saved: dividing wins nobody time."""
    clock = whole.clocks.filter(kind=ClockKind.SETTLEMENT).order_by("id").last()
    if clock is None:
        return []
    clock.pk, clock._state.adding, clock.report = None, True, part
    clock.cancelled_at, clock.next_at = None, clock.next_at or _next_look(part, clock, Yardstick(at), since=at)
    _summary(part, [clock])
    return [clock]


def _saved(clock: Clock) -> list:
    return [getattr(clock, column) for column in SAVED]


def _move(report: "Report", clock: Clock, step: Step, measure: Yardstick) -> None:
    at = measure.at
    if clock.kind in step.resumes:
        _resume(report, clock, measure)
    if clock.is_open and clock.kind in step.meets:
        _meet(clock, at)
    if clock.is_open and clock.kind in step.pauses and clock.paused_since is None:
        clock.paused_since = at
    if clock.is_open and clock.kind in step.drops:
        clock.cancelled_at, clock.next_at = at, None
    if clock.is_open and step.ends:
        _end(clock, step, at)
    if step.to == State.IN_PROGRESS and clock.kind == ClockKind.SIXTY_DAYS and clock.met_at:
        # Reopened: the sixty days run from the day of submission, whatever happened in between.
        clock.met_at, clock.next_at = None, clock.due_at if clock.late_at is None else None


def _starts(report: "Report", kind: ClockKind, running: Clock | None, *, moved: bool) -> bool:
    """The class clock runs once from the first referral; a new holder gets a new first-follow-up clock."""
    match kind:
        case ClockKind.SETTLEMENT:
            return running is None
        case ClockKind.FOLLOW_UP:
            return running is None or moved or not running.is_open
        case ClockKind.PLANNED:
            return report.answer_kind == AnswerKind.PLANNED
        case ClockKind.REPLY:
            return report.answer_kind != AnswerKind.PLANNED
    return True


def _new(report: "Report", kind: ClockKind, measure: Yardstick) -> Clock:
    tz, at, days = report.agency.tz, measure.at, measure.days
    if kind == ClockKind.PLANNED and report.planned_date:
        due = datetime.combine(report.planned_date, time(0, 0), tzinfo=ZoneInfo(tz))
        length, working = max((due - at).days, 0), False
    else:
        rule = in_force.deadline(kind, report_class=report.report_class, agency_id=report.agency_id)
        length, working = rule.days, rule.in_working_days
        due = terms.due_after_working_days(at, length, tz=tz, calendar=days if working else EVERY_DAY)
    clock = Clock(
        report=report, kind=kind, started_at=at, counted_from=at, counted_days=length, due_at=due, days=length,
        in_working_days=working, tz=tz, calendar=days.version,
    )  # fmt: skip
    clock.next_at = _next_look(report, clock, measure)
    return clock


def _next_look(report: "Report", clock: Clock, measure: Yardstick, *, since: datetime | None = None) -> datetime | None:
    """When the sweep must look at it again."""
    return ladder.next_moment(clock, measure, report_class=report.report_class, since=since)


def climb(report: "Report", clock: Clock, rung: Rung, measure: Yardstick) -> None:
    """It has come to a rung of the ladder; look again when it comes to the next. The caller saves clock and report."""
    since = clock.next_at
    clock.rung = rung
    if rung == Rung.SUPERIOR:
        ran_out(report, clock, at=measure.at)
    clock.next_at = _next_look(report, clock, measure, since=since)


def stay(clock: Clock, measure: Yardstick) -> None:
    """Nobody stands above it; look again next month, when somebody else may hold it. The caller saves the clock."""
    clock.next_at = ladder.day_of_next_month(measure.at, 1, tz=clock.tz, days=measure.days)


def ran_out(report: "Report", clock: Clock, *, at: datetime) -> None:
    """It is late, and stays so. The caller saves clock and report."""
    clock.late_at, clock.next_at = at, None
    if clock.kind in WORK_CLOCKS:
        report.late_at = report.late_at or at


def follow_calendar(clock: Clock, measure: Yardstick) -> bool:
    """Count this clock anew after a decree changed the holidays; a promise is moved later, never earlier."""
    due = terms.due_after_working_days(clock.counted_from, clock.counted_days, tz=clock.tz, calendar=measure.days)
    moved = due > clock.due_at
    if moved:
        clock.due_at = due
        clock.next_at = _next_look(clock.report, clock, measure)
    clock.calendar = measure.days.version
    clock.save(update_fields=["calendar", "due_at", "next_at"])
    return moved


def _days_between(since: datetime, until: datetime, tz: str, days: Calendar) -> int:
    zone = ZoneInfo(tz)
    return max(days.working_days_between(since.astimezone(zone).date(), until.astimezone(zone).date()), 0)


def _meet(clock: Clock, at: datetime) -> None:
    clock.met_at, clock.paused_since, clock.next_at = at, None, None


def _end(clock: Clock, step: Step, at: datetime) -> None:
    """Closing meets the class clock at the moment of the answer, and the 60 days; everything else is void."""
    if step.to == State.CLOSED and clock.kind in (ClockKind.SETTLEMENT, ClockKind.SIXTY_DAYS):
        _meet(clock, clock.paused_since or at)
    else:
        clock.cancelled_at, clock.paused_since, clock.next_at = at, None, None


def _resume(report: "Report", clock: Clock, measure: Yardstick) -> None:
    """The clock goes on with the working days that were left; also when a closing that had met it is undone.

    What is late climbs on after as many days as were left until its next rung.
    """
    at, days = measure.at, measure.days
    stood_since = clock.paused_since or (clock.met_at if clock.kind == ClockKind.SETTLEMENT else None)
    if stood_since is None or clock.cancelled_at:
        return
    clock.due_at = terms.shift_for_pause(clock.due_at, stood_since, at, tz=clock.tz, calendar=days)
    clock.paused_since, clock.met_at, clock.counted_from = None, None, at
    clock.counted_days = _days_between(at, clock.due_at, clock.tz, days)
    if clock.late_at is None:
        clock.next_at = _soonest(_next_look(report, clock, measure), at)
    elif clock.next_at:
        clock.next_at = terms.shift_for_pause(clock.next_at, stood_since, at, tz=clock.tz, calendar=days)
    else:
        clock.next_at = _next_look(report, clock, measure, since=at)


def _soonest(look: datetime | None, at: datetime) -> datetime | None:
    return max(look, at) if look else None


def extended(clock: Clock, *, days: int, measure: Yardstick) -> datetime:
    """Until when the clock would run with some working days more, from its end or from now, whichever is later."""
    since = max(clock.due_at, measure.at)
    return terms.due_after_working_days(since, days, tz=clock.tz, calendar=measure.days)


def extend(report: "Report", clock: Clock, *, days: int, at: datetime) -> None:
    """Some working days more; an extended clock is no longer late and begins at the foot of the ladder."""
    measure = Yardstick(at)
    clock.due_at = extended(clock, days=days, measure=measure)
    clock.days += days
    clock.extensions += 1
    clock.counted_days = _days_between(clock.counted_from, clock.due_at, clock.tz, measure.days)
    _begin_anew(report, clock, measure)


def reclassified(report: "Report", *, was: str, at: datetime) -> None:
    """The class clock keeps its start and the extensions it was given, and takes the new class's length."""
    clock, kind = running(report, ClockKind.SETTLEMENT), ClockKind.SETTLEMENT
    if clock is None:
        return
    now, before = (
        in_force.deadline(kind, report_class=of, agency_id=report.agency_id).days for of in (report.report_class, was)
    )
    longer = now - before
    clock.days = max(clock.days + longer, 1)
    clock.counted_days = max(clock.counted_days + longer, 1)
    measure = Yardstick(at)
    clock.due_at = terms.due_after_working_days(
        clock.counted_from, clock.counted_days, tz=clock.tz, calendar=measure.days
    )
    _begin_anew(report, clock, measure)


def _begin_anew(report: "Report", clock: Clock, measure: Yardstick) -> None:
    clock.rung, clock.late_at = Rung.GROUND, None
    clock.next_at = _soonest(_next_look(report, clock, measure), measure.at)
    clock.save(update_fields=["days", "counted_days", "due_at", "extensions", "rung", "late_at", "next_at"])
    refresh(report)


def running(report: "Report", kind: ClockKind) -> Clock | None:
    return one(report.clocks.filter(kind=kind, met_at__isnull=True, cancelled_at__isnull=True))


def refresh(report: "Report") -> None:
    """Bring the report's own columns up to date after its clocks changed by themselves."""
    changes = _summary(report, list(report.clocks.all()))
    for column, value in changes.items():
        setattr(report, column, value)
    report.save(update_fields=[*changes])


def pressing(known: Iterable[Clock]) -> Clock | None:
    """The clock that runs out next: officers' lists sort by it, call a report late by it, and show it."""
    running = (clock for clock in _ticking(known) if clock.kind != ClockKind.SIXTY_DAYS)
    return min(running, key=attrgetter("due_at"), default=None)


def _ticking(known: Iterable[Clock]) -> list[Clock]:
    return [clock for clock in known if clock.is_open and clock.paused_since is None]


def _summary(report: "Report", known: list[Clock]) -> dict:
    """What inboxes sort by: the clock that runs out next, and since when officers are late."""
    first = pressing(known)
    late = [clock.late_at for clock in _ticking(known) if clock.late_at and clock.kind in WORK_CLOCKS]
    changes = {"due_at": first.due_at if first else None, "late_at": min(late, default=None)}
    for column, value in changes.items():
        setattr(report, column, value)
    return changes
