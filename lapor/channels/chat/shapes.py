"""Reading somebody else's JSON, in which anything may be missing or of another kind than was published."""

import re
from collections.abc import Mapping
from typing import Any

type Fields = Mapping[str, Any]

LONGEST = 10_000  # letters of a text
_NAME = re.compile(r"[\w.=:+/-]{1,180}", re.ASCII)  # of a message, a file or an account, as both give them


def fields(found: Fields, name: str) -> Fields:
    """An object inside another; empty where there is none."""
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}


def each(found: Fields, name: str) -> list[Fields]:
    """The objects of a list."""
    inner = found.get(name)
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def text(found: Fields, name: str) -> str:
    """What a person wrote; empty where they wrote nothing."""
    written = found.get(name)
    if not isinstance(written, str):
        return ""
    whole = written.encode(errors="replace").decode()  # JSON can say half a character, which nobody can write down
    return whole.replace("\0", "")[:LONGEST].strip()


def name(found: Fields, key: str) -> str:
    """What a machine calls something, text or number; empty where it is no name."""
    called = found.get(key)
    called = str(called) if isinstance(called, int) and not isinstance(called, bool) else called
    return called if isinstance(called, str) and _NAME.fullmatch(called) else ""


def point(found: Fields) -> tuple[float, float] | None:
    """Latitude and longitude of a place on the earth."""
    latitude, longitude = found.get("latitude"), found.get("longitude")
    if not (isinstance(latitude, int | float) and isinstance(longitude, int | float)):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return float(latitude), float(longitude)
