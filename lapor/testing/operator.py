"""An operator's message centre and all its phones: the other end of Kannel's SMPP 3.4 connection."""

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from lapor.channels.sms import gsm7

BIND_TRANSCEIVER, SUBMIT, DELIVER, ENQUIRE = 0x09, 0x04, 0x05, 0x15
RESPONSE = 0x80000000
OK, NO_SUCH_ADDRESS = 0x00, 0x0B
RECEIPT = 0x04  # esm_class of a delivery report


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

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()
        self.hang_up()

    def hang_up(self, *, stay_away: bool = False) -> None:
        """Cut the line; Kannel calls again, in vain until we come back."""
        self.is_away = stay_away
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def come_back(self) -> None:
        self.is_away = False

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
                command, number, body = _read(heard)
                if command == SUBMIT:
                    self._take(line, number, body)
                elif not command & RESPONSE:
                    line.sendall(_unit(command | RESPONSE, OK, number, b"\0" if command == BIND_TRANSCEIVER else b""))

    def _take(self, line: socket.socket, number: int, body: bytes) -> None:
        """Put a message on its phone, say that it was taken, and report that it arrived or didn't."""
        text = _submitted(body)
        if text.to in self.unknown:
            line.sendall(_unit(SUBMIT | RESPONSE, NO_SUCH_ADDRESS, number, b"\0"))
            return
        arrives = text.to not in self.unreachable
        if arrives:
            self.received.append(text)
        name = str(len(self.received)) if arrives else f"x{number}"
        line.sendall(_unit(SUBMIT | RESPONSE, OK, number, name.encode() + b"\0"))
        line.sendall(_unit(DELIVER, OK, number, _report(name, text, "DELIVRD" if arrives else "UNDELIV")))


def _read(heard) -> tuple[int, int, bytes]:
    head = heard.read(16)
    if len(head) < 16:
        raise EOFError
    size, command, _status, number = struct.unpack(">IIII", head)
    return command, number, heard.read(size - 16)


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


def _report(name: str, text: Text, state: str) -> bytes:
    said = f"id:{name} sub:001 dlvrd:001 submit date:2611020900 done date:2611020901 stat:{state} err:000 text:"
    phone, ours = text.to.lstrip("+").encode(), text.sender.encode()
    return b"".join(
        [
            b"\0\1\1",
            phone,
            b"\0\3\0",
            ours,
            b"\0",
            bytes([RECEIPT, 0, 0]),
            b"\0\0",
            bytes(4),
            bytes([len(said)]),
            said.encode(),
        ]
    )
