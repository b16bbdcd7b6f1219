"""A whole SMS gateway on this machine: a real Kannel between our web and an operator with its phones."""

import contextlib
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from lapor.launcher.console import CannotStart
from lapor.launcher.kannel import configure, program
from lapor.launcher.operator import Operator

READY_WITHIN = 60.0  # seconds; what takes a moment here may take long on a machine with other work


class Gateway:
    """bearerbox and smsbox on free loopback ports, running as long as the block; passwords are made for each.

    What phones write is posted to `web`; `values` win over kannel.env.example. Raises CannotStart.
    """

    def __init__(
        self, folder: Path, operator: Operator, *, web: str, log: IO[bytes] | None = None, **values: str | int
    ) -> None:
        self.folder, self.operator = folder, operator
        self._admin_port, boxes_port, self._sendsms_port = free_ports(3)
        settings = configure(
            folder, smsc="smpp", KANNEL_ADMIN_PORT=self._admin_port, KANNEL_SMSBOX_PORT=boxes_port,
            KANNEL_SENDSMS_PORT=self._sendsms_port, KANNEL_SMSC_HOST="127.0.0.1", KANNEL_SMSC_PORT=operator.port,
            KANNEL_SMSC_USER="lapor", KANNEL_SMSC_PASSWORD=secrets.token_hex(4),  # SMPP has room for eight letters
            KANNEL_RECONNECT_SECONDS=1, KANNEL_RESEND_SECONDS=1, SMS_REPORTS_URL=web, **values,
        )  # fmt: skip
        self.user, self.password = settings["SMS_GATEWAY_USER"], settings["SMS_GATEWAY_PASSWORD"]
        self.incoming_password = settings["SMS_INCOMING_PASSWORD"]
        self._web = web
        self.boxes = [program(name, folder, log=log) for name in ("bearerbox", "smsbox")]

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            stack.callback(self.stop)
            self.start()
            stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where messages are handed in."""
        return f"http://127.0.0.1:{self._sendsms_port}/cgi-bin/sendsms"

    @property
    def settings(self) -> dict[str, str]:
        """What our service must know to use it."""
        return {
            "SMS_GATEWAY_URL": self.url, "SMS_GATEWAY_USER": self.user, "SMS_GATEWAY_PASSWORD": self.password,
            "SMS_INCOMING_PASSWORD": self.incoming_password, "SMS_REPORTS_URL": self._web,
            "SMS_GATEWAY_ADDRESSES": "127.0.0.1",
        }  # fmt: skip

    def start(self) -> None:
        """Both programs, until messages are taken."""
        bearerbox, smsbox = self.boxes
        bearerbox.start()
        self._wait_until(lambda: answers(self._admin_port))
        smsbox.start()
        self._wait_until(lambda: answers(self._sendsms_port))
        self._wait_until(lambda: self.operator.is_called)

    def stop(self) -> None:
        """What was accepted lies on disk: no need to wait."""
        for box in reversed(self.boxes):
            box.stop(within_seconds=0)

    def _wait_until(self, happened: Callable[[], object]) -> None:
        end = time.monotonic() + READY_WITHIN
        while not happened():
            if time.monotonic() > end:
                raise CannotStart(f"Kannel tidak siap dalam {READY_WITHIN:.0f} detik; lihat log di {self.folder}.")
            time.sleep(0.02)


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
