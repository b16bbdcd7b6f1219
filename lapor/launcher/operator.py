"""An operator's message centre and all its phones: the other end of Kannel's SMPP 3.4 connection.

As with a real one, what a phone wrote stays here until somebody has taken it.
"""

import contextlib
import itertools
import socket
import struct
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from lapor.core import gsm7

BIND_TRANSCEIVER, SUBMIT, DELIVER, ENQUIRE = 0x09, 0x04, 0x05, 0x15
RESPONSE = 0x80000000
OK, NO_SUCH_ADDRESS = 0x00, 0x0B
RECEIPT, WITH_HEADER = 0x04, 0x40  # esm_class: a delivery report; a text that begins with a header
INTERNATIONAL, ALPHANUMERIC = 1, 5  # type of number
LATIN, BINARY, UCS2 = 0x00, 0x04, 0x08  # data_coding
ROOM = {LATIN: 160, UCS2: 140}  # octets of a message that is whole; of GSM-7, letters
MOST_PARTS = 255  # their place is one octet
AGAIN_AFTER = 1.0  # seconds; then what was refused is offered again
PART = 134  # octets of one part of a long message in UCS-2; of GSM-7 so many letters fit as well


class TooLong(Exception):
    """No phone sends a message of so many parts."""


@dataclass(frozen=True)
class Text:
    """One message as it arrives on a phone."""

    to: str
    sender: str
    text: str


class Operator:
    """Listens on a free loopback port. `unreachable` numbers fail on the phone's side, `unknown` ones are refused."""

    def __init__(self) -> None:
        self.received: list[Text] = []
        self.unknown: set[str] = set()
        self.unreachable: set[str] = set()
        self.is_away = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lines: list[socket.socket] = []
        self._bound: list[socket.socket] = []
        self._references = itertools.count(1)  # what the parts of one message have in common
        self._numbers = itertools.count(1_000_000)
        self._offered: dict[int, bytes] = {}  # what phones wrote and nobody has taken yet
        self.refused = 0  # times that something wasn't taken
        self._speaking = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()
        self.hang_up()

    def write(self, sender: str, text: str, *, to: str = "1708") -> None:
        """Somebody writes as much as they like; their phone sends it in as many parts as it needs.

        Raises TooLong, or StopIteration when nobody is bound.
        """
        coding, octets = _encoded(text)
        if len(octets) <= ROOM[coding]:
            self.send(sender, text, to=to)
            return
        if len(octets) > PART * MOST_PARTS:
            raise TooLong
        self.send_parts(self.parts(sender, text, reference=next(self._references) % 256, to=to))

    def send(self, sender: str, text: str | bytes, *, to: str = "1708") -> None:
        """Somebody writes to us, in one part; bytes are a binary message. Raises StopIteration when nobody is bound."""
        self.send_parts([_written(sender, to, text)])

    def send_parts(self, parts: list[bytes]) -> None:
        """What `parts` made, in the order in which the operator happens to deliver it."""
        for part in parts:
            line, number = self._line(), next(self._numbers)
            self._offered[number] = part
            self._say(line, _unit(DELIVER, OK, number, part))

    def _say(self, line: socket.socket, unit: bytes) -> None:
        """One after the other, so that no two units get mixed."""
        with self._speaking:
            line.sendall(unit)

    def _answered(self, number: int, status: int) -> None:
        """What was taken is theirs now; the rest is offered again, a little later or to whoever binds next."""
        if status == OK:
            self._offered.pop(number, None)
        elif number in self._offered:
            self.refused += 1
            again = threading.Timer(AGAIN_AFTER, self._offer_again, args=[[number]])
            again.daemon = True
            again.start()

    def _offer_again(self, numbers: list[int]) -> None:
        with contextlib.suppress(OSError, StopIteration):  # nobody is bound: the next one is offered it
            for number in numbers:
                if part := self._offered.get(number):
                    self._say(self._line(), _unit(DELIVER, OK, number, part))

    def _line(self) -> socket.socket:
        return next(line for line in reversed(self._bound) if line.fileno() >= 0)

    @staticmethod
    def parts(sender: str, text: str, *, reference: int = 7, to: str = "1708") -> list[bytes]:
        """A long message as its phone sends it: each part says which of how many it is."""
        coding, octets = _encoded(text)
        pieces = [octets[start : start + PART] for start in range(0, len(octets), PART)]
        headers = (bytes([5, 0, 3, reference, len(pieces), place]) for place in range(1, len(pieces) + 1))
        return [
            _delivery(sender, to, WITH_HEADER, coding, header + piece)
            for header, piece in zip(headers, pieces, strict=True)
        ]

    def hang_up(self, *, stay_away: bool = False) -> None:
        """Cut the line; Kannel calls again, in vain until we come back."""
        self.is_away = stay_away
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def come_back(self) -> None:
        self.is_away = False

    @property
    def waiting(self) -> int:
        """How many of what phones wrote nobody has taken yet."""
        return len(self._offered)

    @property
    def is_called(self) -> bool:
        """Is somebody bound, whom we can hand what phones write?"""
        return any(line.fileno() >= 0 for line in self._bound)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed at the end
            while True:
                line, _address = self._listener.accept()
                if self.is_away:
                    line.close()
                    continue
                self._lines.append(line)
                threading.Thread(target=self._talk, args=[line], daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), line, line.makefile("rb") as heard:
            while True:
                command, status, number, body = _read(heard)
                if command == SUBMIT:
                    self._take(line, number, body)
                elif command == DELIVER | RESPONSE:
                    self._answered(number, status)
                elif not command & RESPONSE:
                    answer = b"\0" if command == BIND_TRANSCEIVER else b""
                    self._say(line, _unit(command | RESPONSE, OK, number, answer))
                    if command == BIND_TRANSCEIVER:
                        self._bound.append(line)
                        self._offer_again(list(self._offered))

    def _take(self, line: socket.socket, number: int, body: bytes) -> None:
        """Put a message on its phone, say that it was taken, and report that it arrived or didn't."""
        text = _submitted(body)
        if text.to in self.unknown:
            self._say(line, _unit(SUBMIT | RESPONSE, NO_SUCH_ADDRESS, number, b"\0"))
            return
        arrives = text.to not in self.unreachable
        if arrives:
            self.received.append(text)
        name = str(len(self.received)) if arrives else f"x{number}"
        self._say(line, _unit(SUBMIT | RESPONSE, OK, number, name.encode() + b"\0"))
        self._say(line, _unit(DELIVER, OK, number, _report(name, text, "DELIVRD" if arrives else "UNDELIV")))


