"""What happens by itself when a clock runs out: warnings, late, closing and archiving by time, planned days.

`sweep` may run on several machines at once and as often as it likes: each claims what the others don't hold, and what
was done once has moved its own clock on.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from lapor.deadlines.calendar import Calendar
from lapor.deadlines.holidays import calendar
from lapor.reports import clocks, closing, record, response
from lapor.reports.actors import system
from lapor.reports.lifecycle import Action, ClockKind, Relation
from lapor.reports.models import Clock, Report

logger = logging.getLogger(__name__)

BATCH = 200
TRY_AGAIN = timedelta(hours=1)


def sweep(*, at: datetime) -> Counter[str]:
    """Act on every clock whose moment has come; returns how often each action was taken."""
    done: Counter[str] = Counter()
    while True:
        with transaction.atomic():
            claimed = _claim(at)
            done.update(_act_safely(clock, at=at) for clock in claimed)
        if not claimed:
            return done


def due(at: datetime) -> QuerySet[Clock]:
    """The clocks whose moment has come and that nobody has acted on yet."""
    return Clock.objects.filter(next_at__lte=at, paused_since__isnull=True)


def _claim(at: datetime) -> list[Clock]:
    """Due clocks, locked with their reports; what somebody else holds is skipped, so nobody waits for nobody.

    One clock per report: acting on it may move the others, which then come in the next round.
    """
    come = (
        due(at)
        .select_for_update(of=("self", "report"), skip_locked=True)
        .select_related("report__holder", "report__agency")
        .order_by("next_at", "id")[:BATCH]
    )
    first: dict[int, Clock] = {}
    for clock in come:
        first.setdefault(clock.report_id, clock)
    return list(first.values())


def _act_safely(clock: Clock, *, at: datetime) -> str:
    """One report that can't be moved must not stop the clocks of all others."""
    try:
        with transaction.atomic():
            return _act(clock, at=at)
    except Exception:
        logger.exception("sweep: clock %s could not be acted on", clock.pk)
        Clock.objects.filter(pk=clock.pk).update(next_at=at + TRY_AGAIN)
        return "failed"


def _act(clock: Clock, *, at: datetime) -> str:
    report, by = clock.report, system()
    if report.relation == Relation.PART:
        # Whoever holds the whole may be waiting for this part; the next round finds both free.
        Report.objects.select_for_update(of=("self",), nowait=True).get(children=report)
    match clock.kind:
        case ClockKind.REPLY:
            closing.close_by_time(report, by=by, at=at)
            return Action.CLOSE_BY_TIME
        case ClockKind.HOLD:
            closing.archive_by_time(report, by=by, at=at)
            return Action.ARCHIVE
        case ClockKind.PLANNED:
            response.resume(report, by=by, at=at)
            return Action.RESUME
        case ClockKind.SIXTY_DAYS:
            return _late(clock, Action.ESCALATE, at=at)
    return _late(clock, Action.MARK_LATE, at=at) if at >= clock.due_at else _warn(clock, at=at)


def _warn(clock: Clock, *, at: datetime) -> str:
    percent = next(percent for percent in clocks.WARNINGS if percent > clock.warned)
    clocks.warned(clock, percent=percent)
    data = {"clock": clock.kind, "percent": percent}
    record.advance(clock.report, clock.report.may(Action.WARN, by=system()), by=system(), at=at, data=data)
    return Action.WARN


def _late(clock: Clock, action: Action, *, at: datetime) -> str:
    """The promise is broken: said once, on the timeline, for everybody to see."""
    clocks.ran_out(clock, at=at)
    clocks.refresh(clock.report)
    step = clock.report.may(action, by=system())
    record.advance(clock.report, step, by=system(), at=at, data={"clock": clock.kind})
    return action


def follow_decrees(*, at: datetime) -> int:
    """Move open clocks that count working days later where a new decree made a day free; one event for each.

    Clocks that stand still are counted anew when they go on. Returns how many moved; done twice it moves nothing more.
    """
    days, moved = calendar(at), 0
    outdated = Clock.objects.filter(
        in_working_days=True, met_at__isnull=True, cancelled_at__isnull=True, paused_since__isnull=True, due_at__gt=at
    ).exclude(calendar=days.version)
    while True:
        with transaction.atomic():
            batch = list(
                outdated.select_for_update(of=("self", "report"), skip_locked=True)
                .select_related("report__holder", "report__agency")
                .order_by("id")[:BATCH]
            )
            for clock in {clock.report_id: clock for clock in batch}.values():
                moved += _follow_decrees(clock, days, at)
        if not batch:
            return moved


def _follow_decrees(clock: Clock, days: Calendar, at: datetime) -> bool:
    before = clock.due_at
    if not clocks.follow_calendar(clock, days=days):
        return False
    clocks.refresh(clock.report)
    data = {"clock": clock.kind, "from": before.isoformat(), "to": clock.due_at.isoformat()}
    step = clock.report.may(Action.MOVE_CLOCK, by=system())
    record.advance(clock.report, step, by=system(), at=at, data=data)
    return True
