"""What a mail asks for, by its first line: the words of the short messages, but a mail has room for whole sentences.

In doubt words are words: nobody's sentence is a command because of how it begins.
"""

import re
from dataclasses import replace

from lapor.channels.dialogue import commands
from lapor.channels.dialogue.commands import Command, Verb

GREETING = 5  # words around a command that say nothing: "Terima kasih. Salam, Rini Astuti"

QUOTED = " \t*\"'“”‘’"  # programs write bold letters as *SELESAI 5*
GREETS = re.compile(
    r"^(?:\W*(?:halo|hai|hi|selamat|pagi|siang|sore|malam|assalam\w*|yth|kepada|bapak|ibu|pak|bu|admin|min|petugas|lapor)"
    r"\b)+\W*\n\s*",
    re.IGNORECASE,
)
COPIED = re.compile(
    r"^balas\W+(?=(?:status|selesai|batal|bantuan|berhenti|ya|tidak)\b)", re.IGNORECASE
)  # as our mails say it

_WORD = re.compile(r"[^\W\d_]+")


def read(text: str) -> Command:
    """What somebody wants who has written this in a mail; free text where it isn't clearly a command."""
    line, more = _parted(text)
    command = commands.read(line)
    number_is_a_figure = command.number == 0 and _words(line) > 1  # "cek 2 lokasi lain"
    match command.verb:
        case Verb.YES | Verb.NO | Verb.HELP | Verb.STOP | Verb.EMPTY:
            return commands.read(f"{line}\n{more}")
        case Verb.RATE if command.rating and not number_is_a_figure:
            goes_on = more[:1].islower()  # "selesai 3", and on the next line "dari 5 lubang"
            return Command(Verb.FREE, text) if goes_on else _with(command, more)
        case Verb.REPLY if command.number:
            return _with(command, more)
        case Verb.STATUS | Verb.WITHDRAW | Verb.RATE | Verb.REPLY if not number_is_a_figure:
            return command if _words(text) <= 1 + GREETING and not command.text else Command(Verb.FREE, text)
    return Command(Verb.FREE, text)


def first_line(text: str) -> Command:
    """What its first line alone would mean, whatever stands below."""
    return commands.read(_parted(text)[0])


def _parted(text: str) -> tuple[str, str]:
    """The line of a command and what stands below it; a greeting above it says nothing."""
    line, _end, more = GREETS.sub("", text.strip(), count=1).partition("\n")
    return COPIED.sub("", line.strip(QUOTED)), more


def _with(command: Command, more: str) -> Command:
    """With what stands below its line: a remark, or what is to be told."""
    return replace(command, text="\n".join(filter(None, (command.text, more.strip()))))


def _words(text: str) -> int:
    return len(_WORD.findall(text))
