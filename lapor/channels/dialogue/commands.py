"""What a short message asks for, by its first word: pure, and never at a loss, because everything else is free text."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from lapor.channels.dialogue.small_talk import POLITE
from lapor.core import numbers


class Verb(StrEnum):
    FREE = "free"  # words for a person: a new report, or an answer to what we asked
    EMPTY = "empty"  # nothing that could be read: a smiley, a dot
    STATUS = "status"
    REPLY = "reply"
    RATE = "rate"
    WITHDRAW = "withdraw"
    YES = "yes"
    NO = "no"
    HELP = "help"
    STOP = "stop"  # to tell of news
    START = "start"


@dataclass(frozen=True)
class Command:
    """`number` is None where none was written, 0 where what was written can't be a report's."""

    verb: Verb
    text: str  # as it was written, without what was understood as command and number
    number: int | None = None
    rating: int | None = None
    pin: str = ""


# Words that are followed by a number. One that is misspelt by a letter counts only then: "balai" is no BALAS.
ABOUT_A_REPORT = {
    Verb.STATUS: ("status", "statsu", "sttus", "satus", "sts", "cek", "lacak"),
    Verb.REPLY: ("balas", "bales", "bls", "jawab", "tanggapi"),
    Verb.RATE: ("selesai", "selesei", "slesai", "selsai", "nilai"),
    Verb.WITHDRAW: ("batal", "batalkan", "tarik"),
}
# Words that are a whole message, or begin a short answer to a question, also in Javanese and Sundanese.
ALONE = {
    Verb.YES: ("ya", "y", "iya", "iye", "iyo", "yo", "yoi", "yup", "yap", "yes", "nggih", "inggih", "enggih", "njih",
               "hooh", "heeh", "muhun", "sumuhun", "leres", "enya", "benar", "betul", "setuju", "boleh"),
    Verb.NO: ("tidak", "tida", "tidk", "tdak", "t", "tdk", "tak", "no", "bukan", "belum", "blum", "belom", "blom",
              "blm", "nggak", "ngga", "ngak", "ngk", "enggak", "engga", "engak", "gak", "ga", "gk", "g", "ndak", "nda",
              "kagak", "kaga", "ora", "mboten", "boten", "henteu", "teu", "durung", "dereng", "ogah", "jangan"),
    Verb.HELP: ("bantuan", "bantu", "bantan", "bntuan", "help", "info", "menu", "tolong", "cara", "format"),
    Verb.STOP: ("berhenti", "brhenti", "berenti", "brenti", "stop", "setop", "unreg"),
    Verb.START: ("mulai", "start", "reg"),
}  # fmt: skip
BARE = {Verb.HELP, Verb.STOP, Verb.START}  # "tolong jalan rusak": somebody begs, and reports
SHORT_ANSWER = 5  # words
LONGEST_WORD = 12
NUMBER_LENGTH = 10
PIN_LENGTHS = (8, 16)
MERELY = POLITE | {"aja", "saja", "dulu", "laporan", "laporanku", "aduan", "banget", "sekali"}
IN_WORDS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5}

_ALONE = {word: verb for verb, words in ALONE.items() for word in words}
_LONG_DRAWN = re.compile(r"(.)\1+$")  # yaaa
_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")  # ho'oh
# What people copy of our own messages: "Kirim SELESAI 1234567890 5", "Balas YA", "STATUS nomor", "BALAS nomor isi".
_TEN_DIGITS = r"\d(?:[ .-]?\d){9}"
_COMMANDS = "|".join(word for words in (*ABOUT_A_REPORT.values(), *(ALONE[verb] for verb in BARE)) for word in words)
_COPIED = re.compile(
    rf"^(?:(?:kirim|ketik)\W+(?=(?:{_COMMANDS})\b|\w+\W+{_TEN_DIGITS})|(?:kirim|ketik|balas)\W+(?=(?:ya|tidak)[\W\d]*$))",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(r"\W*(?:nomor|no)\b(?:\W+(?:isi|pin|1-5))?\W*", re.IGNORECASE)
_CALLED_NUMBER = re.compile(rf"^(?:\W*(?:nomor|no|laporan)\b)+(?=\W*{_TEN_DIGITS})", re.IGNORECASE)
_DIGITS = re.compile(r"[\s:;,.#=-]*(\d(?:[ .-]?\d)*)")
_ONLY_NUMBERS = re.compile(rf"\W*({_TEN_DIGITS})((?:\W+\d+)*)\W*")  # of a report, and perhaps its PIN
_ANY_NUMBER = re.compile(rf"(?<!\d){_TEN_DIGITS}(?!\d)")
_STARS = re.compile(
    rf"\W*(?:(?:nilai(?:nya)?|bintang|rating|skor)\W+)?([1-5]|{'|'.join(IN_WORDS)})(?:\s*/\s*5)?(?: bintang)?\W*"
)
_RATING = re.compile(r"\W{0,3}(?:nilai(?:nya)?\W{0,3})?([1-5])(?:\s*/\s*5)?(?!\d)[\s.!]*", re.IGNORECASE)


def read(text: str) -> Command:
    """What somebody wants who has written this; free text where it isn't clearly a command."""
    plain = _COPIED.sub("", " ".join(unicodedata.normalize("NFKC", text).split()), count=1)
    if not any(letter.isalnum() for letter in plain):
        return Command(Verb.EMPTY, text)
    if (alone := _ONLY_NUMBERS.fullmatch(plain)) and (number := _valid(alone[1])):
        return _complete(Verb.STATUS, alone[2], number)
    word = _WORD.match(plain)
    if word is None or len(word[0]) > LONGEST_WORD:
        return Command(Verb.FREE, text)
    return (
        _about_a_report(word[0], plain[word.end() :])
        or _alone(word[0], plain[word.end() :])
        or Command(Verb.FREE, text)
    )


