"""The letters that a text message can carry (GSM 03.38), and making a text fit one message.

One message holds 160 of them; a single letter from elsewhere would turn it into UCS-2 with 70, so nothing but these
letters ever leaves here.
"""

import unicodedata

ROOM = 160  # septets of one message

# By code, 0 to 127; code 27 leads to the second table, whose letters therefore take the room of two.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
SECOND = {0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€"}

_COST = {letter: 1 for letter in ALPHABET if letter != "\x1b"} | dict.fromkeys(SECOND.values(), 2)
_INSTEAD = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "″": '"',
    "«": '"', "»": '"', "‹": "'", "›": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "•": "-", "·": "-", "×": "x", "÷": "/", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "œ": "oe",
    "Œ": "OE", "đ": "d", "Đ": "D", "ı": "i", "¢": "c", "°": " derajat", "→": "->", "←": "<-",
}  # fmt: skip


def fits(text: str) -> bool:
    """Whether a text goes into one message as it is."""
    return all(letter in _COST for letter in text) and length(text) <= ROOM


def length(text: str) -> int:
    """The septets that a text of these letters takes."""
    return sum(_COST[letter] for letter in text)


def shorten(text: str, link: str = "", *, room: int = ROOM) -> str:
    """One message: text and link where both have room, else the text alone, else its beginning and the link."""
    text, link = _plain(text), _plain(link)
    whole = f"{text} {link}".strip()
    if length(whole) <= room:
        return whole
    return text if length(text) <= room else _cut(text, link, room)


def _plain(text: str) -> str:
    """The same in letters of the alphabet, on one line."""
    return " ".join("".join(map(_letters, text)).split())


def _letters(letter: str) -> str:
    if letter.isspace():
        return " "
    if letter in _COST:
        return letter
    if letter in _INSTEAD:
        return _INSTEAD[letter]
    parts = "".join(_INSTEAD.get(part, part) for part in unicodedata.normalize("NFKD", letter))
    known = "".join(part for part in parts if part in _COST)
    return known or ("?" if letter.isalnum() else "")  # a sign or a smiley is left out, a foreign letter leaves a mark


def _cut(text: str, link: str, room: int) -> str:
    """As many whole words as have room before the link; of a single endless word its beginning."""
    ending = f"... {link}".rstrip()
    beginning = _first(text, room - length(ending))
    words, blank, _broken = beginning.rpartition(" ")
    return f"{words if blank else beginning}{ending}"


def _first(text: str, room: int) -> str:
    for end, letter in enumerate(text):
        room -= _COST[letter]
        if room < 0:
            return text[:end]
    return text
