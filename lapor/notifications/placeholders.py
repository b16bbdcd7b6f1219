"""The placeholders of the policy's texts: what each stands for, where it may stand, and what fills it in.

A text is an administrator's data, never code: only these names are replaced, once, and nothing is looked up in what
was filled in.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.models import Kind, Unit
from lapor.core.encryption import Undecipherable
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports.lifecycle import REPORTERS, ArchiveReason, ClockKind, State
from lapor.reports.models import Event, Part, Report, ReportKey

NAME = re.compile(r"\{([a-z]+)\}")
GOVERNMENTS = (Kind.PROVINCE, Kind.REGENCY, Kind.CITY)
LONGEST_NAME = 40  # of a unit in a text message
LONGEST_QUOTE = 1500
DAY, SHORT_DAY = "DATE_FORMAT", "D, j M Y"

# Which clock an occasion is about: the first of these kinds that the report has.
_WORK = (ClockKind.SETTLEMENT, ClockKind.FOLLOW_UP, ClockKind.VERIFICATION)
_CLOCKS: dict[Occasion, tuple[ClockKind, ...]] = {
    Occasion.RECEIVED: (ClockKind.VERIFICATION,),
    Occasion.HELD: (ClockKind.HOLD,),
    Occasion.SOLVED: (ClockKind.REPLY,),
    Occasion.REFUSED: (ClockKind.REPLY,),
    Occasion.PLANNED: (ClockKind.PLANNED,),
} | dict.fromkeys(
    (
        Occasion.REFERRED, Occasion.RETURNED, Occasion.SUPPLIED, Occasion.FOLLOWED_UP, Occasion.PROPOSED,
        Occasion.REPLIED, Occasion.RESUMED, Occasion.CONTESTED, Occasion.REOPENED,
    ),
    _WORK,
)  # fmt: skip
_OF_THE_EVENT = {
    Occasion.EXTENDED, Occasion.CLOCK_MOVED, Occasion.WARNED_75, Occasion.WARNED_90, Occasion.LATE, Occasion.CLIMBED,
}  # fmt: skip
_QUOTED = {
    Occasion.HELD, Occasion.FOLLOWED_UP, Occasion.SOLVED, Occasion.PLANNED, Occasion.REFUSED, Occasion.EXTENDED,
    Occasion.ARCHIVED,
}  # fmt: skip
_BY_MAIL = {
    Occasion.SOLVED: gettext_lazy(
        "Lewat surel: balas SELESAI 5 bila sudah beres (nilai 1 sampai 5), atau tulis apa yang belum."
    ),
    Occasion.REFUSED: gettext_lazy(
        "Lewat surel: balas SELESAI 1 untuk membantah, SELESAI 5 untuk menerima, atau tulis tanggapan Anda."
    ),
    Occasion.ASKED_FIXED: gettext_lazy("Lewat surel cukup balas YA atau TIDAK."),
}
_RUNGS = {
    "superior": gettext_lazy("atasan penanggung jawab"),
    "coordinator": gettext_lazy("koordinator provinsi"),
    "national": gettext_lazy("Kementerian PANRB"),
}


@dataclass(frozen=True)
class Told:
    """One event as it is told to one audience; `is_short`: in a text message, where every letter counts."""

    occasion: Occasion
    audience: Audience
    event: Event
    report: Report
    link: str = ""
    is_short: bool = False

    def in_short(self) -> "Told":
        return replace(self, is_short=True)


@dataclass(frozen=True)
class Placeholder:
    """`says` and `sample` are for the editor; a fact may not be removed from a text that had it."""

    says: str | Promise
    sample: str | Promise
    fill: Callable[[Told], str]
    is_fact: bool = False
    short_sample: str = ""
    in_short: bool = True
    fits: Callable[[Occasion, Audience], bool] = lambda _occasion, _audience: True


def names_in(text: str) -> list[str]:
    return NAME.findall(text)


def has_stray_braces(text: str) -> bool:
    """Is there a brace that belongs to no placeholder: `{nomor.x}`, `{nomor!r}`, `{`?"""
    return bool(re.search(r"[{}]", NAME.sub("", text)))


def fitting(occasion: Occasion, audience: Audience, *, is_short: bool = False) -> dict[str, Placeholder]:
    """Those that a text of this line may use."""
    return {
        name: each for name, each in TABLE.items() if each.fits(occasion, audience) and (each.in_short or not is_short)
    }


def values(text: str, told: Told) -> dict[str, str]:
    """What fills in a text: only what stands in it is asked for."""
    return {name: TABLE[name].fill(told) for name in set(names_in(text))}


def samples(*, is_short: bool = False) -> dict[str, str]:
    return {name: (is_short and each.short_sample) or str(each.sample) for name, each in TABLE.items()}


def fill(text: str, by_name: Mapping[str, str]) -> str:
    """The text with every placeholder replaced; a line that became empty closes up. Raises KeyError."""
    filled = NAME.sub(lambda found: _placed(by_name[found[1]], text, found.start()), text)
    return re.sub(r"\n\s*\n\s*", "\n\n", filled).strip()


def _placed(value: str, text: str, start: int) -> str:
    """A sentence begins with a capital."""
    begins = start == 0 or text[start - 1] == "\n" or text[:start].endswith((". ", "? ", "! "))
    return value[:1].upper() + value[1:] if begins else value


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


# --- what fills them in --------------------------------------------------------------------------------------------


def _title(told: Told) -> str:
    """What everybody might read of it; never of a secret report, nor to followers of one that isn't published."""
    may_name = told.report.is_public if told.audience == Audience.SUPPORTERS else not told.report.is_secret
    if told.report.public_title and may_name:
        return f"“{told.report.public_title}”"
    return _("laporan Anda") if told.audience == Audience.REPORTER else _("sebuah laporan")


