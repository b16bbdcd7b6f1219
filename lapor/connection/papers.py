"""The files of the room: decrees and handouts. What a refused form left on the disk is cleared away."""

from datetime import datetime, timedelta

from lapor.connection.models import ROOM, DecreeDocument, Material
from lapor.core import storage

ORPHANED_AFTER = timedelta(hours=2)  # a step may be using a younger file


def forget_orphans(*, at: datetime) -> int:
    """Remove files on disk that no row knows; returns how many."""
    orphans = list(storage.orphans(_known, before=at - ORPHANED_AFTER, room=ROOM))
    for name in orphans:
        storage.erase(name)
    return len(orphans)


def _known(names: list[str]) -> set[str]:
    rows = (
        model.objects.filter(stored__in=names).values_list("stored", flat=True) for model in (DecreeDocument, Material)
    )
    return {name for found in rows for name in found}
