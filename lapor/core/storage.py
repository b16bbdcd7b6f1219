"""Files at rest: encrypted with the data key of their report, under random names, through Django's storage.

Erasing the key erases every file, whatever backups hold; erasing the file frees the disk. Store before the row that
names the file is committed: what a crash leaves then is an orphan, never a row without its file.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from lapor.core.encryption import DataKey
from lapor.core.errors import NotFound

SHARD = 2  # letters in the name of an outer folder; the folder of a room has more


class DurableStorage(FileSystemStorage):
    """Django's files on disk, written through to it: a power cut after the commit must not lose the file."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        saved = super().save(name, content, max_length)
        file = Path(self.path(saved))
        root = Path(self.location)
        for path in (file, *(folder for folder in file.parents if folder.is_relative_to(root))):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return saved


def store(content: bytes, *, key: DataKey, room: str = "") -> str:
    """Encrypt and keep; the name that comes back says nothing about the file.

    Reports keep theirs at the top, every other room below a folder of its own (`room`): each clears its own orphans.
    """
    token = secrets.token_hex(16)
    ciphertext = key.encrypt(content, context=_context(token))
    return default_storage.save(_within(room, f"{token[:2]}/{token[2:4]}/{token}"), ContentFile(ciphertext))


def fetch(name: str, *, key: DataKey) -> bytes:
    """The content again. Raises NotFound for an erased file, Undecipherable for another key's or an altered one."""
    try:
        with default_storage.open(name) as file:
            ciphertext = file.read()
    except FileNotFoundError:
        raise NotFound(name)
    return key.decrypt(ciphertext, context=_context(name))


def erase(name: str) -> None:
    """Remove the file; one that is gone already is fine. Call it after the commit that forgets the name."""
    default_storage.delete(name)


def orphans(known: Callable[[list[str]], set[str]], *, before: datetime, room: str = "") -> Iterator[str]:
    """Names of files older than `before` that no row knows; `known` gets one folder's names and returns those it has.

    `before` keeps its hands off files whose row is just being committed: pass yesterday. `room` as in `store`.
    """
    if not default_storage.exists(room):  # nothing was ever stored
        return
    outers = [_within(room, name) for name in default_storage.listdir(room)[0] if len(name) == SHARD]
    for outer in outers:
        for inner in default_storage.listdir(outer)[0]:
            folder = f"{outer}/{inner}"
            names = [f"{folder}/{file}" for file in default_storage.listdir(folder)[1]]
            unknown = sorted(set(names) - known(names))
            yield from (name for name in unknown if default_storage.get_modified_time(name) < before)


def _within(room: str, path: str) -> str:
    return f"{room}/{path}" if room else path


def _context(name: str) -> str:
    """Binds the ciphertext to its name, so that one file can't be put in another's place."""
    return f"file:{name.rsplit('/', 1)[-1]}"
