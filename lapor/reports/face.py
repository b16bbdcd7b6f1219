"""How a report looks in a glance: the same words for status, holder and deadline on every card and page."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.reports.lifecycle import ClockKind, State, colour, journey_at
from lapor.reports.models import Report
from lapor.reports.promise import Promise

SOON = 2  # days left from which a deadline is pressing
OF_REPORTER = (ClockKind.HOLD, ClockKind.REPLY)  # clocks that run for the reporter, not for an office
JOURNEYS = {State.ON_HOLD: "on_hold", State.CLOSED: "closed", State.ARCHIVED: "archived"}
TAGS = {State.ON_HOLD: "tunda", State.ARCHIVED: "arsip"}


@dataclass(frozen=True)
class Face:
    """What the components status_tag, deadline, journey and report_card ask for."""

    tag: str
    label: str
    official: str
    step: int
    journey: str
    holder: str
    until: str = ""
    note: str = ""
    deadline: str = ""
    level: str = ""
    yours: bool = False


def of(report: Report, promise: Promise, *, yours: bool = False) -> Face:
    """`yours`: the reader is the reporter, so it may be the reader's turn."""
    state = State(report.state)
    turn = yours and state in (State.ON_HOLD, State.ANSWERED)
    return Face(
        tag=TAGS.get(state) or colour(state),
        label=label(report, yours=turn),
        official=str(state.label),
        step=journey_at(state, report.before_hold),
        journey=JOURNEYS.get(state, "open"),
        holder=_holder(state, promise, yours=turn),
        until=_until(promise, yours=turn),
        note=_note(promise),
        deadline=_left(promise) if turn or promise.kind not in OF_REPORTER else "",
        level=_level(promise),
        yours=turn,
    )


def label(report: Report, *, yours: bool = False) -> str:
    """Where it stands, in everyday words."""
    match State(report.state):
        case State.SUBMITTED:
            return _("Menunggu diteruskan") if report.is_verified else _("Menunggu diperiksa")
        case State.ON_HOLD:
            return _("Menunggu data Anda") if yours else _("Menunggu data pelapor")
        case State.REFERRED:
            return _("Belum ditanggapi")
        case State.IN_PROGRESS:
            return _("Sedang dikerjakan")
        case State.ANSWERED:
            return _("Menunggu tanggapan Anda") if yours else _("Sudah dijawab")
        case State.CLOSED:
            return _("Selesai")
    return _("Diarsipkan")


def day(promise: Promise) -> str:
    """The promised day with its weekday, as the calendar of the place has it."""
    return date_format(promise.until.astimezone(ZoneInfo(promise.tz)), "DATE_FORMAT") if promise.until else ""


def _holder(state: State, promise: Promise, *, yours: bool) -> str:
    if state != State.ON_HOLD:
        return promise.holder_name
    return _("Anda") if yours else _("pelapor")


def _until(promise: Promise, *, yours: bool) -> str:
    if promise.until is None:
        return ""
    if promise.kind in OF_REPORTER and yours:
        return _("Anda punya waktu sampai %s") % day(promise)
    if promise.kind == ClockKind.HOLD:
        return _("pelapor punya waktu sampai %s") % day(promise)
    promised = f"{promise.verb} {day(promise)}"
    if promise.is_late:
        return _("seharusnya %(promised)s, sekarang %(late)s") % {"promised": promised, "late": _left(promise)}
    return promised


def _note(promise: Promise) -> str:
    """What happens after the day; nothing is said that the clocks don't do."""
    match promise.kind:
        case ClockKind.HOLD:
            return _("Sementara itu waktu instansi berhenti. Bila data tidak datang, laporan diarsipkan.")
        case ClockKind.REPLY:
            return _("Tanpa tanggapan, laporan dianggap selesai. Sampai 60 hari sesudahnya masih bisa dibuka kembali.")
        case ClockKind.PLANNED:
            return _("Pada hari itu laporan dilanjutkan dengan sendirinya.")
        case None:
            return ""
    if promise.is_late:
        return _("Keterlambatan ini tercatat dan tidak bisa dihapus.")
    return _("Bila lewat, keterlambatannya tercatat di sini dan tidak bisa dihapus.")


def _left(promise: Promise) -> str:
    left = promise.days_left
    if left is None:
        return ""
    if left == 0:
        return _("hari ini terakhir")
    if left < 0:
        late = {"days": -left}
        if promise.in_working_days:
            return ngettext("terlambat %(days)s hari kerja", "terlambat %(days)s hari kerja", -left) % late
        return ngettext("terlambat %(days)s hari", "terlambat %(days)s hari", -left) % late
    if promise.in_working_days:
        return ngettext("%(days)s hari kerja lagi", "%(days)s hari kerja lagi", left) % {"days": left}
    return ngettext("%(days)s hari lagi", "%(days)s hari lagi", left) % {"days": left}


def _level(promise: Promise) -> str:
    if promise.days_left is None:
        return ""
    if promise.is_late:
        return "late"
    return "soon" if promise.days_left <= SOON else "calm"
