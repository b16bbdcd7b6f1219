"""The flags Anonim and Rahasia, and the scan for personal data before a text is published. Everything fails closed."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from lokal import Samaran
from lokal.samaran.types import PiiType

from lapor.core.errors import Refused
from lapor.core.queries import one
from lapor.reports import identity, parts, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Audience, Step
from lapor.reports.models import Part, Report

SCANNED: tuple[PiiType, ...] = ("NIK", "PHONE", "EMAIL")


@dataclass(frozen=True)
class Finding:
    """A piece of personal data in a text that is about to be published."""

    kind: str  # NIK, PHONE, EMAIL or NAME
    start: int
    end: int


def findings(text: str, *, reporter_name: str = "") -> list[Finding]:
    """What in this text looks like a NIK, telephone number or e-mail address, or is the reporter's own name."""
    found = [Finding(match.type, match.start, match.end) for match in Samaran(types=SCANNED).scan(text)]
    lowered = text.casefold()
    # Single short names ("Ani") are also ordinary words; whole names and longer parts give somebody away.
    parts = {reporter_name.strip(), *reporter_name.split()}
    for part in sorted((part.casefold() for part in parts if len(part) > 3), key=len, reverse=True):
        # Whole words only: the reporter Adil isn't in every sentence about keadilan.
        if match := re.search(rf"\b{re.escape(part)}\b", lowered):
            found.append(Finding("NAME", *match.span()))
    return sorted(found, key=lambda finding: finding.start)


def scanned_identity(report: Report) -> identity.Identity:
    """Whose data the scan looks for. Of an anonymous reporter only what stands in the original words anyway: or an
    officer could find out who it is by trying names until one is refused."""
    who = identity.for_scan(report)
    if not report.is_anonymous:
        return who
    original = one(report.contents.filter(part=Part.ORIGINAL))
    said = original.read(report.data_key).casefold() if original else ""
    digits = "".join(character for character in said if character.isdigit())
    return identity.Identity(
        name=" ".join(part for part in who.name.split() if part.casefold() in said),
        phone=who.phone if who.phone and who.phone[3:] in digits else "",
        email=who.email if who.email and who.email in said else "",
    )


def check_publishable(report: Report, *texts: str, checked: bool) -> None:
    """Refuse personal data in what goes out. `checked`: an officer has looked and says it belongs to no private person.

    Raises Refused: `personal_data`; the reporter's own name and a NIK can't be waved through.
    """
    name = scanned_identity(report).name
    kinds = {finding.kind for text in texts for finding in findings(text, reporter_name=name)}
    never = kinds & {"NIK", "NAME"}
    if never or (kinds and not checked):
        raise _personal_data(never or kinds, "public_text")


def check_officer_words(report: Report, *texts: str, field: str = "text") -> None:
    """Refuse what an officer writes for everybody to read when it gives a private person away.

    An office's own telephone number may stand in an answer; a NIK, and the reporter's name or contacts, never.
    Raises Refused: `personal_data`.
    """
    if not report.is_public:
        return
    who = scanned_identity(report)
    said = " ".join(texts)
    given_away = {finding.kind for finding in findings(said, reporter_name=who.name)} & {"NIK", "NAME"}
    given_away |= contacts_in(said, who)
    if given_away:
        raise _personal_data(given_away, field)


def contacts_in(text: str, who: identity.Identity) -> set[str]:
    """Which of somebody's contacts stand in a text, however a number is spaced: `EMAIL`, `PHONE`."""
    digits = "".join(character for character in text if character.isdigit())
    found = {"EMAIL"} if who.email and who.email in text.casefold() else set()
    return found | ({"PHONE"} if who.phone and who.phone[3:] in digits else set())


def _personal_data(kinds: set[str], field: str) -> Refused:
    words = {"NIK": _("NIK"), "NAME": _("nama orang"), "PHONE": _("nomor telepon"), "EMAIL": _("alamat surel")}
    listed = ", ".join(str(words[kind]) for kind in sorted(kinds))
    sentence = _("Tulisan ini dibaca semua orang dan memuat data pribadi: %s. Hapus dulu, lalu simpan lagi.")
    return Refused("personal_data", sentence % listed, field=field)


def raise_flags(number: int, *, anonymous: bool = False, secret: bool = False, by: Actor, at: datetime) -> Report:
    """Hide more, of the parts as well: the reporter's identity, the report, or both. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `nothing_to_change`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.RAISE_PRIVACY, by=by)
    hidden = [_hide(report, step, anonymous=anonymous, secret=secret, by=by, at=at)]
    for part in parts.of(report).with_holder().select_for_update(of=("self",)):
        hidden.append(_hide(part, step, anonymous=anonymous, secret=secret, by=by.acting(), at=at))
    if not any(hidden):
        raise Refused("nothing_to_change", _("Laporan ini sudah dirahasiakan seperti itu."))
    return report


def _hide(report: Report, step: Step, *, anonymous: bool, secret: bool, by: Actor, at: datetime) -> bool:
    """Raise the flags that aren't yet; returns whether there were any."""
    changes: dict[str, Any] = {}
    if anonymous and not report.is_anonymous:
        changes["is_anonymous"] = True
    if secret and not report.is_secret:
        # Off the public pages and out of the search index at once; units that held it before lose it.
        line = [int(unit_id) for unit_id in report.holder.path.strip("/").split("/")]
        changes |= {"is_secret": True, "published_at": None, "public_title": "", "public_text": "", "circle": line}
    if changes:
        flags = {"anonymous": "is_anonymous" in changes, "secret": "is_secret" in changes}
        record.advance(report, step, by=by, at=at, data=flags, **changes)
    if "is_secret" in changes:
        report.attachments.filter(audience=Audience.PUBLIC).update(audience=Audience.REPORTER)
    return bool(changes)


def consent(number: int, *, by: Actor, at: datetime) -> Report:
    """The reporter agrees that officers lower the flags. Raises NotFound; Refused: `not_your_step`."""
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.CONSENT, by=by)
    record.advance(report, step, by=by, at=at, data={"to": "lower_privacy"}, privacy_consent_at=at)
    return report


def lower_flags(number: int, *, anonymous: bool = False, secret: bool = False, by: Actor, at: datetime) -> Report:
    """Hide less, which only the reporter's recorded consent allows; used up by doing it.

    Raises NotFound; Refused: `not_your_step`, `no_consent`, `nothing_to_change`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.LOWER_PRIVACY, by=by)
    if report.privacy_consent_at is None:
        raise Refused("no_consent", _("Pelapor belum memberi persetujuan, jadi kerahasiaan tidak bisa diturunkan."))
    changes: dict[str, Any] = {}
    if anonymous and report.is_anonymous:
        changes["is_anonymous"] = False
    if secret and report.is_secret:
        changes["is_secret"] = False
    if not changes:
        raise Refused("nothing_to_change", _("Tidak ada yang berubah."))
    record.advance(report, step, by=by, at=at, data=dict.fromkeys(changes, False), privacy_consent_at=None, **changes)
    return report
