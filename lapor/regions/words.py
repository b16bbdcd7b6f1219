"""How names are folded so that what is typed and what is stored can be compared."""

import re
import unicodedata

from .shortnames import SHORT_NAMES

# Words that say what an area is rather than what it is called, with the way the package spells them.
KIND_WORDS = ("provinsi", "kabupaten", "kota", "kecamatan", "kelurahan", "desa")
_WRITTEN_AS = {"distrik": "kecamatan", "kodya": "kota", "kotamadya": "kota", "dusun": "desa"}
_TITLE = re.compile(
    r"^(kabupaten administrasi|kabupaten|kota administrasi|kota|daerah khusus ibukota|daerah istimewa) "
)

MAX_TYPED = 80  # characters that are looked at; the longest name of all has 44
MAX_WORDS = 6


# Nobody remembers which letter is double (Sangatta, Makassar); i stays, it is a Roman number.
_DOUBLED = re.compile(r"([a-hj-z])\1+")


def fold(text: str) -> str:
    """Lower-case words without accents, signs and doubled letters: "Toli-Toli" and "toli toli" are one."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).lower()
    return _DOUBLED.sub(r"\1", " ".join(re.findall(r"[a-z0-9]+", plain)))


_SHORT = {fold(name): short for name, short in SHORT_NAMES.items()}
_LONG = {short: name for name, shorts in _SHORT.items() for short in shorts.split()}


def typed_words(q: str) -> list[str]:
    """What somebody typed as folded words, cut to a length that is safe to search for."""
    return [_WRITTEN_AS.get(word, word) for word in fold(q[:MAX_TYPED]).split()[:MAX_WORDS]]


def says_kind(word: str) -> bool:
    """Whether a typed word only tells the kind of area: "kab", "kec", "kota"."""
    return len(word) >= 3 and any(kind.startswith(word) for kind in KIND_WORDS)


def long_name(typed: str) -> str:
    """The bare name that a short one stands for ("kutim" → "kutai timur"), or ""."""
    return _LONG.get(typed, "")


def own_words(name: str, kind: str, level: int) -> str:
    """The words by which one area is found, its bare name first, with a space at both ends.

    Every word begins after a space, so that LIKE '% sang%' means "a word that begins with sang".
    """
    folded = fold(name)
    title = _TITLE.match(folded) if level <= 2 else None
    bare = folded[title.end() :] if title else folded
    short = _SHORT.get(bare, "") if level <= 2 else ""
    rest = title.group(1).replace(kind, "") if title else ""
    return " " + " ".join(f"{bare} {kind} {short} {rest}".split()) + " "
