"""Work that is sent to the service: by a fixed number of clients, or arriving at a rate whether it keeps up or not."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.visitor import Failed

MOST_AT_ONCE = 400  # people at their browsers; who arrives beyond that is turned away and counted as an error


def by_clients(clients: int, times: int, work: Callable[[], object]) -> float:
    """Do the work `times` times, `clients` at once; returns the seconds it took. Failures are seen in the timings."""
    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(_tried, work) for _ in range(times)]:
            done.result()
    return time.monotonic() - began


def at_rates(stages: Sequence[tuple[float, float]], work: Callable[[], object]) -> int:
    """Start the work at each rate (a second) for its seconds, evenly; returns how many were turned away."""
    places, turned_away = threading.Semaphore(MOST_AT_ONCE), 0
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        start_at = time.monotonic()
        for rate, seconds in stages:
            for i in range(round(rate * seconds)):
                time.sleep(max(start_at + i / rate - time.monotonic(), 0))
                if places.acquire(blocking=False):
                    pool.submit(_tried, work).add_done_callback(lambda _: places.release())
                else:
                    turned_away += 1
            start_at += seconds
    return turned_away


def _tried(work: Callable[[], object]) -> None:
    try:
        work()
    except Failed:
        return
