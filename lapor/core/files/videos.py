"""MP4 is a tree of boxes. What a player doesn't need is blanked in place: the place, the phone, the app, the owner.

Nothing moves, so the sound and picture offsets stay right; nothing is decoded, so the film itself is as it came.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lapor.core.files import refusals
from lapor.core.files.kinds import Clean, Kind

ROOT = b""
KEPT = {
    ROOT: {b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp"},
    b"moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    b"trak": {b"tkhd", b"edts", b"mdia", b"tref"},
    b"mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
}
ONCE = (b"ftyp", b"moov")
MOST_BOXES = 20_000  # a film of 10 MB in half-second pieces has some hundreds


class Box(NamedTuple):
    kind: bytes
    parent: bytes
    start: int
    body: int
    end: int


def clean(content: bytes, name: str) -> Clean:
    """Pictures with or without sound, and no other track. Raises Refused: `damaged`, `data_track`."""
    film = bytearray(content)
    boxes = []
    for box in _boxes(film, ROOT, 0, len(film)):
        boxes.append(box)
        if len(boxes) > MOST_BOXES:
            raise refusals.damaged(name, Kind.MP4)
    kinds = [box.kind for box in boxes]
    # hdlr: version and flags (4 bytes), a field that is zero (4), then what the track holds.
    tracks = [
        bytes(film[box.body + 8 : box.body + 12]) for box in boxes if box.kind == b"hdlr" and box.parent == b"mdia"
    ]
    if any(kinds.count(once) != 1 for once in ONCE) or b"mdat" not in kinds or b"vide" not in tracks:
        raise refusals.damaged(name, Kind.MP4)
    if not set(tracks) <= {b"vide", b"soun"} or kinds.count(b"trak") != len(tracks):
        raise refusals.data_track(name)
    for box in boxes:
        if box.kind not in KEPT[box.parent]:
            film[box.start + 4 : box.start + 8] = b"free"
            film[box.body : box.end] = bytes(box.end - box.body)
    return Clean(content=bytes(film), media_type="video/mp4", extension="mp4")


def _boxes(film: bytearray, parent: bytes, start: int, end: int) -> Iterator[Box]:
    """Every box down to the media of a track. Raises ValueError where sizes don't add up."""
    while start < end:
        size, kind, body = int.from_bytes(film[start : start + 4]), bytes(film[start + 4 : start + 8]), start + 8
        if size == 1:
            size, body = int.from_bytes(film[start + 8 : start + 16]), start + 16
        elif size == 0:  # up to the end of the file
            size = end - start
        if not body <= start + size <= end:
            raise ValueError("a box is larger than what holds it")
        yield Box(kind, parent, start, body, start + size)
        if kind in KEPT and kind in KEPT[parent]:
            yield from _boxes(film, kind, body, start + size)
        start += size
