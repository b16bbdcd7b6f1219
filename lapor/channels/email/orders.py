"""What a mail asks for, by its first line: the words of the short messages, but a mail has room for whole sentences.

In doubt words are words: nobody's sentence is a command because of how it begins.
"""

import re
from dataclasses import replace

from lapor.channels.dialogue import commands
from lapor.channels.dialogue.commands import Command, Verb

GREETING = 5  # words around a command that say nothing: "Terima kasih. Salam, Rini Astuti"

_WORD = re.compile(r"[^\W\d_]+")


def read(text: str) -> Command:
    """What somebody wants who has written this in a mail; free text where it isn't clearly a command."""
    line, _end, more = text.strip().partition("\n")
    command = commands.read(line)
    number_is_a_figure = command.number == 0 and _words(line) > 1  # "cek 2 lokasi lain"
    match command.verb:
        case Verb.YES | Verb.NO | Verb.HELP | Verb.EMPTY:
            return commands.read(text)
        case Verb.RATE if command.rating and not number_is_a_figure:
            goes_on = more[:1].islower()  # "selesai 3", and on the next line "dari 5 lubang"
            return Command(Verb.FREE, text) if goes_on else _with(command, more)
        case Verb.REPLY if command.number:
            return _with(command, more)
        case Verb.STATUS | Verb.WITHDRAW | Verb.RATE | Verb.REPLY if not number_is_a_figure:
            return command if _words(text) <= 1 + GREETING and not command.text else Command(Verb.FREE, text)
    return Command(Verb.FREE, text)


def _with(command: Command, more: str) -> Command:
    """With what stands below its line: a remark, or what is to be told."""
    return replace(command, text="\n".join(filter(None, (command.text, more.strip()))))


def _words(text: str) -> int:
    return len(_WORD.findall(text))
