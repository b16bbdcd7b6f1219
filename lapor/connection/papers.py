"""The files of the room: decrees and handouts. What a refused form left on the disk is cleared away."""

from datetime import datetime, timedelta

from lapor.connection.models import DecreeDocument, Material
from lapor.core import kept

ORPHANED_AFTER = timedelta(hours=2)  # a step may be using a younger file


def forget_orphans(*, at: datetime) -> int:
    """Remove files on disk that no row knows; returns how many."""
    return kept.forget_orphans(DecreeDocument, Material, before=at - ORPHANED_AFTER)