def _about_a_report(word: str, rest: str) -> Command | None:
    rest = "" if _PLACEHOLDERS.fullmatch(rest) else _CALLED_NUMBER.sub("", rest, count=1)
    digits = _DIGITS.match(rest)
    verb = _verb(word, tolerant=bool(digits))
    if verb is None:
        return None
    if digits is None or (verb == Verb.RATE and len(digits[1]) == 1):
        return _without_number(verb, rest)
    number, end = _number(rest, digits)
    after = rest[end:].strip(" :;,.-")
    return _complete(verb, after, number)


def _without_number(verb: Verb, rest: str) -> Command | None:
    """About the report we both have in mind; several words that begin like a command are a sentence of somebody."""
    if verb == Verb.REPLY and rest.strip():
        return Command(verb, rest.strip(" :;,.-"))
    rest = _without_politeness(rest)
    if verb == Verb.RATE and (rating := _RATING.fullmatch(rest)):
        return Command(verb, "", rating=int(rating[1]))
    return None if _WORD.search(rest) else Command(verb, "")


def _without_politeness(text: str) -> str:
    """ "batal aja pak" is BATAL."""
    words = text.split()
    while words and words[-1].casefold().strip(".,!?") in MERELY:
        words.pop()
    return " ".join(words)


def _complete(verb: Verb, after: str, number: int) -> Command:
    if verb == Verb.RATE:
        rating = _RATING.match(after)
        words = after[rating.end() :] if rating else after
        return Command(verb, words.strip(), number, rating=int(rating[1]) if rating else None)
    if verb == Verb.STATUS:
        digits = "".join(letter for letter in after[:40] if letter.isascii() and letter.isdigit())
        return Command(verb, "", number, pin=digits if len(digits) in PIN_LENGTHS else "")
    return Command(verb, after, number)


def _number(rest: str, digits: re.Match[str]) -> tuple[int, int]:
    """The report's number and where it ends: ten digits whose check digit fits, however they are grouped; else 0."""
    read, end = "", digits.start(1)
    for end in range(digits.start(1), digits.end(1)):
        read += rest[end] if rest[end].isascii() and rest[end].isdigit() else ""
        if len(read) == NUMBER_LENGTH:
            break
    number = _valid(read)
    return (number, end + 1) if number else (0, digits.end(1))


def _valid(digits: str) -> int:
    """The number of a report that somebody has written like this; 0 where it can't be one."""
    plain = re.sub(r"\D", "", digits)
    fits = plain.isascii() and len(plain) == NUMBER_LENGTH and plain[0] != "0" and numbers.is_number(int(plain))
    return int(plain) if fits else 0


def rating_in(text: str) -> int | None:
    """ "5", "lima", "bintang 5": a rating and nothing else."""
    found = _STARS.fullmatch(_without_politeness(text.casefold()))
    return (IN_WORDS.get(found[1]) or int(found[1])) if found else None


def number_in(text: str) -> int:
    """The number of a report that stands anywhere in a message; 0 where there is none."""
    return next(filter(None, map(_valid, _ANY_NUMBER.findall(text))), 0)


def _alone(word: str, rest: str) -> Command | None:
    verb = _ALONE.get(_LONG_DRAWN.sub(r"\1", re.sub("['’`]", "", word.casefold())))
    if verb is None or len(rest.split()) >= SHORT_ANSWER or (verb in BARE and _WORD.search(rest)):
        return None
    return Command(verb, rest.strip(" ,.!"))


def _verb(word: str, *, tolerant: bool) -> Verb | None:
    written = word.casefold()
    known = [(verb, word) for verb, words in ABOUT_A_REPORT.items() for word in words]
    exact = next((verb for verb, word in known if word == written), None)
    if exact or not tolerant:
        return exact
    return next((verb for verb, word in known if _is_one_slip(written, word)), None)


def _is_one_slip(written: str, word: str) -> bool:
    """One letter too much, too few, another one, or two that changed places."""
    if abs(len(written) - len(word)) > 1 or len(word) < 4:
        return False
    first = next((place for place, pair in enumerate(zip(written, word, strict=False)) if pair[0] != pair[1]), None)
    if first is None:
        return True
    a, b = written[first:], word[first:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
