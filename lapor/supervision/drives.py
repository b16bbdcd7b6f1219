"""Clearance drives: the open reports of a period, to be settled by a day, agency by agency.

Which reports belong to it, and with which agency each is counted, is fixed when it starts: nobody gets nearer to the
target by passing a report on. Archived reports are shown and don't count as settled, so nobody clears by archiving.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies.models import Kind, Role, Unit
from lapor.core.errors import NotFound, Refused
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import OPEN, State
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet
from lapor.supervision import lists, reach
from lapor.supervision.models import Drive, DriveReport

MAKERS = frozenset({Role.NATIONAL_ADMIN})
READERS = reach.READERS - {Role.OVERSEER}
STILL_OPEN = OPEN - {State.ANSWERED}
GROUPS = {"terbuka": STILL_OPEN, "menunggu": {State.ANSWERED}, "selesai": {State.CLOSED}, "arsip": {State.ARCHIVED}}


@dataclass(frozen=True)
class Plan:
    """What somebody enters to start a drive; without kinds or a province, all take part."""

    name: str
    basis: str
    submitted_from: date
    submitted_until: date
    due_date: date
    target: int
    kinds: tuple[str, ...] = ()
    province: Unit | None = None


@dataclass(frozen=True)
class Progress:
    """How far one agency, or all together, got; every figure is a part of `total`."""

    total: int
    closed: int
    answered: int
    archived: int
    agency: Unit | None = None

    @property
    def still_open(self) -> int:
        return self.total - self.closed - self.answered - self.archived

    @property
    def percent(self) -> float:
        return 100 * self.closed / self.total if self.total else 0.0


def start(plan: Plan, *, user: User, by: Actor, at: datetime) -> Drive:
    """Fix the list of reports and begin. Call it in a transaction.

    Raises NotFound for who may not; Refused: `wrong_order`, `in_the_past`, `not_over_yet`, `nothing_open`.
    """
    if not any(seat.role in MAKERS for seat in by.seats):
        raise NotFound("drive")
    _check(plan, at)
    columns = {**vars(plan), "kinds": list(plan.kinds)}
    drive = Drive.objects.create(**columns, started_by=user, started_at=at)
    if not _fix(drive):
        raise Refused(
            "nothing_open",
            _("Tidak ada laporan terbuka dari masa itu di instansi yang dipilih."),
            field="submitted_from",
        )
    return drive


def _check(plan: Plan, at: datetime) -> None:
    today = timezone.localdate(at)
    if plan.submitted_until < plan.submitted_from:
        raise Refused("wrong_order", _("Tanggal akhir mendahului tanggal awal."), field="submitted_until")
    if plan.submitted_until > today:
        sentence = _("Masa ini belum lewat. Pilih tanggal akhir paling lambat hari ini.")
        raise Refused("not_over_yet", sentence, field="submitted_until")
    if plan.due_date <= today:
        raise Refused("in_the_past", _("Beri batas waktu sesudah hari ini."), field="due_date")


def _fix(drive: Drive) -> int:
    chosen = _chosen(drive).annotate(of_drive=Value(drive.pk)).values_list("of_drive", "agency_id", "pk")
    return lists.fix(DriveReport, "drive_id", "agency_id", "report_id", chosen=chosen)


def _chosen(drive: Drive) -> ReportQuerySet:
    """Open reports of the period, those of the agencies that take part."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(drive.submitted_from, datetime.min.time(), zone)
    last = datetime.combine(drive.submitted_until, datetime.max.time(), zone)
    chosen = Report.objects.open().filter(submitted_at__range=(first, last))
    if drive.kinds:
        chosen = chosen.filter(agency__kind__in=drive.kinds)
    if drive.province:
        chosen = chosen.filter(Q(agency=drive.province) | Q(agency__coordinator=drive.province))
    return chosen


def seen_by(by: Actor) -> QuerySet[Drive]:
    """The drives in which an agency of this officer takes part."""
    rows = DriveReport.objects.filter(reach.agencies(by, READERS, "agency__"), drive=OuterRef("pk"))
    return Drive.objects.filter(Exists(rows)).select_related("province")


def with_figures(found: QuerySet[Drive], *, by: Actor) -> QuerySet[Drive]:
    """Each with how many reports of this officer's agencies it has (`total`) and how many are settled (`closed`)."""
    near = reach.agencies(by, READERS, "reports__agency__")
    settled = near & Q(reports__report__state=State.CLOSED)
    return found.annotate(total=Count("reports", filter=near), closed=Count("reports", filter=settled))


def by_agency(drive: Drive, *, by: Actor) -> list[Progress]:
    """How far each agency got, the one with most still open first; one query."""
    rows = drive.reports.filter(reach.agencies(by, READERS, "agency__")).values("agency").annotate(**_counts())
    found: list[Any] = list(rows)
    units = Unit.objects.in_bulk([row["agency"] for row in found])
    progress = [Progress(**{**row, "agency": units[row["agency"]]}) for row in found]
    return sorted(progress, key=lambda one: (-one.still_open, str(one.agency)))


def together(progress: list[Progress]) -> Progress:
    """All of them as one."""
    names = ("total", "closed", "answered", "archived")
    return Progress(**{name: sum(getattr(one, name) for one in progress) for name in names})


def reports_of(drive: Drive, agency: int, *, by: Actor, group: str = "") -> ReportQuerySet:
    """One agency's reports of a drive, as far as this officer may open them; `group` is one of GROUPS or empty."""
    listed = drive.reports.filter(reach.agencies(by, READERS, "agency__"), agency=agency).values("report")
    reports = Report.objects.visible_to(by).filter(pk__in=listed)
    return reports.filter(state__in=sorted(GROUPS[group])) if group in GROUPS else reports


def _counts() -> dict[str, Count]:
    def of(state: State) -> Count:
        return Count("pk", filter=Q(report__state=state))

    return {
        "total": Count("pk"),
        "closed": of(State.CLOSED),
        "answered": of(State.ANSWERED),
        "archived": of(State.ARCHIVED),
    }


def kinds() -> list[tuple[str, str]]:
    """The kinds of agencies that may be chosen; the national desk and units below agencies take no part by kind."""
    below = {Kind.DESK, Kind.DEPARTMENT, Kind.DISTRICT, Kind.VILLAGE, Kind.SECTION}
    return [(kind.value, str(kind.label)) for kind in Kind if kind not in below]
