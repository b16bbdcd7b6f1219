"""Sealing anew what an older server key sealed, so that the old key can be thrown away."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from lapor.core import encryption

BATCH = 500


def reseal(rows: QuerySet[Any], field: str, *, context: str) -> int:
    """Seal this field of each row with the newest key, empty ones left as they are; returns how many changed.

    May be stopped and started again at any time. Raises Undecipherable when a key in use is missing from LAPOR_KEYS.
    """
    changed, last = 0, 0
    while True:
        with transaction.atomic():
            batch = list(rows.select_for_update().filter(pk__gt=last).order_by("pk")[:BATCH])
            old = [row for row in batch if _is_old(getattr(row, field))]
            for row in old:
                words = encryption.unseal(getattr(row, field), context=context)
                setattr(row, field, encryption.seal(words, context=context))
            rows.model._default_manager.bulk_update(old, [field])
        changed += len(old)
        if not batch:
            return changed
        last = batch[-1].pk


def _is_old(sealed: encryption.Stored | None) -> bool:
    return bool(sealed) and encryption.key_id(sealed) != encryption.newest_key()  # type: ignore[arg-type]
