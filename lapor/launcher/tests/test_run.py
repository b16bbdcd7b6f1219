"""The launcher as a program. What needs the whole service to come up is marked `prove`."""

import json
import shutil
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from lapor.launcher import home as homes
from lapor.launcher.processes import MARK
from lapor.launcher.tests.conftest import wait_for

LAPOR = ("-m", "lapor.config.command")


@pytest.fixture
def launch(python, tmp_path: Path) -> Iterator[Callable]:
    """Starts `lapor run` with a home and a port; what it keeps under /var/lib for root goes away with the test."""
    used = set()

    def start(home: Path, port: int):
        used.add(home)
        return python(*LAPOR, "run", PORT=str(port), LAPOR_HOME=str(home), LAPOR_DEMO="0")

    yield start
    for home in used:
        wait_for(lambda home=home: not alive(home))
        if (home / "postgres.path").exists():
            shutil.rmtree((home / "postgres.path").read_text().strip(), ignore_errors=True)


def alive(home: Path) -> list[psutil.Process]:
    """Every process that a launcher of this home started, its database included."""
    note = home / "postgres.path"
    data = Path(note.read_text().strip()) / "data" if note.exists() else home / "postgres" / "data"
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(home) or process.cwd() == str(data):
                found.append(process)
        except psutil.Error:
            continue
    return found


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return json.load(answer)["ready"]
    except OSError:
        return False


def test_a_taken_port_is_said_in_one_sentence(python, tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        program = python(*LAPOR, "run", PORT=str(port), LAPOR_HOME=str(tmp_path))
        output, _ = program.communicate(timeout=120)
    assert program.returncode == 1
    assert output == f"Porta {port} sudah dipakai program lain: pilih yang lain, misalnya PORT={port + 1}.\n"


@pytest.mark.parametrize("port", ["0", "70000", "delapan ribu", "²"])
def test_a_port_that_is_none_is_said_in_one_sentence(python, tmp_path: Path, port: str):
    output, _ = python(*LAPOR, "run", PORT=port, LAPOR_HOME=str(tmp_path)).communicate(timeout=120)
    assert "bukan nomor porta" in output


def test_a_home_in_use_is_said_in_one_sentence(python, tmp_path: Path, free_port: int):
    with homes.lock(tmp_path):
        program = python(*LAPOR, "run", PORT=str(free_port), LAPOR_HOME=str(tmp_path))
        output, _ = program.communicate(timeout=120)
    assert program.returncode == 1
    assert "sudah berjalan" in output
    assert len(output.splitlines()) == 1


def test_a_command_gets_a_database_and_its_exit_code_is_passed_on(python, tmp_path: Path):
    ask = "import os, psycopg, sys; psycopg.connect(os.environ['DATABASE_URL']).close(); sys.exit(7)"
    program = python(*LAPOR, "test-database", "--", "python", "-c", ask, PATH=f"{Path(sys.executable).parent}:/bin")
    program.communicate(timeout=300)
    assert program.returncode == 7


@pytest.mark.prove
def test_the_service_comes_up_and_stops_within_ten_seconds(launch, home: Path, free_port: int):
    launcher = launch(home, free_port)
    assert wait_for(lambda: ready(free_port), within_seconds=300)
    assert home.stat().st_mode & 0o777 == 0o700
    launcher.terminate()
    assert launcher.wait(10) == 0
    assert alive(home) == []


@pytest.mark.prove
def test_a_killed_launcher_leaves_nothing_and_the_next_start_recovers(launch, home: Path, free_port: int):
    launcher = launch(home, free_port)
    assert wait_for(lambda: ready(free_port), within_seconds=300)
    launcher.kill()
    assert wait_for(lambda: not alive(home))
    launch(home, free_port)
    assert wait_for(lambda: ready(free_port), within_seconds=60)


@pytest.mark.prove
def test_a_launcher_that_starts_at_once_after_a_kill_recovers(launch, home: Path, free_port: int):
    launcher = launch(home, free_port)
    assert wait_for(lambda: ready(free_port), within_seconds=300)
    launcher.kill()
    again = launch(home, free_port)
    assert wait_for(lambda: "siap di" in again.stdout.readline(), within_seconds=60)


@pytest.mark.prove
def test_a_web_server_that_was_killed_comes_back(launch, home: Path, free_port: int):
    launch(home, free_port)
    assert wait_for(lambda: ready(free_port), within_seconds=300)
    web = next(process for process in alive(home) if "granian" in " ".join(process.cmdline()))
    web.kill()
    assert wait_for(lambda: not ready(free_port))
    assert wait_for(lambda: ready(free_port), within_seconds=60)


@pytest.mark.prove
def test_two_services_run_side_by_side(launch, home: Path, free_port: int):
    other = home.with_name("other")
    launch(home, free_port)
    launch(other, free_port + 1)
    assert wait_for(lambda: ready(free_port) and ready(free_port + 1), within_seconds=400)