def _name(unit: Unit, told: Told) -> str:
    if told.is_short:
        name = unit.short_name or unit.name
        return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3].rstrip()}..."
    return unit.name


def _unit(told: Told) -> str:
    """Who has it after the step, with the agency that it belongs to."""
    unit = told.event.holder
    if told.is_short or unit.agency is None or _place_of(unit.agency) in unit.name:
        return _name(unit, told)
    return f"{unit.name} ({unit.agency.name})"


def _place_of(agency: Unit) -> str:
    """What the names of a government's units mostly end in: "Kutai Timur" of "Pemerintah Kabupaten Kutai Timur"."""
    return agency.name.split(" ", 2)[-1] if agency.kind in GOVERNMENTS else agency.name


def _agency(told: Told) -> str:
    return _name(told.event.holder.root, told)


def _by(told: Told) -> str:
    if told.event.actor_kind in REPORTERS:
        return _("pelapor")
    return _name(told.event.actor_unit, told) if told.event.actor_unit else _("sistem")


def _due(told: Told) -> str:
    clock = _clock(told)
    if clock is None:
        return _("tanggal yang akan kami kabarkan")
    due, tz = clock
    return date_format(due.astimezone(ZoneInfo(tz)), SHORT_DAY if told.is_short else DAY)


def _clock(told: Told) -> tuple[datetime, str] | None:
    """The moment that this event speaks of: as the event says, else as the clock stands."""
    data = told.event.data
    if told.occasion == Occasion.PLANNED and told.report.planned_date:
        day = datetime.combine(told.report.planned_date, datetime.min.time(), ZoneInfo(told.report.agency.tz))
        return day, told.report.agency.tz
    if "to" in data and told.occasion in (Occasion.EXTENDED, Occasion.CLOCK_MOVED):
        return datetime.fromisoformat(data["to"]), told.report.agency.tz
    kinds: tuple[Any, ...] = _CLOCKS.get(told.occasion, ())
    if told.occasion in _OF_THE_EVENT:
        kinds = (data.get("clock"),)
    clocks = {clock.kind: clock for clock in sorted(told.report.clocks.all(), key=attrgetter("pk"))}
    clock = next((clocks[kind] for kind in kinds if kind in clocks), None)
    return (clock.due_at, clock.tz) if clock else None


def _reason(told: Told) -> str:
    reason = str(ArchiveReason(told.event.data["reason"]).label)
    return reason[:1].lower() + reason[1:]


def _rung(told: Told) -> str:
    return str(_RUNGS[told.event.data["rung"]])


