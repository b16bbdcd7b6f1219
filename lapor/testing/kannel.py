"""A real Kannel between us and the phones of a made-up operator, for as long as a test lasts."""

import contextlib
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from lapor.launcher.kannel import configure, program
from lapor.launcher.operator import Operator, Text

PATIENCE_SECONDS = 60.0  # what takes a moment here may take long on a machine with other work


def wait_until(happened: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Other programs do what they do in their own time: look until it has happened. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


class Kannel:
    """bearerbox and smsbox on free loopback ports, with an operator behind them that records what its phones get.

    What phones write is posted to `web`; parts of a long message wait for each other `parts_seconds`.
    """

    def __init__(self, *, web: str = "http://127.0.0.1:1", parts_seconds: int = 3600) -> None:
        self._web, self._parts_seconds = web, parts_seconds

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lapor-kannel-")))
            self.operator = stack.enter_context(Operator())
            admin, boxes, sendsms = free_ports(3)
            self._admin_port, self._sendsms_port = admin, sendsms
            settings = configure(
                self.folder, smsc="smpp", KANNEL_ADMIN_PORT=admin, KANNEL_SMSBOX_PORT=boxes,
                KANNEL_SENDSMS_PORT=sendsms, KANNEL_SMSC_HOST="127.0.0.1", KANNEL_SMSC_PORT=self.operator.port,
                KANNEL_SMSC_USER="uji", KANNEL_SMSC_PASSWORD="uji",
                KANNEL_SMSC_PER_SECOND=1000, KANNEL_RECONNECT_SECONDS=1, KANNEL_RESEND_SECONDS=1,
                KANNEL_PARTS_SECONDS=self._parts_seconds, SMS_REPORTS_URL=self._web,
            )  # fmt: skip
            self.user, self.password = settings["SMS_GATEWAY_USER"], settings["SMS_GATEWAY_PASSWORD"]
            self.incoming_password = settings["SMS_INCOMING_PASSWORD"]
            self._bearerbox, self._smsbox = program("bearerbox", self.folder), program("smsbox", self.folder)
            stack.callback(self.stop)
            self.start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        """Where messages are handed in."""
        return f"http://127.0.0.1:{self._sendsms_port}/cgi-bin/sendsms"

    def received(self) -> list[Text]:
        """What arrived on phones, in order."""
        return list(self.operator.received)

    def has_work(self) -> bool:
        """Whether anything that was accepted still lies on disk."""
        return any(path.is_file() for path in (self.folder / "store").rglob("*"))

    def start(self) -> None:
        """Both programs, until messages are taken."""
        self._bearerbox.start()
        wait_until(lambda: answers(self._admin_port))
        self._smsbox.start()
        wait_until(lambda: answers(self._sendsms_port))
        wait_until(lambda: self.operator.is_called)

    def kill(self) -> None:
        """Pull the plug: SIGKILL to both."""
        for box in (self._bearerbox, self._smsbox):
            box.kill_group()
            if box.process:
                box.process.wait()

    def stop(self) -> None:
        for box in (self._smsbox, self._bearerbox):
            box.stop(within_seconds=0)


def free_ports(count: int) -> list[int]:
    """Ports that nobody has now; held all at once, so that no two are the same."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def answers(port: int) -> bool:
    """Does a program listen there?"""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
