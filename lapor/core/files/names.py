"""A file's name as its sender wrote it, made fit to be shown and put in a header."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 80
LONGEST_SUFFIX = 8


def shown_name(name: str) -> str:
    """The last part of a name without what could deceive or break a header: controls, line ends, text direction."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = re.sub(r'[\s"%<>|:*?]+', " ", name).strip(" .")
    path = PurePosixPath(name or "berkas")
    suffix = path.suffix[:LONGEST_SUFFIX]
    return path.stem[: LONGEST - len(suffix)] + suffix


def renamed(shown: str, extension: str) -> str:
    """The name with the extension that its content earns: `foto.php` becomes `foto.jpg`."""
    return f"{PurePosixPath(shown).stem}.{extension}"
