"""Clusters and launchers of the tests' own, in folders that only their owner may enter."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lapor.launcher import postgres
from lapor.launcher.home import ROOT


@pytest.fixture(scope="session")
def system_folder() -> Iterator[Path]:
    """Stands for /var/lib: the server's account can reach it, and it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres, "SYSTEM_FOLDER", folder)
        yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(system_folder: Path, tmp_path: Path) -> Path:
    """A LAPOR_HOME below a folder that only its owner may enter."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "home").mkdir(mode=0o700)
    return closed / "home"


@pytest.fixture
def cluster(home: Path) -> postgres.Cluster:
    """The cluster of `home`, without waiting for the disk."""
    return replace(postgres.of_home(home), durable=False)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def python() -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts Python programs that import us, and ends those still running."""
    started = []

    def start(*arguments: str, **env: str) -> subprocess.Popen:
        clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT")}
        program = subprocess.Popen(
            [sys.executable, *arguments],
            env={**clean, "PYTHONPATH": str(ROOT), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


def wait_for(condition: Callable[[], object], *, within_seconds: float = 60) -> bool:
    """Poll until `condition` holds; whether it did in time."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
