"""CPU time as the kernel counts it: of a program, everything it started, and everything that has ended since."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of these processes and all below them, so far.

    A process that has ended is in the children's time of the one that waited for it; so the sum grows steadily even
    while a server replaces its processes.
    """
    children = _children()
    total, waiting = 0, list(roots)
    while waiting:
        pid = waiting.pop()
        total += _ticks(pid)
        waiting += children.get(pid, [])
    return total / TICKS


def ticks_in(stat: str) -> int:
    """utime + stime + cutime + cstime of a line of /proc/PID/stat; the name in it may hold spaces and brackets."""
    fields = stat.rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])


def parent_in(stat: str) -> int:
    return int(stat.rpartition(")")[2].split()[1])


def _ticks(pid: int) -> int:
    try:
        return ticks_in(Path(f"/proc/{pid}/stat").read_text())
    except OSError:  # it ended just now; whoever waits for it has its time
        return 0


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                found.setdefault(parent_in(Path(f"/proc/{entry}/stat").read_text()), []).append(int(entry))
            except OSError:
                continue
    return found
