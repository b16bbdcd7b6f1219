"""What the Ombudsman's law asks of a reporter (UU 37/2008, art. 24): asked after the consent, sealed, for nobody else.

Nothing but the package carries it; the reporter may read and correct it until then.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.core import storage
from lapor.core.errors import Refused
from lapor.ombudsman import sending, standing
from lapor.ombudsman.models import Disclosure, Package
from lapor.reports import record, roles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Who
from lapor.reports.models import Report
from lapor.reports.words import require

NAME_LENGTH = 120
ADDRESS_LENGTH = 500
TEXT_LENGTH = 5000
YEARS = 2  # an older event the Ombudsman may refuse to examine; that is for the Ombudsman to say
OLDEST = 120  # years that somebody lives at most


class MaritalStatus(models.TextChoices):
    """As an identity card has it."""

    SINGLE = "single", gettext_lazy("Belum kawin")
    MARRIED = "married", gettext_lazy("Kawin")
    DIVORCED = "divorced", gettext_lazy("Cerai hidup")
    WIDOWED = "widowed", gettext_lazy("Cerai mati")


@dataclass(frozen=True, kw_only=True)
class Details:
    """Who complains, about what, and how the agency was asked first."""

    name: str
    birth_place: str
    birth_date: date
    marital_status: str
    occupation: str
    address: str
    keep_secret: bool  # the reporter asks the Ombudsman not to name them
    description: str
    event_date: date
    complained: str

    def is_old(self, at: datetime) -> bool:
        """Did it happen longer ago than the Ombudsman's law allows?"""
        today = timezone.localdate(at)
        return (self.event_date.year + YEARS, self.event_date.month, self.event_date.day) < (
            today.year, today.month, today.day,
        )  # fmt: skip


def disclose(number: int, details: Details, *, by: Actor, at: datetime) -> Report:
    """The reporter tells what the Ombudsman must know, or corrects it. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `part`, `no_consent`, `handed_over`, and for what is filled in `empty`,
    `too_long`, `odd_characters`, `in_the_future`, `too_long_ago`, `unknown`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.DISCLOSE, by=by)
    standing.check(report)
    sealed = report.data_key.encrypt(_written(_checked(details, at)), context=_context(report))
    told = {"consent_at": report.ombudsman_consent_at, "at": at, "ciphertext": sealed}
    Disclosure.objects.update_or_create(report=report, defaults=told)
    record.advance(report, step, by=by, at=at)
    standing.let_it_be_made(report)
    return report


def _checked(details: Details, at: datetime) -> Details:
    today = timezone.localdate(at)
    said = asdict(details) | {
        "name": require(details.name, field="name", most=NAME_LENGTH),
        "birth_place": require(details.birth_place, field="birth_place", most=NAME_LENGTH),
        "occupation": require(details.occupation, field="occupation", most=NAME_LENGTH),
        "address": require(details.address, field="address", most=ADDRESS_LENGTH),
        "description": require(details.description, field="description", most=TEXT_LENGTH),
        "complained": require(details.complained, field="complained", most=TEXT_LENGTH),
    }
    for field in ("birth_date", "event_date"):
        if said[field] > today:
            raise Refused("in_the_future", _("Tanggal ini belum tiba. Mohon periksa tahunnya."), field=field)
        if said[field].year < today.year - OLDEST:
            raise Refused("too_long_ago", _("Tanggal ini terlalu lama lewat. Mohon periksa tahunnya."), field=field)
    if details.marital_status not in MaritalStatus:
        raise Refused("unknown", _("Pilih salah satu."), field="marital_status")
    return Details(**said)


def read(report: Report, *, by: Actor) -> Details | None:
    """What was told, for the reporter alone. None where nothing was."""
    return for_package(report) if Who.REPORTER in roles.stance(report, by=by) else None


def for_package(report: Report) -> Details | None:
    """For the package, never for a page. None where nothing was told under the consent that stands."""
    told = Disclosure.objects.filter(report=report).first()
    if told is None or told.consent_at != report.ombudsman_consent_at:
        return None
    said = json.loads(report.data_key.decrypt(told.ciphertext, context=_context(report)))
    dates = {field: date.fromisoformat(said[field]) for field in ("birth_date", "event_date")}
    return Details(**said | dates)


def forget(report: Report, *, at: datetime) -> None:
    """Erase what was told, and the file of every package that carries it. Call it in a transaction."""
    Disclosure.objects.filter(report=report).delete()
    open_ones = list(Package.objects.filter(report=report, taken_back_at=None))
    packages = Package.objects.filter(pk__in=[package.pk for package in open_ones])
    packages.update(stored="", taken_back_at=at, next_try_at=None)
    sending.tell_taken_back(packages, at=at)
    for name in [package.stored for package in open_ones if package.stored]:
        transaction.on_commit(lambda name=name: storage.erase(name))  # type: ignore[misc]


def _written(details: Details) -> bytes:
    return json.dumps(asdict(details), default=date.isoformat).encode()


def _context(report: Report) -> str:
    return f"disclosure {report.pk}"
