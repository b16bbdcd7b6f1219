"""A file that a room keeps beside a row: encrypted on the disk, under an address that nobody guesses."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models

from lapor.core import encryption, storage
from lapor.core.encryption import DataKey
from lapor.core.errors import NotFound
from lapor.core.files import Accepted


class KeptFile(models.Model):
    """The columns of a row that has a file, or may have one; `room` is the folder of the room it belongs to."""

    room: ClassVar[str]

    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    stored = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def keep(self, file: Accepted) -> None:
        """Put an accepted file on the disk; the row is saved by the caller."""
        self.file_name, self.media_type, self.size = file.name, file.media_type, len(file.content)
        self.stored = storage.store(file.content, key=self._key, room=self.room)

    def read(self) -> bytes:
        """The content. Raises NotFound when there is none."""
        if not self.stored:
            raise NotFound(self.token)
        return storage.fetch(self.stored, key=self._key)

    @property
    def _key(self) -> DataKey:
        """Made of the key that isn't rotated: these papers are official, no reporter's, and nobody's to be erased."""
        return DataKey(encryption.tag(str(self.token), purpose=f"file of the {self.room} room"))


def forget_orphans(*tables: type[KeptFile], before: datetime) -> int:
    """Remove the files of a room that no row of its tables knows: left by a crash, or by a step that was refused.

    `before` spares what is just being committed.
    """

    def known(names: list[str]) -> set[str]:
        rows = (table._default_manager.filter(stored__in=names).values_list("stored", flat=True) for table in tables)
        return {name for found in rows for name in found}

    orphans = list(storage.orphans(known, before=before, room=tables[0].room))
    for name in orphans:
        storage.erase(name)
    return len(orphans)
