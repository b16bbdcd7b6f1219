"""The kinds of file that are taken, how their first bytes tell them apart, and what an accepted one is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

HEAD = 64  # so many first bytes tell every kind


class Kind(StrEnum):
    JPG = "jpg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    DOCX = "docx"
    MP4 = "mp4"


PICTURES = {Kind.JPG, Kind.PNG, Kind.WEBP, Kind.HEIC}
DOCUMENTS = {Kind.PDF, Kind.DOCX}

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "}


class Place(NamedTuple):
    """WGS 84, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Limits:
    """What one report may carry; an agency or a topic may set others."""

    files: int = 5
    bytes: int = 10 * 1024 * 1024
    kinds: frozenset[Kind] = frozenset(Kind)
    megapixels: int = 40
    unpacked_bytes: int = 60 * 1024 * 1024  # of a DOCX, which is a ZIP archive


@dataclass(frozen=True, kw_only=True)
class Clean:
    """What is kept of a file: its content without the traces of the person who made it."""

    content: bytes
    media_type: str
    extension: str
    thumbnail: bytes | None = None  # WebP
    width: int | None = None
    height: int | None = None
    place: Place | None = None  # where a picture was taken: to be offered to the reporter, not to be kept unasked
    taken_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Accepted(Clean):
    """A clean file, and what its original was; the original itself is gone."""

    kind: Kind
    name: str  # fit to be shown and downloaded; it may say who the person is, so it is as private as the report's text
    sha256: str  # of the bytes that were sent
    original_size: int


def kind_of(head: bytes) -> Kind | None:
    """The kind that these first bytes (HEAD of them) announce, whatever the file is called."""
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    if head.startswith(b"PK\x03\x04"):
        return Kind.DOCX
    if head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    return None


def _kind_of_brands(head: bytes) -> Kind | None:
    """HEIC, MP4 and MOV share one container and differ by the brands it lists: one major, then a version, then more."""
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, min(int.from_bytes(head[:4]), len(head)), 4))}
    if brands & HEIC_BRANDS:
        return Kind.HEIC
    if brands & MP4_BRANDS and major != b"qt  ":
        return Kind.MP4
    return None
