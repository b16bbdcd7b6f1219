"""What happens by itself when a clock runs out: warnings, late and up the ladder, closing and archiving by time,
planned days.

`sweep` may run on several machines at once and as often as it likes: each claims what the others don't hold, and what
was done once has moved its own clock on.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from lapor.core.queries import update_many
from lapor.reports import clocks, closing, ladder, record, response
from lapor.reports.actors import system
from lapor.reports.ladder import Yardstick
from lapor.reports.lifecycle import WORK_CLOCKS, Action, ClockKind, Relation, Rung, Step
from lapor.reports.models import Clock, Report

logger = logging.getLogger(__name__)

BATCH = 500
TRY_AGAIN = timedelta(hours=1)
QUIET = WORK_CLOCKS | {ClockKind.SIXTY_DAYS}  # what they say when they run out leaves the report's state alone
SAYS = {Rung.FIRST_WARNING: Action.WARN, Rung.SECOND_WARNING: Action.WARN, Rung.SUPERIOR: Action.MARK_LATE}


def sweep(*, at: datetime) -> Counter[str]:
    """Act on every clock whose moment has come; returns how often each action was taken."""
    done: Counter[str] = Counter()
    while True:
        with transaction.atomic():
            claimed = _claim(at)
            done.update(_act_on(claimed, at=at))
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
        _with_reports(due(at))
        .select_for_update(of=("self", "report"), skip_locked=True, no_key=True)
        .order_by("next_at", "id")[:BATCH]
    )
    first: dict[int, Clock] = {}
    for clock in come:
        first.setdefault(clock.report_id, clock)
    return list(first.values())


def _with_reports(found: QuerySet[Clock]) -> QuerySet[Clock]:
    """Without what is long, and each agency read once however many reports it has."""
    long = ("report__public_text", "report__search", "report__circle", "report__answers")
    return found.select_related("report").defer(*long).prefetch_related("report__agency__coordinator")


def _act_on(claimed: list[Clock], *, at: datetime) -> list[str]:
    """All that leave the state alone in one go, the others each for itself."""
    quiet = [clock for clock in claimed if clock.kind in QUIET]
    said = _safely(quiet, at=at) if quiet else []
    return said + [each for clock in claimed if clock.kind not in QUIET for each in _safely([clock], at=at)]


def _safely(some: list[Clock], *, at: datetime) -> list[str]:
    """What these clocks came to; one report that can't be moved must not stop the clocks of all others."""
    try:
        with transaction.atomic():
            return _climb(some, at=at) if some[0].kind in QUIET else [_act(some[0], at=at)]
    except Exception:
        if len(some) > 1:  # each alone, read anew: the attempt has left its marks on them
            again = _with_reports(Clock.objects.filter(pk__in=[clock.pk for clock in some]))
            return [each for clock in again for each in _safely([clock], at=at)]
        logger.exception("sweep: clock %s could not be acted on", some[0].pk)
        Clock.objects.filter(pk=some[0].pk).update(next_at=at + TRY_AGAIN)
        return ["failed"]


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
    response.resume(report, by=by, at=at)  # the clock of a planned day
    return Action.RESUME


def _climb(some: list[Clock], *, at: datetime) -> list[str]:
    """Each of these clocks one rung further, with the event that says so."""
    measure, desk = Yardstick(at), ladder.national_desk()
    said = [_say(clock, measure, desk) for clock in some]
    update_many(some, ["rung", "late_at", "next_at"])
    taken = [(clock.report, *step) for clock, step in zip(some, said, strict=True) if step]
    record.advance_many(taken, by=system(), at=at, changed=["late_at"])
    return [step.action for _, step, _ in taken]


def _say(clock: Clock, measure: Yardstick, desk: int) -> tuple[Step, dict] | None:
    """Move the clock on; what is to be said of it, nothing where nobody is left to hear it."""
    report, at = clock.report, measure.at
    if clock.kind == ClockKind.SIXTY_DAYS:
        clocks.ran_out(report, clock, at=at)
        return report.may(Action.ESCALATE, by=system()), {"clock": clock.kind}
    rung = ladder.reached(clock, at=at)
    data: dict = {"clock": clock.kind}
    if rung < Rung.SUPERIOR:
        data |= {"percent": measure.amount(rung, report.report_class)}
    elif heard := ladder.above(report, rung):
        rung = heard
        units = {Rung.COORDINATOR: report.agency.coordinator_id, Rung.NATIONAL: desk}
        data |= {"unit": units.get(rung, report.agency_id)}
    else:
        clocks.stay(clock, measure)
        return None
    step = report.may(SAYS.get(rung, Action.CLIMB), by=system())
    clocks.climb(report, clock, rung, measure)
    return step, data | {"rung": rung.code}


def follow_decrees(*, at: datetime) -> int:
    """Move open clocks that count working days later where a new decree made a day free; one event for each.

    Clocks that stand still are counted anew when they go on. Returns how many moved; done twice it moves nothing more.
    """
    measure, moved = Yardstick(at), 0
    outdated = Clock.objects.filter(
        in_working_days=True, met_at__isnull=True, cancelled_at__isnull=True, paused_since__isnull=True, due_at__gt=at
    ).exclude(calendar=measure.days.version)
    while True:
        with transaction.atomic():
            batch = list(
                outdated.select_for_update(of=("self", "report"), skip_locked=True)
                .select_related("report__holder", "report__agency")
                .order_by("id")[:BATCH]
            )
            for clock in {clock.report_id: clock for clock in batch}.values():
                moved += _follow_decrees(clock, measure)
        if not batch:
            return moved


def _follow_decrees(clock: Clock, measure: Yardstick) -> bool:
    before, at = clock.due_at, measure.at
    if not clocks.follow_calendar(clock, measure):
        return False
    clocks.refresh(clock.report)
    data = {"clock": clock.kind, "from": before.isoformat(), "to": clock.due_at.isoformat()}
    step = clock.report.may(Action.MOVE_CLOCK, by=system())
    record.advance(clock.report, step, by=system(), at=at, data=data)
    return True
