"""The record of a report in the words of the office: timeline, clocks and files, ready for the components."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.agencies import routing
from lapor.core.encryption import Undecipherable
from lapor.deadlines import terms
from lapor.deadlines.calendar import EVERY_DAY
from lapor.reports import attachments, face, ladder
from lapor.reports.ladder import Yardstick
from lapor.reports.lifecycle import (
    REPORTERS,
    Action,
    AnswerKind,
    AppealOutcome,
    ArchiveReason,
    ClockKind,
    Outcome,
    Rung,
    State,
)
from lapor.reports.models import Attachment, Clock, Report
from lapor.reports.oversight import Inspection
from lapor.reports.timeline import Entry
from lapor.ui.templatetags.ui import ukuran, waktu

ICONS = {
    Action.VERIFY: "check",
    Action.REFER: "arrow",
    Action.RETURN: "back",
    Action.ARBITRATE: "arrow",
    Action.HOLD: "tunda",
    Action.ANSWER: "check",
    Action.EXTEND: "clock",
    Action.WARN: "clock",
    Action.MOVE_CLOCK: "clock",
    Action.MARK_LATE: "warning",
    Action.CLIMB: "warning",
    Action.ESCALATE: "warning",
    Action.CONTEST: "warning",
    Action.ASK_FIXED: "clock",
    Action.ARCHIVE: "arsip",
    Action.RAISE_PRIVACY: "lock",
    Action.LOWER_PRIVACY: "lock",
    Action.RELEASE_IDENTITY: "lock",
    Action.NOTE: "file",
    Action.DISCLOSE: "lock",
    Action.HAND_OVER: "arrow",
    Action.ACKNOWLEDGE: "check",
    Action.CONCLUDE: "check",
}
RUNGS = {rung.code: rung.label for rung in Rung}


@dataclass(frozen=True)
class File:
    url: str
    name: str
    note: str
    thumbnail: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Line:
    """One entry, ready for the component timeline_entry."""

    at: datetime
    title: str
    by: str
    icon: str
    who: str
    audience: str
    text: str
    files: list[File] = field(default_factory=list)


@dataclass(frozen=True)
class ClockRow:
    """One clock: what it is for, how it stands (words and level of the component deadline), since and until when, and
    who hears of it next.
    """

    label: str
    standing: str
    level: str
    started: str
    until: str
    is_open: bool
    ahead: str = ""


def lines(report: Report, entries: Iterable[Entry]) -> list[Line]:
    """Newest first: officers want to know what has just happened."""
    return [_line(report, entry) for entry in entries][::-1]


def _line(report: Report, entry: Entry) -> Line:
    from_reporter = entry.actor_kind in REPORTERS
    text = entry.text or entry.note
    return Line(
        at=entry.at,
        title=" · ".join(filter(None, [str(entry.title), _detail(entry)])),
        by=", ".join(filter(None, [entry.person, str(entry.who)])),
        icon="person" if from_reporter else ICONS.get(Action(entry.action), "building"),
        who="reporter" if from_reporter else "",
        audience=_audience(entry),
        text="\n\n".join(filter(None, [text, _("Dasar hukum: %s") % entry.ground if entry.ground else ""])),
        files=[_file(report, attachment) for attachment in entry.files],
    )


def _audience(entry: Entry) -> str:
    if entry.is_internal:
        return _("hanya petugas")
    return _("catatan hanya untuk petugas") if entry.note else ""


def _detail(entry: Entry) -> str:
    """What the codes of an event add to its name."""
    data = entry.data
    match entry.action:
        case Action.SUBMIT if "rule" in data:
            return _("ke %(holder)s menurut aturan penerusan (%(why)s)") % {
                "holder": entry.holder, "why": routing.conditions_of(data["rule"]),
            }  # fmt: skip
        case Action.REFER | Action.RETURN | Action.ARBITRATE | Action.CONTEST | Action.SUCCEED:
            return _("ke %s") % entry.holder
        case Action.ANSWER | Action.PROPOSE:
            kind = AnswerKind(data["kind"])
            day = date.fromisoformat(data["planned_date"]) if data.get("planned_date") else None
            answered = f"{kind.label} ({date_format(day, 'DATE_FORMAT')})" if day else str(kind.label)
            return f"{answered} · {AppealOutcome(data['appeal']).label}" if "appeal" in data else answered
        case Action.WARN:
            return f"{ClockKind(data['clock']).label}, {data['percent']} %"
        case Action.MARK_LATE | Action.MOVE_CLOCK:
            return str(ClockKind(data["clock"]).label)
        case Action.CLIMB:
            return f"{ClockKind(data['clock']).label}, {RUNGS[data['rung']].lower()}"
        case Action.EXTEND:
            return _("%s hari kerja") % data["days"]
        case Action.ACCEPT:
            return _("nilai %s dari 5") % data["rating"]
        case Action.ARCHIVE:
            return str(ArchiveReason(data["reason"]).label)
        case Action.TELL_FIXED:
            return _("ya, sudah beres") if data["fixed"] else _("belum beres")
        case Action.FOLLOW_PARTS:
            return str(State(data["state"]).label)
        case Action.CONSENT if data["to"] == "ombudsman":
            return _("untuk Ombudsman, diberikan") if data["given"] else _("untuk Ombudsman, dicabut")
        case Action.ACKNOWLEDGE:
            return _("register %s") % data["register"]
        case Action.CONCLUDE:
            return str(Outcome(data["outcome"]).label)
        case Action.JOIN:
            return _("ke nomor %s") % data["into"]
        case Action.INSPECT:
            verified = data["result"] == Inspection.VERIFIED
            return _("benar sudah dikerjakan") if verified else _("belum dikerjakan")
        case Action.PRIORITIZE:
            mark = _("dipasang") if data["priority"] else _("dilepas")
            return f"{mark}: {data['programme']}" if data.get("programme") else mark
    return ""


def files_of_reporter(report: Report, entries: Iterable[Entry]) -> list[File]:
    return [_file(report, found) for entry in entries if entry.actor_kind in REPORTERS for found in entry.files]


def _file(report: Report, attachment: Attachment) -> File:
    url = reverse("workspace:file", args=[report.number, attachment.token])
    try:
        name = attachments.name(attachment, report)
    except Undecipherable:
        name = _("berkas")
    small = f"{url}?kecil=1" if attachment.thumbnail else ""
    return File(url, name, ukuran(attachment.size), small, attachment.width, attachment.height)


def clock_rows(report: Report, clocks: Iterable[Clock], measure: Yardstick) -> list[ClockRow]:
    """All clocks of a report, the one that runs out next first."""
    return [_clock_row(report, clock, measure) for clock in sorted(clocks, key=lambda clock: clock.due_at)]


def _clock_row(report: Report, clock: Clock, measure: Yardstick) -> ClockRow:
    standing, level = _standing(clock, measure)
    return ClockRow(
        label=str(clock.get_kind_display()),
        standing=standing,
        level=level,
        started=_day(clock.started_at, clock),
        until=waktu(clock.due_at, clock.tz),
        is_open=clock.is_open,
        ahead=_ahead(report, clock),
    )


def _ahead(report: Report, clock: Clock) -> str:
    """What the ladder has next for it, and when."""
    rung = ladder.ahead(report, clock)
    if rung is None or clock.next_at is None:
        return ""
    words = {"day": face.last_day(clock.next_at, clock.tz), "rung": str(rung.label).lower()}
    return _("Lewat %(day)s: %(rung)s.") % words if rung >= Rung.SUPERIOR else _("Mulai %(day)s: %(rung)s.") % words


def _standing(clock: Clock, measure: Yardstick) -> tuple[str, str]:
    if clock.cancelled_at:
        return _("tidak berlaku lagi"), "calm"
    if clock.met_at:
        on_time = clock.met_at <= clock.due_at
        sentence = _("ditepati %s") if on_time else _("terlambat, selesai %s")
        return sentence % _day(clock.met_at, clock), "met" if on_time else "late"
    if clock.paused_since:
        return _("berhenti sejak %s") % _day(clock.paused_since, clock), "paused"
    days = measure.days if clock.in_working_days else EVERY_DAY
    left = terms.remaining(clock.due_at, measure.at, tz=clock.tz, calendar=days)
    said = face.left(left, in_working_days=clock.in_working_days)
    if left < 0:
        return said, "late"
    return said, "soon" if left <= face.SOON or clock.rung >= Rung.FIRST_WARNING else "calm"


def _day(moment: datetime, clock: Clock) -> str:
    return date_format(moment.astimezone(ZoneInfo(clock.tz)), "SHORT_DATE_FORMAT")
