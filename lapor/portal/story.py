"""What happened to a report, told in sentences: the entries of the record as the pages of the portal show them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.core.encryption import Undecipherable
from lapor.reports import attachments, timeline
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import (
    REPORTERS,
    Action,
    ActorKind,
    AnswerKind,
    AppealOutcome,
    ArchiveReason,
    ClockKind,
    Outcome,
    Rung,
    State,
)
from lapor.reports.models import Attachment, Report
from lapor.reports.timeline import Entry
from lapor.ui.templatetags.ui import ukuran

ICONS = {
    Action.VERIFY: "check",
    Action.REFER: "arrow",
    Action.RETURN: "back",
    Action.ARBITRATE: "arrow",
    Action.SUCCEED: "arrow",
    Action.HOLD: "tunda",
    Action.ANSWER: "check",
    Action.EXTEND: "clock",
    Action.MOVE_CLOCK: "clock",
    Action.MARK_LATE: "warning",
    Action.CLIMB: "warning",
    Action.ESCALATE: "warning",
    Action.CLOSE_BY_TIME: "check",
    Action.FOLLOW_PARTS: "check",
    Action.ARCHIVE: "arsip",
    Action.JOIN: "arsip",
    Action.RAISE_PRIVACY: "lock",
    Action.LOWER_PRIVACY: "lock",
    Action.CONSENT: "lock",
    Action.ASK_FIXED: "clock",
    Action.DISCLOSE: "lock",
    Action.HAND_OVER: "arrow",
    Action.ACKNOWLEDGE: "check",
    Action.CONCLUDE: "check",
}


@dataclass(frozen=True)
class File:
    url: str
    name: str
    note: str
    thumbnail: str = ""


@dataclass(frozen=True)
class Line:
    """One entry, ready for the component timeline_entry."""

    seq: int
    report: int  # of a divided report the whole or one of its parts
    action: str
    at: datetime
    title: str
    by: str
    icon: str
    who: str
    text: str
    files: list[File]


def of(report: Report, *parts: Report, by: Actor | None, after: int = 0) -> list[Line]:
    """The story as the reporter or everybody (`by` None) may hear it, oldest first; of a divided report one for all."""
    entries = timeline.entries(report, *parts, by=by, after=after)
    said = {(entry.action, entry.at) for entry in entries if entry.report == report.pk}
    family = {each.pk: each for each in (report, *parts)}
    return [
        _line(family[entry.report], entry, yours=by is not None, of_part=entry.report != report.pk)
        for entry in entries
        if _is_told(entry, said if entry.report != report.pk else set())
    ]


def asked_of(part: Report, told: list[Line]) -> str:
    """What this part of a divided report is about: in its first entry."""
    return next((line.text for line in told if line.report == part.pk and line.action == Action.SUBMIT), "")


def of_whole(report: Report, told: list[Line]) -> list[Line]:
    """Without the birth of each part: that the report was divided says it, and what each is about stands above."""
    return [line for line in told if line.report == report.pk or line.action != Action.SUBMIT]


def _is_told(entry: Entry, said: set[tuple[str, datetime]]) -> bool:
    """What was said to all parts is told once, and of what follows from them only what is news."""
    if entry.action == Action.FOLLOW_PARTS:
        return entry.data.get("state") in (State.ANSWERED, State.CLOSED)
    return entry.action == Action.SUBMIT or (entry.action, entry.at) not in said


def _line(report: Report, entry: Entry, *, yours: bool, of_part: bool) -> Line:
    by_reporter = entry.actor_kind in REPORTERS
    who = _("Anda") if by_reporter and yours else str(entry.who)
    return Line(
        seq=entry.seq,
        report=report.pk,
        action=entry.action,
        at=entry.at,
        title=(_title_for_reporter(entry) if yours else "") or _title(entry),
        by=f"{who} · {report.holder.name}" if of_part and entry.actor_kind != ActorKind.OFFICER else who,
        icon="person" if by_reporter else ICONS.get(Action(entry.action), "building"),
        who="reporter" if by_reporter else "",
        text="\n\n".join(filter(None, [entry.text, _("Dasar hukum: %s") % entry.ground if entry.ground else ""])),
        files=[_file(report, attachment) for attachment in entry.files],
    )


def _file(report: Report, attachment: Attachment) -> File:
    url = reverse("portal:file", args=[report.number, attachment.token])
    try:
        name = attachments.name(attachment, report)
    except Undecipherable:
        name = _("berkas")
    return File(url, name, ukuran(attachment.size), f"{url}?kecil" if attachment.thumbnail else "")


def _title_for_reporter(entry: Entry) -> str:
    """What is said to the reporter's face instead of about them; empty where it makes no difference."""
    match entry.action:
        case Action.HOLD:
            return _("%s meminta data dari Anda") % entry.who
        case Action.SUPPLY:
            return _("Anda melengkapi data")
        case Action.ADD:
            return _("Anda menambah keterangan")
        case Action.REPLY:
            return _("Anda menanggapi: belum beres")
        case Action.ACCEPT:
            return _("Anda menerima jawaban dan memberi nilai %s dari 5") % entry.data.get("rating", "")
        case Action.CLOSE_BY_TIME:
            return _("Selesai karena Anda tidak menanggapi")
        case Action.CONTEST:
            to = entry.data.get("to")
            return _("Anda membantah. Sekarang diperiksa %s") % entry.holder if to else _("Anda membantah jawabannya")
        case Action.WITHDRAW:
            return _("Anda menarik laporan ini")
        case Action.ASK_FIXED:
            return _("Kami bertanya kepada Anda: apakah sudah benar-benar beres?")
        case Action.TELL_FIXED:
            fixed = entry.data["fixed"]
            return _("Anda menjawab: sudah benar-benar beres") if fixed else _("Anda menjawab: belum beres")
        case Action.LOWER_PRIVACY:
            return _("Kerahasiaan diturunkan dengan persetujuan Anda")
        case Action.CONSENT if entry.data.get("to") == "ombudsman":
            given = entry.data["given"]
            return _("Anda mengizinkan Ombudsman membaca laporan ini") if given else _("Anda mencabut izin Ombudsman")
        case Action.CONSENT:
            return _("Anda memberi persetujuan")
        case Action.DISCLOSE:
            return _("Anda mengisi data untuk Ombudsman")
    return ""


