"""What people chose: by which ways they are told, and whether officers get one mail a day for what isn't urgent.

A reporter may stop everything; then the news is still in the list inside the application, which nobody can stop.
"""

import base64
import binascii
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from lapor.core import encryption
from lapor.core.encryption import Undecipherable
from lapor.core.errors import NotFound
from lapor.notifications.models import Preference, Way
from lapor.notifications.people import Person
from lapor.reports.models import Report

CONTEXT = "stop telling"
CHOSEN = (Way.EMAIL, Way.SMS, Way.PUSH, Way.CHAT)  # the ways that people switch on and off


@dataclass(frozen=True)
class Choice:
    """`ways`: those that aren't switched off."""

    ways: frozenset[str] = frozenset(Way.values)
    digest: bool = True


@dataclass(frozen=True)
class Stop:
    """Whom a stop link is for; `number` of the report for somebody without an account, who chooses for each report."""

    recipient: bytes
    number: int | None = None


def of(recipients: Iterable[bytes]) -> dict[bytes, Choice]:
    """The choice of each of these recipients; without one of their own, everything the policy has. One query."""
    choices = dict.fromkeys(recipients, Choice())
    for row in Preference.objects.filter(recipient__in=list(choices)):
        choices[bytes(row.recipient)] = Choice(frozenset(row.ways), row.digest)
    return choices


def choose(recipient: bytes, *, ways: Collection[str], digest: bool = True, at: datetime) -> None:
    """Keep what somebody chose of the ways that can be switched off."""
    kept = [way for way in Way.values if way not in CHOSEN or way in ways]
    chosen = {"ways": kept, "digest": digest, "changed_at": at}
    Preference.objects.update_or_create(recipient=recipient, defaults=chosen)


def stop(recipient: bytes, *, at: datetime) -> None:
    """Send this person nothing more by any way."""
    choose(recipient, ways=(), at=at)


def resume(recipient: bytes) -> None:
    """Back to what the policy has."""
    Preference.objects.filter(recipient=recipient).delete()


def is_stopped(recipient: bytes) -> bool:
    return not of([recipient])[recipient].ways & set(CHOSEN)


# --- the link in a mail ---------------------------------------------------------------------------------------------


def stop_link(person: Person, report: Report) -> str:
    """The path by which a citizen stops it without signing in; officers choose on their own page."""
    if person.is_officer:
        return ""
    said = {"to": person.recipient.hex(), "of": None if person.user else report.number}
    # Sealed, not only signed: the tag in a forwarded mail would tie its reader to the rows of a stolen database.
    token = base64.urlsafe_b64encode(encryption.seal(json.dumps(said).encode(), context=CONTEXT))
    return reverse("portal:stop_notices", args=[token.decode().rstrip("=")])


def read(token: str) -> Stop:
    """Raises NotFound for a link that was cut off or altered, or is older than the keys."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        said = json.loads(encryption.unseal(sealed, context=CONTEXT))
    except (Undecipherable, binascii.Error, ValueError) as error:
        raise NotFound(token) from error
    return Stop(bytes.fromhex(said["to"]), said["of"])
