"""The order in which a service comes up and goes down."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lapor.launcher import home, postgres
from lapor.launcher.console import CannotStart, say
from lapor.launcher.processes import MARK, Child, end_leftovers, end_with_parent

LAPOR = [sys.executable, "-m", "lapor.config.command"]
ACCOUNTS_SHOWN = 14  # lines: the heading and the people of the story by hand


class Stop(BaseException):
    """Somebody asked us to stop. Not an Exception: no step on the way up may swallow it."""


def run(*, until_parent_ends: bool = False) -> None:
    """Start everything, keep it running, and stop it all within ten seconds when asked.

    Raises CannotStart.
    """
    listen_for_stop(until_parent_ends=until_parent_ends)
    with contextlib.suppress(Stop), held_home() as port, service(port) as children:
        _say_where(port)
        _watch(children)


@contextlib.contextmanager
def held_home() -> Iterator[int]:
    """LAPOR_HOME for us alone, with its keys and without what an earlier launcher left; yields the port of the web.

    Raises CannotStart.
    """
    os.umask(0o077)
    port = _port()
    home.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    with home.lock(home.HOME) as was_cut_off:
        if was_cut_off:
            say("Proses sebelumnya terputus; membereskan sisanya…")
            end_leftovers(home.HOME)
        _refuse_taken_port(port)
        home.make_keys(home.HOME)
        yield port


@contextlib.contextmanager
def service(port: int, *, log: IO[bytes] | None = None, **settings: str) -> Iterator[list[Child]]:
    """Database, web and worker, ready, as long as the block; `settings` win over the environment.

    Raises CannotStart.
    """
    with database() as (server, env):
        env |= settings
        say("Menyiapkan tabel dan data rujukan…")
        _prepare(env)
        with services(env, log=log) as (web, worker):
            _wait_until_ready(port, [web, worker], told_in=log.name if log else "atas")
            yield [child for child in (server, web, worker) if child]


@contextlib.contextmanager
def database() -> Iterator[tuple[Child | None, dict[str, str]]]:
    """The database that the environment names, or the embedded one; with the environment of what uses it."""
    env = {**os.environ, "LAPOR_HOME": str(home.HOME), "LAPOR_EMBEDDED": "1", MARK: str(home.HOME)}
    if os.environ.get("DATABASE_URL"):
        yield None, env
        return
    cluster = postgres.of_home(home.HOME)
    cluster.stop_leftover()
    with running(cluster) as server:
        home.write_private(home.HOME / "database.env", f"DATABASE_URL={cluster.url}\nLAPOR_EMBEDDED=1\n")
        yield server, {**env, "DATABASE_URL": cluster.url}


@contextlib.contextmanager
def running(cluster: postgres.Cluster) -> Iterator[Child]:
    """A cluster that runs as long as the block."""
    cluster.create()
    server = cluster.server()
    server.start()
    try:
        cluster.wait_until_ready(server)
        yield server
    finally:
        server.stop(within_seconds=4)


@contextlib.contextmanager
def services(env: dict[str, str], *, log: IO[bytes] | None = None) -> Iterator[tuple[Child, Child]]:
    """Web and worker, running as long as the block."""
    web = Child("Web", [*LAPOR, "serve"], env=env, log=log)
    worker = Child("Pekerja", [*LAPOR, "worker"], env=env, log=log)
    try:
        web.start()
        worker.start()
        yield web, worker
    finally:
        say("Menghentikan LAPOR!…")
        web.ask_to_stop()
        worker.ask_to_stop()
        deadline = time.monotonic() + 4
        for child in (web, worker):
            child.stop(within_seconds=max(deadline - time.monotonic(), 0))


def with_test_database(command: list[str]) -> int:
    """Run a command with a LAPOR_HOME and, unless DATABASE_URL is set, a cluster to throw away; its exit code."""
    listen_for_stop()
    with contextlib.suppress(Stop), contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lapor-home-")))
        home.make_keys(folder)
        env = {"DATABASE_URL": "", **os.environ, "LAPOR_HOME": str(folder), "LAPOR_EMBEDDED": "1"}
        if not env["DATABASE_URL"]:
            cluster = stack.enter_context(postgres.throw_away())
            stack.enter_context(running(cluster))
            env["DATABASE_URL"] = cluster.url
        child = subprocess.Popen(command, env=env)  # noqa: S603
        try:
            return child.wait()
        finally:
            child.terminate()
            child.wait()
    return 130


def listen_for_stop(*, until_parent_ends: bool = False) -> None:
    """From now on whoever asks us to stop raises Stop."""

    def stop(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # once is enough: stopping must not be interrupted
        raise Stop

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)
    if until_parent_ends:
        end_with_parent(signal.SIGTERM, os.getppid())


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT={text} bukan nomor porta: tulis angka dari 1 sampai 65535.")
    return int(text)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotStart(f"Porta {port} hanya boleh dipakai administrator: pilih yang lain, misalnya PORT=8000.")
        except OSError:
            raise CannotStart(f"Porta {port} sudah dipakai program lain: pilih yang lain, misalnya PORT={port + 1}.")


def _prepare(env: dict[str, str]) -> None:
    """Migrations, reference data and demo content, in a program of their own so that its memory is given back."""
    step = Child("Persiapan", [*LAPOR, "prepare"], env=env)
    step.start()
    try:
        if step.process and step.process.wait():
            raise CannotStart("Persiapan basis data gagal; sebabnya tertulis di atas.")
    finally:
        step.stop(within_seconds=4)


def _wait_until_ready(port: int, children: list[Child], *, told_in: str, within_seconds: float = 60) -> None:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):  # noqa: S310
            return
        for child in children:
            child.keep_alive()
        time.sleep(0.1)
    raise CannotStart(f"Layanan tidak siap dalam {within_seconds:.0f} detik; sebabnya tertulis di {told_in}.")


def _say_where(port: int) -> None:
    """The address comes last, where eyes look; of the accounts those that the story needs, the file has them all."""
    if home.DEMO_ACCOUNTS.exists():
        first = "\n".join(home.DEMO_ACCOUNTS.read_text().splitlines()[:ACCOUNTS_SHOWN])
        say(f"\nAkun percobaan (semuanya di {home.DEMO_ACCOUNTS}):\n{first}")
    say(f"\nLAPOR! siap di http://localhost:{port}/ (Ctrl-C untuk berhenti).")


def _watch(children: list[Child]) -> None:
    while True:
        for child in children:
            child.keep_alive()
        time.sleep(0.5)
