"""Pushing packages to the Ombudsman's own system, where one is set: signed, tried again, and no longer after a week.

The other side may get one twice, when the line breaks after it was received: `webhook-id` is the package's own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

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
    """A package that this worker holds, with its number of tries so far."""

    pk: int
    token: str
    number: int
    content: bytes
    tries: int


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
    """The next one whose consent still holds."""
    with transaction.atomic():
        due = Package.objects.filter(next_try_at__lte=at, report__ombudsman_consent_at=F("consent_at"))
        due = due.exclude(stored="").select_related("report__key")
        package = due.select_for_update(of=("self",), skip_locked=True).order_by("next_try_at", "id").first()
        if package is None:
            return None
        Package.objects.filter(pk=package.pk).update(next_try_at=at + HELD_FOR, tries=package.tries + 1)
    if not package.is_open:
        Package.objects.filter(pk=package.pk).update(next_try_at=None)
        return _claim(at)
    return Parcel(package.pk, str(package.token), package.report.number, package.read(), package.tries)


def _post(parcel: Parcel, at: datetime) -> str:
    """Send it; an empty string when it arrived, else the code of what went wrong."""
    signed = signing.headers(
        parcel.content, secret=settings.OMBUDSMAN_SECRET, message_id=parcel.token, at=at
    )  # fmt: skip
    said = {"content-type": "application/zip", "x-report-number": str(parcel.number), **signed}
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
        package.update(sent_at=at, next_try_at=None, trouble="")
        return
    again = at + BACK_OFF[parcel.tries] if parcel.tries < len(BACK_OFF) else None
    package.filter(taken_back_at=None).update(next_try_at=again, trouble=trouble)
