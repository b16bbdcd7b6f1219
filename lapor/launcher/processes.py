"""Child processes that end when we end: started in a group of their own, restarted when they die, stopped in time."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psutil

from lapor.launcher.console import say

PR_SET_PDEATHSIG = 1
MARK = "LAPOR_LAUNCHED_FOR"  # in the environment of what we start: how a later launcher knows its leftovers


def end_with_parent(stop_signal: int, parent: int) -> None:
    """Have the kernel send us `stop_signal` when the process `parent` dies, even by SIGKILL."""
    if sys.platform == "linux":  # elsewhere the next start clears what is left
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, stop_signal)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), stop_signal)


class Child:
    """One program that should be running."""

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        env: dict[str, str],
        account: pwd.struct_passwd | None = None,
        stop_signal: int = signal.SIGTERM,
        log: IO[bytes] | None = None,
    ) -> None:
        self.name, self.command, self.env, self.account = name, command, env, account
        self.stop_signal, self.log = stop_signal, log
        self.process: subprocess.Popen[bytes] | None = None
        self.pause_seconds, self.start_again_at = 1.0, 0.0

    def start(self) -> None:
        launcher = os.getpid()
        # The kernel forgets the death signal when the user changes; Popen changes it before it calls preexec_fn.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,  # Ctrl-C reaches the launcher alone, which then stops all in order
            preexec_fn=lambda: end_with_parent(self.stop_signal, launcher),
            **as_account(self.account),
        )
        self.started_at = time.monotonic()

    def keep_alive(self) -> None:
        """Start it again when it has died: after a second at first, then ever later, at most once a minute."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.start_again_at:
            self.kill_group()
            if now - self.started_at > 60:
                self.pause_seconds = 1.0
            self.start_again_at = now + self.pause_seconds
            wait = f"{self.pause_seconds:.0f} detik"
            say(f"{self.name} berhenti ({self.process.returncode}); dijalankan lagi dalam {wait}.")
            self.pause_seconds = min(self.pause_seconds * 2, 60)
        elif now >= self.start_again_at:
            self.start_again_at = 0.0
            self.start()

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self, *, within_seconds: float) -> None:
        """Ask, wait, and then end it by force with everything it started."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within_seconds)
        self.kill_group()
        self.process.wait()

    def kill_group(self) -> None:
        """Its own children too: a web server that was killed leaves its workers on the port."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def as_account(account: pwd.struct_passwd | None) -> dict:
    """The arguments that make subprocess run a program as another user."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def end_leftovers(home: Path) -> None:
    """End what an earlier launcher of this LAPOR_HOME started and could not stop."""
    left = [process for process in psutil.process_iter() if _mark_of(process) == str(home)]
    for process in left:
        _quietly(process.terminate)
    _, stubborn = psutil.wait_procs(left, timeout=4)
    for process in stubborn:
        _quietly(process.kill)
    psutil.wait_procs(stubborn, timeout=2)


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None


def _quietly(act: Callable[[], None]) -> None:
    with contextlib.suppress(psutil.Error):
        act()
