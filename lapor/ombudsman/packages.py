"""Handing a report over to the Ombudsman: the package is made once for each consent, and fetched by the overseer."""

import hashlib
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from lapor.accounts.models import User
from lapor.agencies.models import Role
from lapor.core import storage
from lapor.core.errors import NotFound, Refused
from lapor.ombudsman import archive, details, standing
from lapor.ombudsman.contents import Contents
from lapor.ombudsman.models import Fetch, Package
from lapor.reports import parts, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, ActorKind
from lapor.reports.models import Part, Report
from lapor.reports.words import require

READERS = frozenset({Role.OVERSEER})
SENDER = "lapor.ombudsman.tasks.send"


def hand_over(number: int, *, reason: str = "", by: Actor, at: datetime) -> Package:
    """Make the package of a report; the system those that aren't secret, an officer with a reason also the others.

    Call it in a transaction: consent, details and record stand still while it is put together. Raises NotFound;
    Refused: `not_your_step`, `own_report`, `part`, `no_consent`, `handed_over`, `no_details`, `secret`, `empty`,
    `no_printer`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.HAND_OVER, by=by)
    standing.check(report)
    if report.is_secret and by.kind == ActorKind.SYSTEM:
        raise Refused("secret", _("Berkas laporan rahasia dibuat oleh petugas."))
    texts = {Part.NOTE: require(reason, field="reason")} if by.kind == ActorKind.OFFICER else {}
    told = details.for_package(report)
    if told is None:
        raise Refused("no_details", _("Pelapor belum mengisi data untuk Ombudsman."))
    package = _make(report, told, at=at)
    data = {"package": str(package.token), "sha256": bytes(package.sha256).hex(), "size": package.size}
    record.advance(report, step, by=by, at=at, data=data, texts=texts)
    return package


def _make(report: Report, told: details.Details, *, at: datetime) -> Package:
    package = Package(report=report, consent_at=cast(datetime, report.ombudsman_consent_at), made_at=at)
    divided = list(parts.of(report).with_holder().select_related("key", "category", "region"))
    with translation.override("id"):  # whoever's page it was made from
        packed = archive.pack(Contents(package.token, report, divided, told, at).written_out())
    package.file_name, package.media_type = f"lapor-{report.number}.zip", "application/zip"
    package.size, package.sha256 = len(packed), hashlib.sha256(packed).digest()
    package.stored = storage.store(packed, key=report.data_key, room=Package.room)
    if settings.OMBUDSMAN_URL:
        package.next_try_at = at
        app.configure_task(SENDER).defer()
    package.save(force_insert=True)
    return package


def seen_by(by: Actor) -> QuerySet[Package]:
    """What was handed over, the newest first, for the Ombudsman's own officers; with when each was last fetched."""
    if not any(seat.role in READERS for seat in by.seats):
        return Package.objects.none()
    found = Package.objects.select_related("report__agency", "report__key")
    return found.annotate(fetched_at=Max("fetches__at")).order_by("-id")


def fetch(package: Package, *, user: User, at: datetime) -> bytes:
    """The package as a file; who fetched it and when is kept. Raises NotFound when the consent was taken back."""
    with transaction.atomic():
        current = Package.objects.select_related("report__key").select_for_update(of=("self",)).get(pk=package.pk)
        if not current.is_open:
            raise NotFound(package.token)
        Fetch.objects.create(package=current, by=user, at=at)
    return current.read()


def waiting_for(by: Actor) -> QuerySet[Report]:
    """Secret reports whose package this officer can make, the longest waiting first."""
    makers = Q(pk__in=[])
    for seat in by.seats:
        match seat.role:
            case Role.NATIONAL_ADMIN:
                makers |= Q(is_secret=True)
            case Role.AGENCY_ADMIN | Role.COORDINATOR:
                makers |= Q(holder__path__startswith=seat.unit_path)
            case Role.CUSTODIAN:
                makers |= ~Q(agency=seat.agency_id)
    waiting = standing.due().visible_to(by).filter(makers, is_secret=True)
    return waiting.with_words().order_by("disclosure__at")
