"""Rotation of the server's keys: what an older key wrapped is wrapped anew, so that the old key can be thrown away.

Only the wrapping changes; the words and files themselves keep their report's own key.
"""

from collections.abc import Callable, Iterator

from django.db import transaction

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
