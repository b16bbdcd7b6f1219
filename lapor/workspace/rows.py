"""A report as one line of a list of officers: everything needed to decide which one to open."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.reports import face, promise, titles
from lapor.reports.face import Face
from lapor.reports.lifecycle import STEPS, Action, Channel, Relation
from lapor.reports.models import Report
from lapor.reports.promise import Promise


@dataclass(frozen=True)
class Row:
    report: Report
    title: str
    face: Face
    clock: str
    channel: str
    flags: list[str]
    can_be_referred: bool

    @property
    def ticket(self) -> str:
        """What a choice of this row sends: the report and how new the row is."""
        return f"{self.report.number}:{self.report.seq}"


def of(reports: list[Report], *, at: datetime) -> list[Row]:
    """The rows of a page, read `with_words`; two queries however many they are."""
    promises = promise.for_many(reports, at=at, for_officers=True)
    return [
        Row(
            report=report,
            title=titles.of(report),
            face=face.of(report, promises[report.pk]),
            clock=_clock(promises[report.pk]),
            channel=str(Channel(report.channel).label),
            flags=_flags(report),
            can_be_referred=report.is_verified
            and not (report.in_arbitration or report.is_divided)
            and report.state in STEPS[Action.REFER].origin,
        )
        for report in reports
    ]


def _clock(promised: Promise) -> str:
    """Which clock the deadline beside it speaks of."""
    return str(promised.kind.label) if promised.kind else ""


def _flags(report: Report) -> list[str]:
    """What an officer must know before opening it, the gravest first."""
    flags = {
        _("Rahasia"): report.is_secret,
        _("Anonim"): report.is_anonymous,
        _("Prioritas"): report.is_priority,
        _("Dibantah"): report.is_contested,
        _("Dibagi"): report.is_divided,
        _("Bagian"): report.relation == Relation.PART,
        _("Sengketa wewenang"): report.in_arbitration,
        _("Ada usulan jawaban"): report.proposal_id is not None,
    }
    words = [word for word, applies in flags.items() if applies]
    for count, said in (
        (report.return_count, ngettext("Kembali %d kali", "Kembali %d kali", report.return_count)),
        (report.reopen_count, ngettext("Dibuka lagi %d kali", "Dibuka lagi %d kali", report.reopen_count)),
    ):
        words += [said % count] if count else []
    return words