def _quote(told: Told) -> str:
    """The officer's own words, for the reporter of a report that isn't secret; gone once they were erased."""
    if told.audience != Audience.REPORTER or told.report.is_secret or told.event.actor_kind in REPORTERS:
        return ""
    contents = told.event.contents.filter(part__in=(Part.TEXT, Part.QUESTION, Part.GROUND)).order_by("id")
    try:
        words = [content.read(told.report.data_key) for content in contents]
    except (Undecipherable, ReportKey.DoesNotExist):
        return ""
    said = "\n\n".join(filter(None, words))
    if len(said) > LONGEST_QUOTE:
        said = f"{said[:LONGEST_QUOTE].rstrip()} …"
    return f"“{said}”" if said else ""


def _by_mail(told: Told) -> str:
    return str(_BY_MAIL[told.occasion]) if settings.MAIL_DOMAIN else ""


def _of_one(*occasions: Occasion) -> Callable[[Occasion, Audience], bool]:
    return lambda occasion, _audience: occasion in occasions


TABLE: dict[str, Placeholder] = {
    "nomor": Placeholder(
        gettext_lazy("nomor laporan"), "1234567893", lambda told: str(told.report.number), is_fact=True
    ),
    "judul": Placeholder(
        gettext_lazy("judul publik dalam tanda kutip, atau “laporan Anda”; laporan rahasia tidak pernah disebut"),
        "“Jalan berlubang di Sangatta Utara”", _title, in_short=False,
    ),
    "unit": Placeholder(
        gettext_lazy("yang memegang laporan sekarang"), "Dinas Pekerjaan Umum Kutai Timur", _unit, is_fact=True,
        short_sample="Dinas PU Kutai Timur",
    ),
    "instansi": Placeholder(
        gettext_lazy("instansi dari unit itu"), "Pemerintah Kabupaten Kutai Timur", _agency, is_fact=True,
        short_sample="Pemkab Kutai Timur",
    ),
    "oleh": Placeholder(
        gettext_lazy("yang mengambil langkah ini: unit, “pelapor”, atau “sistem”"),
        "Dinas Perhubungan Kutai Timur", _by, is_fact=True, short_sample="Dishub Kutai Timur",
    ),
    "tenggat": Placeholder(
        gettext_lazy("tanggal tenggatnya, dengan harinya"), "Selasa, 1 Desember 2026", _due, is_fact=True,
        short_sample="Sel, 1 Des 2026",
        fits=lambda occasion, _audience: occasion in _CLOCKS or occasion in _OF_THE_EVENT,
    ),
    "status": Placeholder(
        gettext_lazy("status resmi sesudah langkah ini"), State.IN_PROGRESS.label,
        lambda told: str(State(told.event.to_state).label),
    ),
    "langkah": Placeholder(
        gettext_lazy("nama peristiwanya"), Occasion.FOLLOWED_UP.label, lambda told: str(told.occasion.label)
    ),
    "alasan": Placeholder(
        gettext_lazy("alasan pengarsipan"), ArchiveReason.INCOMPLETE.label, _reason, is_fact=True,
        fits=_of_one(Occasion.ARCHIVED),
    ),
    "jenjang": Placeholder(
        gettext_lazy("tingkat yang kini diberi tahu"), _RUNGS["coordinator"], _rung, is_fact=True,
        fits=_of_one(Occasion.CLIMBED),
    ),
    "persen": Placeholder(
        gettext_lazy("bagian waktu yang sudah lewat"), "75%", lambda told: f"{told.event.data['percent']}%",
        fits=_of_one(Occasion.WARNED_75, Occasion.WARNED_90),
    ),
    "kutipan": Placeholder(
        gettext_lazy("kata-kata petugas, hanya bagi pelapor; kosong untuk laporan rahasia"),
        "“Lubang di Jalan Yos Sudarso sudah ditambal pada 2 November.”", _quote, in_short=False,
        fits=lambda occasion, audience: occasion in _QUOTED and audience == Audience.REPORTER,
    ),
    "surel": Placeholder(
        gettext_lazy("cara menjawab lewat surel; kosong bila layanan ini tidak menerima surel"),
        "Lewat surel cukup balas YA atau TIDAK.", _by_mail, in_short=False,
        fits=lambda occasion, audience: occasion in _BY_MAIL and audience == Audience.REPORTER,
    ),
    "tautan": Placeholder(
        gettext_lazy("alamat halaman laporan; surel dan SMS sudah menyertakannya sendiri"),
        "https://www.lapor.go.id/saya/1234567893/", lambda told: absolute(told.link), in_short=False,
    ),
}  # fmt: skip
FACTS = frozenset(name for name, each in TABLE.items() if each.is_fact)
