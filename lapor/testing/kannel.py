"""A real Kannel between us and the phones of a made-up operator, for as long as a test lasts."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from lapor.launcher.gateway import Gateway, answers, free_ports
from lapor.launcher.operator import Operator, Text

__all__ = ["Kannel", "answers", "free_ports", "wait_until"]

PATIENCE_SECONDS = 60.0  # what takes a moment here may take long on a machine with other work


def wait_until(happened: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Other programs do what they do in their own time: look until it has happened. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


class Kannel(Gateway):
    """A gateway in a folder to throw away, with an operator behind it that records what its phones get.

    Parts of a long message wait for each other `parts_seconds`. With `most_waiting` messages it takes no more.
    """

    def __init__(
        self, *, web: str = "http://127.0.0.1:1", parts_seconds: int = 3600, most_waiting: int = 100_000
    ) -> None:
        self._thrown_away = tempfile.TemporaryDirectory(prefix="lapor-kannel-")
        super().__init__(
            Path(self._thrown_away.name), Operator(), web=web,
            KANNEL_SMSC_PER_SECOND=1000, KANNEL_PARTS_SECONDS=parts_seconds, KANNEL_MOST_WAITING=most_waiting,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self.operator.__enter__()
        return super().__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        super().__exit__(kind, error, at)
        self.operator.__exit__(kind, error, at)
        self._thrown_away.cleanup()

    def received(self) -> list[Text]:
        """What arrived on phones, in order."""
        return list(self.operator.received)

    def kept(self) -> int:
        """How many messages, of both directions, lie on disk."""
        return sum(path.is_file() for path in (self.folder / "store").rglob("*"))

    def has_work(self) -> bool:
        """Whether anything that was accepted still lies on disk."""
        return self.kept() > 0

    def kill(self) -> None:
        """Pull the plug: SIGKILL to both."""
        for box in self.boxes:
            box.kill_group()
            if box.process:
                box.process.wait()