def _read(heard) -> tuple[int, int, int, bytes]:
    head = heard.read(16)
    if len(head) < 16:
        raise EOFError
    size, command, status, number = struct.unpack(">IIII", head)
    return command, status, number, heard.read(size - 16)


def _unit(command: int, status: int, number: int, body: bytes) -> bytes:
    return struct.pack(">IIII", 16 + len(body), command, status, number) + body


def _submitted(body: bytes) -> Text:
    """The fields of submit_sm as far as we look at them."""
    _service, rest = body.split(b"\0", 1)
    sender, rest = rest[2:].split(b"\0", 1)
    to, rest = rest[2:].split(b"\0", 1)
    _schedule, _validity, rest = rest[3:].split(b"\0", 2)
    coding, size = rest[2], rest[4]
    if coding != 0:
        raise AssertionError(f"a message that isn't GSM-7: data_coding {coding}")
    return Text("+" + to.decode().lstrip("+"), sender.decode(), _decoded(rest[5 : 5 + size]))


def _decoded(septets: bytes) -> str:
    letters, codes = [], iter(septets)
    for code in codes:
        letters.append(gsm7.SECOND[next(codes)] if code == 0x1B else gsm7.ALPHABET[code])
    return "".join(letters)


def _encoded(text: str) -> tuple[int, bytes]:
    """GSM-7, an octet for each letter, or UCS-2 for what has no place there."""
    if all(letter in gsm7.ALPHABET for letter in text):
        return LATIN, bytes(gsm7.ALPHABET.index(letter) for letter in text)
    return UCS2, text.encode("utf-16-be")


def _written(sender: str, to: str, text: str | bytes) -> bytes:
    coding, octets = (BINARY, text) if isinstance(text, bytes) else _encoded(text)
    return _delivery(sender, to, 0, coding, octets)


def _report(name: str, text: Text, state: str) -> bytes:
    said = f"id:{name} sub:001 dlvrd:001 submit date:2611020900 done date:2611020901 stat:{state} err:000 text:"
    return _delivery(text.to, text.sender, RECEIPT, LATIN, said.encode())


def _delivery(sender: str, to: str, kind: int, coding: int, octets: bytes) -> bytes:
    """The fields of deliver_sm."""
    number = sender.lstrip("+")
    type_of_number = INTERNATIONAL if number.isdigit() else ALPHANUMERIC
    return b"".join(
        [
            b"\0",
            bytes([type_of_number, 1]), number.encode(), b"\0",
            b"\0\0", to.encode(), b"\0",
            bytes([kind, 0, 0]),
            b"\0\0",
            bytes([0, 0, coding, 0]),
            bytes([len(octets)]),
            octets,
        ]
    )  # fmt: skip
