"""The service as `lapor run` starts it: Granian, the worker and PostgreSQL, with their CPU time at hand."""

import contextlib
import socket
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from bench.accounting import cpu_seconds
from lapor.launcher import run

READY_WITHIN = 60.0


@dataclass(frozen=True)
class Service:
    """A running service on one database; `parts` are the processes at the top of web, worker and PostgreSQL."""

    port: int
    web: int
    worker: int
    postgres: int

    @property
    def parts(self) -> dict[str, int]:
        return {"web": self.web, "worker": self.worker, "postgres": self.postgres}

    def cpu_seconds(self) -> dict[str, float]:
        return {name: cpu_seconds([pid]) for name, pid in self.parts.items()}


@contextlib.contextmanager
def serving(env: dict[str, str], postgres: int) -> Iterator[Service]:
    """Web and worker for the length of the block. Every request may name its visitor, as behind one proxy."""
    port = free_port()
    with run.services({**env, "PORT": str(port), "TRUSTED_PROXIES": "1"}) as (web, worker):
        assert web.process
        assert worker.process
        service = Service(port, web.process.pid, worker.process.pid, postgres)
        wait_until_answered(f"http://127.0.0.1:{port}/readyz")
        yield service


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_answered(url: str) -> None:
    """Raises TimeoutError."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.2)
    raise TimeoutError("the service is not ready")
