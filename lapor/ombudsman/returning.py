"""What comes back from the Ombudsman: the register number as receipt, then one outcome or several."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from lapor.core.errors import NotFound, Refused
from lapor.ombudsman import details
from lapor.ombudsman.models import Package
from lapor.reports import identity, privacy, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Outcome
from lapor.reports.models import Part, Report
from lapor.reports.words import require

REGISTER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./-]{1,58}[0-9A-Za-z]", re.ASCII)


def acknowledge(package: Package, register: str, *, by: Actor, at: datetime) -> Package:
    """The Ombudsman has it, under this register number; said twice it is recorded once. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `no_consent`, `odd_register`, `has_register`, `register_taken`.
    """
    report, package = _locked(package, by=by)
    step = report.may(Action.ACKNOWLEDGE, by=by)
    register = " ".join(register.split())
    if package.register and package.register == register:
        return package
    _check_register(package, register)
    record.advance(report, step, by=by, at=at, data={"register": register})
    package.register, package.acknowledged_at, package.next_try_at = register, at, None
    package.save(update_fields=["register", "acknowledged_at", "next_try_at"])
    return package


def conclude(package: Package, outcome: str, *, text: str, by: Actor, at: datetime) -> Package:
    """What the Ombudsman says of it, in a code and in words that reporter and officers read.

    The same once more is recorded once. Call it in a transaction. Raises NotFound; Refused: `not_your_step`,
    `no_consent`, `no_register`, `unknown`, `empty`, `too_long`, `personal_data`.
    """
    report, package = _locked(package, by=by)
    step = report.may(Action.CONCLUDE, by=by)
    if not package.register:
        raise Refused("no_register", _("Catat dulu nomor registernya."))
    if outcome not in Outcome:
        raise Refused("unknown", _("Pilih salah satu."), field="outcome")
    text = require(text)
    if package.outcome == outcome and _said_last(report) == text:
        return package
    _check_words(report, text)
    data = {"outcome": outcome, "register": package.register}
    record.advance(report, step, by=by, at=at, data=data, texts={Part.TEXT: text})
    package.outcome, package.concluded_at = outcome, at
    package.save(update_fields=["outcome", "concluded_at"])
    return package


def _locked(package: Package, *, by: Actor) -> tuple[Report, Package]:
    """The report first, as everybody locks; its package as it is now."""
    report = Report.objects.locked(package.report.number, by=by)
    package = Package.objects.get(pk=package.pk)
    package.report = report
    if not package.is_open:
        raise Refused("no_consent", _("Pelapor mencabut izinnya, jadi tidak ada lagi yang bisa dicatat di sini."))
    return report, package


def _check_register(package: Package, register: str) -> None:
    if not REGISTER.fullmatch(register):
        sentence = _("Nomor register terdiri atas 3 sampai 60 huruf, angka, titik, garis miring, atau tanda hubung.")
        raise Refused("odd_register", sentence, field="register")
    if package.register:
        raise Refused("has_register", _("Berkas ini sudah tercatat dengan nomor %s.") % package.register)
    if Package.objects.filter(register=register).exists():
        raise Refused("register_taken", _("Nomor ini sudah dipakai untuk berkas lain."), field="register")


def _said_last(report: Report) -> str:
    last = report.contents.filter(event__action=Action.CONCLUDE, part=Part.TEXT).order_by("-id").first()
    return last.read(report.data_key) if last else ""


def _check_words(report: Report, text: str) -> None:
    """The reported agency reads this too: no NIK, and nothing of what the reporter told the Ombudsman alone."""
    told, left = details.for_package(report), identity.for_scan(report)
    names = (told.name if told else "", left.name)
    found = {each.kind for name in names for each in privacy.findings(text, reporter_name=name)} & {"NIK", "NAME"}
    found |= privacy.contacts_in(text, left)
    if found or (told and told.address.casefold() in text.casefold()):
        sentence = _("Instansi terlapor ikut membaca tulisan ini. Hapus NIK, nama, alamat, dan kontak pelapor.")
        raise Refused("personal_data", sentence, field="text")


def of_register(register: str) -> Package:
    """The package that the Ombudsman gave this number. Raises NotFound."""
    return _found(register=" ".join(register.split()) or None)


def of_token(token: object) -> Package:
    """The package of this id. Raises NotFound."""
    return _found(token=token)


def _found(**by: object) -> Package:
    package = Package.objects.select_related("report").filter(**by).first()
    if package is None:
        raise NotFound(str(by))
    return package
