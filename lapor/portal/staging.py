"""Files that were accepted before their report was: each waits encrypted under a key that only the page holds.

The token in the page carries the key and all that is known of the file, so no table remembers who chose what. After an
hour nobody can open it; what is left on the disk is swept up with the other orphans (core.storage).
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from lapor.core import encryption, storage
from lapor.core.encryption import DataKey, Undecipherable
from lapor.core.errors import NotFound, Refused
from lapor.core.files import Accepted, Place
from lapor.core.files.kinds import Kind

LIVES_FOR = timedelta(hours=1)
_CONTEXT = "staged file"
_PLAIN = ("media_type", "extension", "width", "height", "name", "sha256", "original_size")


@dataclass(frozen=True)
class Staged:
    """What the page shows of a waiting file; `token` is all that the form sends back."""

    token: str
    name: str
    size: int
    place: Place | None


def keep(file: Accepted, *, at: datetime) -> Staged:
    """Put a clean file aside for an hour."""
    key = DataKey.new()
    known = {name: getattr(file, name) for name in _PLAIN} | {
        "kind": file.kind,
        "place": file.place,
        "taken_on": file.taken_on.isoformat() if file.taken_on else None,
        "key": base64.b64encode(key.raw).decode(),
        "content": storage.store(file.content, key=key),
        "thumbnail": storage.store(file.thumbnail, key=key) if file.thumbnail else None,
        "until": (at + LIVES_FOR).timestamp(),
    }
    token = base64.urlsafe_b64encode(encryption.seal(json.dumps(known).encode(), context=_CONTEXT)).decode()
    return _shown(token, known)


def look(token: str, *, at: datetime) -> Staged:
    """What a token stands for, without reading the file. Raises Refused: `staged_gone`."""
    return _shown(token, _known(token, at=at))


def fetch(token: str, *, at: datetime) -> Accepted:
    """The file again, as it was accepted. Raises Refused: `staged_gone`."""
    known = _known(token, at=at)
    key = DataKey(base64.b64decode(known["key"]))
    try:
        content = storage.fetch(known["content"], key=key)
        thumbnail = storage.fetch(known["thumbnail"], key=key) if known["thumbnail"] else None
    except (NotFound, Undecipherable):
        raise _gone()
    return Accepted(
        **{name: known[name] for name in _PLAIN},
        kind=Kind(known["kind"]),
        place=_place(known),
        taken_on=date.fromisoformat(known["taken_on"]) if known["taken_on"] else None,
        content=content,
        thumbnail=thumbnail,
    )


def _known(token: str, *, at: datetime) -> dict:
    try:
        known = json.loads(encryption.unseal(base64.urlsafe_b64decode(token), context=_CONTEXT))
    except (Undecipherable, binascii.Error, ValueError):
        raise _gone()
    if known["until"] <= at.timestamp():
        raise _gone()
    return known


def _shown(token: str, known: dict) -> Staged:
    return Staged(token, known["name"], known["original_size"], _place(known))


def _place(known: dict) -> Place | None:
    return Place(*known["place"]) if known["place"] else None


def _gone() -> Refused:
    sentence = _("Berkas yang Anda pilih tadi sudah kami hapus karena lewat satu jam. Pilih lagi berkasnya.")
    return Refused("staged_gone", sentence, field="files")
