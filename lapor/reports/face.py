"""How a report looks in a glance: the same words for status, holder and deadline on every card and page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.reports.lifecycle import ClockKind, Rung, State, colour, journey_at
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
        kept = _("Keterlambatan ini tercatat dan tidak bisa dihapus.")
        return " ".join(filter(None, [_told(promise), _ahead(promise), kept]))
    return _("Bila lewat, keterlambatannya tercatat di sini dan tidak bisa dihapus.")


def _told(promise: Promise) -> str:
    """Who has been told that it is late."""
    match promise.rung:
        case Rung.SUPERIOR:
            return _("Atasan dan admin instansi sudah diberi tahu.")
        case Rung.COORDINATOR:
            return _("Atasan, admin instansi, dan koordinator provinsi sudah diberi tahu.")
        case Rung.NATIONAL:
            return _("Admin nasional pun sudah diberi tahu.")
    return ""


def _ahead(promise: Promise) -> str:
    if promise.ahead is None or promise.ahead_at is None:
        return ""
    words = {"day": last_day(promise.ahead_at, promise.tz), "who": str(promise.ahead.label).lower()}
    return _("Bila lewat %(day)s belum selesai, %(who)s diberi tahu.") % words


def last_day(moment: datetime, tz: str) -> str:
    """The day after which something happens that happens at this moment, be it midnight or the last second before."""
    return date_format((moment - timedelta(seconds=1)).astimezone(ZoneInfo(tz)), "DATE_FORMAT")


def _left(promise: Promise) -> str:
    return left(promise.days_left, in_working_days=promise.in_working_days) if promise.days_left is not None else ""


def left(days: int, *, in_working_days: bool) -> str:
    """How many days are left, or how late it is."""
    if days == 0:
        return _("hari ini terakhir")
    if days < 0:
        late = {"days": -days}
        if in_working_days:
            return ngettext("terlambat %(days)s hari kerja", "terlambat %(days)s hari kerja", -days) % late
        return ngettext("terlambat %(days)s hari", "terlambat %(days)s hari", -days) % late
    if in_working_days:
        return ngettext("%(days)s hari kerja lagi", "%(days)s hari kerja lagi", days) % {"days": days}
    return ngettext("%(days)s hari lagi", "%(days)s hari lagi", days) % {"days": days}


def _level(promise: Promise) -> str:
    if promise.days_left is None:
        return ""
    if promise.is_late:
        return "late"
    return "soon" if promise.days_left <= SOON or promise.rung >= Rung.FIRST_WARNING else "calm"
