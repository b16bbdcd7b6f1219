"""A message of a chat as it arrived: who wrote it, its name, and its words."""

import re
from dataclasses import dataclass

from lapor.channels.chat import shapes
from lapor.channels.chat.shapes import Fields
from lapor.channels.incoming import Words

VOICE, OTHER, EDITED = "voice", "other", "edited"  # what we can't read, as the subject of a message
_FILE = re.compile(r"[\w-]{1,180}", re.ASCII)  # it becomes part of an address


@dataclass(frozen=True)
class Arrived:
    """One message: the same name however often it is delivered. `sender` is where we answer."""

    name: str
    sender: str
    words: Words


def place(found: Fields, called: str) -> Words:
    """A place on the map, and what the app or its owner calls it."""
    point = shapes.point(found)
    return Words(called, latitude=point[0], longitude=point[1]) if point else Words("", subject=OTHER)


def file(name: str, caption: str) -> Words:
    """A file, which we fetch later by its name, and what was written under it."""
    return Words(caption, media=name) if _FILE.fullmatch(name) else Words(caption, subject="" if caption else OTHER)
