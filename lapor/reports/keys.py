"""Rotation of the server's keys: what an older key wrapped is wrapped anew, so that the old key can be thrown away.

Only the wrapping changes; the words and files themselves keep their report's own key.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Func, IntegerField, Value

from lapor.accounts import contacts
from lapor.accounts.models import Contact
from lapor.core import encryption
from lapor.reports.models import ReportKey

BATCH = 500


def rotate() -> int:
    """Wrap every report's key and every citizen's contact with the newest server key; returns how many changed.

    May be stopped and started again at any time. Raises Undecipherable when a key in use is missing from LAPOR_KEYS.
    """
    return sum(_in_batches(_rewrap_reports)) + sum(_in_batches(_reseal_contacts))


@dataclass(frozen=True)
class KeyInUse:
    """How many rows a server key wraps, and since when; whatever the newest one doesn't wrap is due for `rotate`."""

    key_id: int
    reports: int
    first_used_at: datetime | None
    is_newest: bool


def in_use() -> list[KeyInUse]:
    """The keys that wrap the data keys of reports, the newest first; two queries for each, and there are few."""
    counts = ReportKey.objects.order_by().values_list("wrapped_by").annotate(n=Count("pk"))
    newest = encryption.newest_key()
    return [
        KeyInUse(key_id, n, _first_used(key_id), key_id == newest)
        for key_id, n in sorted(counts, key=lambda row: (row[0] != newest, -row[0]))
    ]


def contacts_due() -> int:
    """How many contacts of citizens an older key than the newest still seals."""
    sealed_by = Func(F("ciphertext"), Value(0), function="get_byte", output_field=IntegerField())
    return Contact.objects.annotate(key_id=sealed_by).exclude(key_id=encryption.newest_key()).count()


def _first_used(key_id: int) -> datetime | None:
    first = ReportKey.objects.filter(wrapped_by=key_id).order_by("pk").values_list("report__submitted_at", flat=True)
    return first.first()


def _in_batches(change: Callable[[int], tuple[int, int | None]]) -> Iterator[int]:
    last: int | None = 0
    while last is not None:
        with transaction.atomic():
            changed, last = change(last)
        yield changed


def _rewrap_reports(after: int) -> tuple[int, int | None]:
    old = ReportKey.objects.exclude(wrapped_by=encryption.newest_key()).filter(pk__gt=after)
    keys = list(old.select_for_update().order_by("pk")[:BATCH])
    for key in keys:
        key.wrapped = key.open().wrap(context=f"report key {key.report_id}")
        key.wrapped_by = encryption.key_id(key.wrapped)
    ReportKey.objects.bulk_update(keys, ["wrapped", "wrapped_by"])
    return len(keys), keys[-1].pk if keys else None


def _reseal_contacts(after: int) -> tuple[int, int | None]:
    known = list(Contact.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:BATCH])
    old = [contact for contact in known if encryption.key_id(contact.ciphertext) != encryption.newest_key()]
    for contact in old:
        contact.ciphertext = contacts.seal(contact.value)
    Contact.objects.bulk_update(old, ["ciphertext"])
    return len(old), known[-1].pk if known else None
