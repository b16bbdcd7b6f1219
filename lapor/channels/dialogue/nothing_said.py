"""Answers to "where?" and "which agency?" that say neither. Pure: each is made of such words alone, so that any other
word, which may well be a place, is kept as one.

As phones on Java write it: "gatau", "kan udah dibilang", "ntar ya", "embuh", "teu nyaho", "di sini", "di hatimu wkwk".
"""

import re

from lapor.channels.dialogue.commands import ALONE, Verb
from lapor.channels.dialogue.small_talk import POLITE

YES, NO = frozenset(ALONE[Verb.YES]), frozenset(ALONE[Verb.NO])
AROUND = POLITE | {
    "itu", "ini", "yg", "yang", "aja", "saja", "juga", "lagi", "dulu", "lah", "deh", "lho", "loh", "kok", "kan", "nya",
    "oke", "ok", "udah", "udh", "dah", "sudah", "sdh", "masih", "di", "ke", "mana", "dimana", "apa", "sama",
    "sekali", "banget", "wis", "wes", "lu", "lo",
}  # fmt: skip
UNKNOWN = NO | {
    "ra", "tau", "tahu", "tauk", "ngerti", "reti", "ngertos", "paham", "faham", "nyaho", "terang", "kurang", "pasti",
    "persis", "hafal", "hapal", "lupa", "lali", "poho", "hilap", "entah", "embuh", "mbuh", "duka", "gatau", "gatahu",
    "entahlah", "gtau", "gatw", "gtw", "gaktau", "nggatau", "ngertine", "terserah", "bebas", "pokoknya",
}  # fmt: skip
TOLD = frozenset({
    "bilang", "dibilang", "bilangin", "tulis", "ditulis", "tertulis", "sebut", "disebut", "disebutkan", "dijelaskan",
    "jelaskan", "kasih", "dikasih", "kirim", "dikirim", "baca", "dibaca", "atas", "diatas", "tadi", "td", "sebelumnya",
})  # fmt: skip
LATER = frozenset({
    "nanti", "nnti", "nti", "ntar", "entar", "tar", "bentar", "sebentar", "sbentar", "tunggu", "tgu", "sabar",
    "mengko", "engke", "besok", "bsk",
})  # fmt: skip
NO_PLACE = YES | {
    "sini", "disini", "situ", "disitu", "sana", "disana", "kene", "kono", "dieu", "depan", "dekat", "deket", "sekitar",
    "rumah", "rumahku", "tempat", "tempatnya", "tempatku", "kampung", "kampungku", "desa", "kota", "daerah", "daerahku",
    "lokasi", "lokasinya", "alamat", "alamatnya", "jalan", "jalannya", "jln", "jl", "maksud", "maksudnya", "mksd",
    "mksdnya", "hah", "heh", "apaan", "kenapa", "knp", "siapa", "indonesia", "bumi", "dunia", "bulan", "mars", "langit",
    "surga", "neraka", "hati", "hatimu", "hatiku", "mu", "mimpi", "lol",
    "anjing", "anjir", "goblok", "bodoh", "tolol", "bangsat", "asu",
}  # fmt: skip
_LAUGH = re.compile(r"(?:wk|ha|he|hi|xi)+[whkx]?")
_POSTCODE = re.compile(r"\d{5}")


def is_unknown(text: str) -> bool:
    """ "ga tau pak", "embuh", "tidak": they can't say, and aren't asked a second time."""
    return _is_about(text, UNKNOWN)


def is_told(text: str) -> bool:
    """ "kan udah dibilang", "di atas": it stands in the report, which somebody reads."""
    return _is_about(text, TOLD)


def is_later(text: str) -> bool:
    """ "nanti ya", "bentar": the answer is still to come."""
    return _is_about(text, LATER, TOLD)


def is_no_place(text: str) -> bool:
    """ "?", "di sini", "rumah saya", "123", "ya": nobody could go there."""
    if _POSTCODE.fullmatch(text.strip()):
        return False
    return all(word.isdigit() or word in AROUND | NO_PLACE or _LAUGH.fullmatch(word) for word in _words(text))


def is_nothing(text: str) -> bool:
    """None of all that is anything that happened."""
    return any(each(text) for each in (is_no_place, is_unknown, is_told, is_later))


def _is_about(text: str, what: frozenset[str], besides: frozenset[str] = frozenset()) -> bool:
    words = _words(text)
    return not what.isdisjoint(words) and (AROUND | what | besides).issuperset(words)


def _words(text: str) -> list[str]:
    """As they are known: without apostrophes, and "yaaa" as "ya"."""
    plain = re.sub("['’`]", "", text.casefold())
    return [word.rstrip(word[-1]) + word[-1] for word in re.findall(r"\w+", plain)]