def _title(entry: Entry) -> str:
    """What happened, with whom and by when; other actions say what the life-cycle table calls them."""
    data, to = entry.data, entry.holder
    match entry.action:
        case Action.SUBMIT:
            return _("Bagian ini dibuat") if "part_of" in data else _("Laporan dikirim dan diterima")
        case Action.VERIFY if not data.get("secret"):
            return _("Laporan diperiksa dan diterbitkan")
        case Action.REFER:
            return _("Diteruskan ke %s") % to
        case Action.TAKE_ON:
            return _("%s mulai menangani") % entry.who
        case Action.HOLD:
            return _("%s meminta data dari pelapor") % entry.who
        case Action.RETURN:
            return _("Dikembalikan ke %s karena bukan wewenangnya") % to
        case Action.ARBITRATE:
            return _("Diputuskan: %s yang berwenang") % to
        case Action.SPLIT:
            return ngettext(
                "Dibagi menjadi %(parts)s bagian", "Dibagi menjadi %(parts)s bagian", len(data.get("parts", ()))
            ) % {"parts": len(data.get("parts", ()))}
        case Action.FOLLOW_UP:
            return _("%s memberi kabar") % entry.who
        case Action.ANSWER:
            return " · ".join(filter(None, [_answer(data), _of_appeal(data)]))
        case Action.EXTEND:
            return _("Tenggat diperpanjang sampai %s") % _day(data["to"])
        case Action.MOVE_CLOCK:
            return _("Tenggat bergeser ke %s karena ada hari libur baru") % _day(data["to"])
        case Action.REPLY:
            return _("Pelapor menanggapi: belum beres")
        case Action.ACCEPT:
            return _("Pelapor menerima jawaban dan memberi nilai %s dari 5") % data.get("rating", "")
        case Action.CLOSE_BY_TIME:
            return _("Selesai karena pelapor tidak menanggapi")
        case Action.CONTEST:
            return _("Pelapor membantah. Sekarang diperiksa %s") % to if "to" in data else _("Pelapor membantah")
        case Action.FOLLOW_PARTS:
            closed = data["state"] == State.CLOSED
            return _("Semua bagian selesai") if closed else _("Semua bagian sudah dijawab")
        case Action.ARCHIVE:
            return _("Diarsipkan: %s") % ArchiveReason(data["reason"]).label
        case Action.WITHDRAW:
            return _("Pelapor menarik laporan ini")
        case Action.MARK_LATE:
            return _("Tenggat terlewati: %s") % ClockKind(data["clock"]).label
        case Action.CLIMB:
            return CLIMBED[data["rung"]] % ClockKind(data["clock"]).label
        case Action.ESCALATE:
            return _("60 hari tanpa penyelesaian")
        case Action.LOWER_PRIVACY:
            return _("Kerahasiaan diturunkan dengan persetujuan pelapor")
        case Action.ACKNOWLEDGE:
            return _("Ombudsman menerima berkas dengan nomor register %s") % data["register"]
        case Action.CONCLUDE:
            return _("Ombudsman: %s") % Outcome(data["outcome"]).label
    return str(entry.title)


def _of_appeal(data: dict) -> str:
    """What this answer decides, where it was looked at again."""
    match data.get("appeal"):
        case AppealOutcome.UPHELD:
            return _("sesudah diperiksa lagi, jawaban sebelumnya tetap")
        case AppealOutcome.CORRECTED:
            return _("sesudah diperiksa lagi, jawaban sebelumnya diperbaiki")
    return ""


CLIMBED = {
    Rung.COORDINATOR.code: gettext_lazy("Masih terlambat, koordinator provinsi diberi tahu: %s"),
    Rung.NATIONAL.code: gettext_lazy("Masih terlambat, admin nasional diberi tahu: %s"),
}


def _answer(data: dict) -> str:
    match data.get("kind"):
        case AnswerKind.PLANNED:
            return _("Dijawab: akan dikerjakan pada %s") % _day(data["planned_date"])
        case AnswerKind.REFUSED:
            return _("Dijawab: tidak dapat dipenuhi")
    return _("Dijawab: sudah diselesaikan")


def _day(iso: str) -> str:
    """A day or a moment as the record keeps it, with its weekday."""
    return date_format(date.fromisoformat(iso[:10]), "DATE_FORMAT")
