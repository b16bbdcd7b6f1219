"""The overseer (Ombudsman): reads what wasn't settled in sixty days, and only where the reporter agrees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.reports import parts, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Relation
from lapor.reports.models import Report
from lapor.reports.querysets import OMBUDSMAN_AFTER, ReportQuerySet


@dataclass(frozen=True)
class Unsettled:
    """How many reports of an agency are open after sixty days, and how many of them the overseer may read."""

    agency: str
    reports: int
    with_consent: int


def may_be_asked(report: Report, *, at: datetime) -> bool:
    """May the reporter be asked? For a report that is open after sixty days; of a divided one for the whole."""
    return report.is_open and report.relation != Relation.PART and report.submitted_at <= at - OMBUDSMAN_AFTER


def consent(number: int, *, given: bool, by: Actor, at: datetime) -> Report:
    """The reporter lets the overseer read the report and its parts, or takes that back. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `part`, `too_early`, `nothing_to_change`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.CONSENT, by=by)
    if report.relation == Relation.PART:
        raise Refused("part", _("Izin ini diberikan untuk laporan lengkapnya."))
    if given and not may_be_asked(report, at=at):
        raise Refused("too_early", _("Ombudsman baru bisa membaca laporan yang lebih dari 60 hari belum selesai."))
    if given is (report.ombudsman_consent_at is not None):
        raise Refused("nothing_to_change", _("Tidak ada yang berubah."))
    data, since = {"to": "ombudsman", "given": given}, at if given else None
    record.advance(report, step, by=by, at=at, data=data, ombudsman_consent_at=since)
    for part in parts.of(report).with_holder():
        record.advance(part, step, by=by.acting(), at=at, data=data, ombudsman_consent_at=since)
    return report


def unsettled(at: datetime) -> ReportQuerySet:
    """Open reports that were sent more than sixty days ago, each once."""
    return Report.objects.open().wholes().filter(submitted_at__lte=at - OMBUDSMAN_AFTER)


def by_agency(at: datetime) -> Iterable[Unsettled]:
    """Who has how many of them, most first: figures alone, which need nobody's consent. One query."""
    rows = (
        unsettled(at)
        .values("agency__name")
        .annotate(reports=Count("pk"), with_consent=Count("pk", filter=Q(ombudsman_consent_at__isnull=False)))
    )
    for row in rows.order_by("-reports", "agency__name"):
        yield Unsettled(row["agency__name"], row["reports"], row["with_consent"])
