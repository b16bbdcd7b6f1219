"""Pushing packages to the Ombudsman's own system, where one is set: signed, tried again, and no longer after a week.

The other side may get one twice, when the line breaks after it was received: `webhook-id` is the package's own. Whoever
may have got one also hears, the same way, when its reporter took the consent back.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from lapor.core import signing
from lapor.ombudsman.models import Package

HELD_FOR = timedelta(minutes=10)  # longer than a slow line takes: so long nobody else tries it
TIMEOUT = httpx.Timeout(30, connect=10)  # seconds between two signs of life
BACK_OFF = [
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    *[timedelta(days=1)] * 7,
]


@dataclass(frozen=True)
class Parcel:
    """What this worker holds: a package, or the word that its consent was taken back; with the tries so far."""

    pk: int
    message_id: str
    number: int
    media_type: str
    content: bytes
    tries: int
    is_withdrawal: bool = False


def tell_taken_back(packages: QuerySet[Package], *, at: datetime) -> None:
    """Let the other side hear of a consent that was taken back, where it may have got the package. In a transaction.

    What is on its way at this moment is let arrive first.
    """
    packages.filter(tries__gt=0, sent_at__isnull=False).update(next_try_at=at, tries=0)
    packages.filter(tries__gt=0, sent_at__isnull=True).update(next_try_at=at + HELD_FOR, tries=0)


def send_due(*, at: datetime) -> int:
    """Send what is due and nobody else holds; returns how many arrived. Call it outside a transaction."""
    arrived = 0
    while parcel := _claim(at):
        if not connection.in_atomic_block:
            connection.close()  # the other side may be slow, and others need the place in the database
        trouble = _post(parcel, at)
        _note(parcel, trouble, at=at)
        arrived += not trouble
    return arrived


def _claim(at: datetime) -> Parcel | None:
    """The next one whose consent still holds, or that is to be taken back."""
    with transaction.atomic():
        stands = Q(report__ombudsman_consent_at=F("consent_at")) & ~Q(stored="")
        due = Package.objects.filter(stands | Q(taken_back_at__isnull=False), next_try_at__lte=at)
        due = due.select_related("report__key")
        package = due.select_for_update(of=("self",), skip_locked=True).order_by("next_try_at", "id").first()
        if package is None:
            return None
        Package.objects.filter(pk=package.pk).update(next_try_at=at + HELD_FOR, tries=package.tries + 1)
    if package.taken_back_at:
        return _withdrawal(package, package.taken_back_at)
    if not package.is_open:
        Package.objects.filter(pk=package.pk).update(next_try_at=None)
        return _claim(at)
    number, content = package.report.number, package.read()
    return Parcel(package.pk, str(package.token), number, package.media_type, content, package.tries)


def _withdrawal(package: Package, taken_back_at: datetime) -> Parcel:
    said = {"type": "withdrawal", "package": str(package.token), "at": taken_back_at.astimezone(UTC).isoformat()}
    content, message_id = json.dumps(said).encode(), f"{package.token}.withdrawal"
    return Parcel(
        package.pk, message_id, package.report.number, "application/json", content, package.tries, is_withdrawal=True
    )


def _post(parcel: Parcel, at: datetime) -> str:
    """Send it; an empty string when it arrived, else the code of what went wrong."""
    signed = signing.headers(
        parcel.content, secret=settings.OMBUDSMAN_SECRET, message_id=parcel.message_id, at=at
    )  # fmt: skip
    said = {"content-type": parcel.media_type, "x-report-number": str(parcel.number), **signed}
    try:
        with httpx.stream(
            "POST", settings.OMBUDSMAN_URL, content=parcel.content, headers=said, timeout=TIMEOUT
        ) as answer:
            return "" if answer.is_success else f"http {answer.status_code}"
    except httpx.TimeoutException:
        return "timeout"
    except httpx.HTTPError:
        return "no connection"


def _note(parcel: Parcel, trouble: str, *, at: datetime) -> None:
    package = Package.objects.filter(pk=parcel.pk)
    if not trouble:
        package.update(trouble="", **{"withdrawal_sent_at" if parcel.is_withdrawal else "sent_at": at})
    again = at + BACK_OFF[parcel.tries] if trouble and parcel.tries < len(BACK_OFF) else None
    # A package whose consent was taken back while it was on its way has its next moment from there.
    package.filter(taken_back_at__isnull=not parcel.is_withdrawal).update(next_try_at=again, trouble=trouble)
