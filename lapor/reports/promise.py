"""The public promise: who has the report now, and by when something must happen.

Everybody is told of the clock that counts for the reporter (PROMISED); officers see the one that runs out next, which
is what their inboxes go by.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.deadlines import terms
from lapor.deadlines.calendar import EVERY_DAY
from lapor.deadlines.holidays import calendar
from lapor.reports import clocks, ladder
from lapor.reports.ladder import Yardstick
from lapor.reports.lifecycle import ClockKind, Relation, Rung, State
from lapor.reports.models import Clock, Report

# Which clock is the promise in which state: the first of these that is open.
PROMISED = {
    State.SUBMITTED: (ClockKind.VERIFICATION,),
    State.ON_HOLD: (ClockKind.HOLD,),
    State.REFERRED: (ClockKind.SETTLEMENT, ClockKind.FOLLOW_UP),
    State.IN_PROGRESS: (ClockKind.SETTLEMENT,),
    State.ANSWERED: (ClockKind.REPLY, ClockKind.PLANNED),
}


@dataclass(frozen=True)
class Promise:
    """`days_left` in working days where the clock counts them: 0 on the last day, negative when late.

    `rung` is how far up the ladder it has climbed, `ahead` the next one, which it reaches at `ahead_at`: only pages of
    one report know it.
    """

    holder_name: str
    kind: ClockKind | None = None
    until: datetime | None = None
    tz: str = "Asia/Jakarta"
    days_left: int | None = None
    in_working_days: bool = True
    rung: Rung = Rung.GROUND
    ahead: Rung | None = None
    ahead_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def verb(self) -> str:
        """What happens by then, to be followed by the date: "dijawab paling lambat"."""
        match self.kind:
            case ClockKind.VERIFICATION:
                return _("diverifikasi paling lambat")
            case ClockKind.FOLLOW_UP:
                return _("ditindaklanjuti paling lambat")
            case ClockKind.HOLD:
                return _("menunggu data dari pelapor sampai")
            case ClockKind.REPLY:
                return _("menunggu tanggapan pelapor sampai")
            case ClockKind.PLANNED:
                return _("dijanjikan pada")
            case None:
                return ""
        return _("dijawab paling lambat")


def of(report: Report, *, at: datetime) -> Promise:
    """The promise on one report. Three queries at most."""
    return for_page([report], at=at)[report.pk]


def from_clocks(report: Report, known: Iterable[Clock], measure: Yardstick) -> Promise:
    """For officers, of a report whose clocks are at hand. One query, and one more where it is late."""
    if report.is_divided:
        return for_many([report], at=measure.at, looks_ahead=True, for_officers=True)[report.pk]
    running = [clock for clock in known if clock.is_open] if report.is_open else []
    days = measure.days if running else EVERY_DAY
    return _promise(report, clocks.pressing(running), measure.at, days, looks_ahead=True)


def for_page(reports: list[Report], *, at: datetime) -> dict[int, Promise]:
    """The same as `for_many` of one report with its parts, who hears next of what is late included; with the agency."""
    return for_many(reports, at=at, looks_ahead=True)


def for_many(
    reports: list[Report], *, at: datetime, looks_ahead: bool = False, for_officers: bool = False
) -> dict[int, Promise]:
    """The promises on a page of reports, in two queries however many they are; one more where some are divided."""
    parts = _parts([report for report in reports if report.is_divided])
    whole = [report for report in reports if not report.is_divided]
    each = [*whole, *(part for of_one in parts.values() for part in of_one)]
    promises = _each(each, at=at, looks_ahead=looks_ahead, for_officers=for_officers)
    divided = {report.pk: _of_parts(report, parts[report.pk], promises) for report in reports if report.is_divided}
    return promises | divided


def _each(reports: list[Report], *, at: datetime, looks_ahead: bool, for_officers: bool) -> dict[int, Promise]:
    running = Clock.objects.filter(
        report__in=[report.pk for report in reports if report.is_open], met_at__isnull=True, cancelled_at__isnull=True
    )
    by_report: dict[int, list[Clock]] = {}
    for clock in running:
        by_report.setdefault(clock.report_id, []).append(clock)
    days = calendar(at) if by_report else EVERY_DAY
    shown = {
        report.pk: clocks.pressing(known) if for_officers else _promised(report, known)
        for report in reports
        for known in [by_report.get(report.pk, [])]
    }
    return {report.pk: _promise(report, shown[report.pk], at, days, looks_ahead=looks_ahead) for report in reports}


def _promised(report: Report, running: list[Clock]) -> Clock | None:
    by_kind = {clock.kind: clock for clock in running}
    return next((by_kind[kind] for kind in PROMISED.get(State(report.state), ()) if kind in by_kind), None)


def _parts(divided: list[Report]) -> dict[int, list[Report]]:
    """The parts of these reports; one that is hidden alone says nothing about a whole that isn't."""
    of_one: dict[int, list[Report]] = {report.pk: [] for report in divided}
    if divided:
        open_wholes = {report.pk for report in divided if not report.is_secret}
        for part in Report.objects.filter(parent__in=divided, relation=Relation.PART).with_holder().order_by("id"):
            if not (part.is_secret and part.parent_id in open_wholes):
                of_one[part.parent_id].append(part)  # type: ignore[index]  # a part has one
    return of_one


def _of_parts(whole: Report, parts: list[Report], promises: dict[int, Promise]) -> Promise:
    """Of the parts that stand where the whole stands, the promise that runs out first, and who holds them."""
    waited_for = [promises[part.pk] for part in parts if part.state == whole.state]
    holders = {each.holder_name for each in waited_for}
    name = ngettext("%s unit", "%s unit", len(holders)) % len(holders)
    dated = [each for each in waited_for if each.until]
    first = min(dated, key=lambda each: each.until, default=Promise(whole.holder.name))  # type: ignore[arg-type,return-value]
    return replace(first, holder_name=holders.pop() if len(holders) == 1 else name if holders else whole.holder.name)


def _promise(report: Report, clock: Clock | None, at: datetime, days, *, looks_ahead: bool) -> Promise:
    if clock is None:
        return Promise(report.holder.name)
    counted = days if clock.in_working_days else EVERY_DAY
    left = terms.remaining(clock.due_at, at, tz=clock.tz, calendar=counted)
    ahead = ladder.ahead(report, clock) if looks_ahead and clock.rung >= Rung.SUPERIOR else None
    return Promise(
        report.holder.name, ClockKind(clock.kind), clock.due_at, clock.tz, left, clock.in_working_days,
        Rung(clock.rung), ahead, clock.next_at,
    )  # fmt: skip
