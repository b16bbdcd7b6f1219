"""The figures of the group `life`: what a report costs from the form to its answer, among a million others."""

import os
import random
import re
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import arrivals, search, stage
from bench.database import Bench
from bench.figures import Figure, percentile
from bench.first_visit import bytes_of_first_visit
from bench.lives import Lives
from bench.service import Service, serving
from bench.stage import Stage
from bench.visitor import Timing, Visitor
from lapor.launcher import postgres
from lapor.reports.models import Report

SHORT = os.environ.get("BENCH_SHORT") == "1"  # a quick look while working on something; the numbers are rough
CLIENTS = 8
LIVES = 40 if SHORT else 300
SUBMISSIONS = 80 if SHORT else 800
PAGES = 60 if SHORT else 400
WARM = 20
STAGE_SECONDS = 6 if SHORT else 30
RATES = (1, 15, 1, 25, 2, 35, 10)  # lives a second
SPIKES = (15, 25, 35)
QUIET_P95_SECONDS = 1.0  # back to normal: below this, or below twice what it was before
PGBENCH_SCALE = 10


def figures(bench: Bench) -> Iterator[Figure]:
    """All figures of the group; the service runs only as long as it is measured."""
    people, of_few = stage.set_up(), stage.of(bench.few)
    yield from searching()
    yield from queries(people)
    connection.close()
    with serving(bench.many, bench.postgres) as large:
        yield from first_visit(large)
        with serving(bench.few, bench.postgres) as small:
            yield from pages((large, people), (small, of_few))
        yield from plain_answers(large, people)
        yield from submitting(large, people, bench.many["DATABASE_URL"])
        yield from lives(large, people)
        yield from burst(large, people)


class Recorder(list[Timing]):
    """All timings of a stretch; lists may be appended to from many threads."""

    def p95(self, what: str = "") -> float:
        return percentile((timing.seconds for timing in self if not what or timing.what == what), 0.95)

    @property
    def failed(self) -> int:
        return sum(not timing.ok for timing in self)


def lives(service: Service, people: Stage) -> Iterator[Figure]:
    """Whole lives by eight clients, and the CPU time that they cost: the five steps alone, then as browsers do it."""
    yield from _lives(service, people, "life", reads=False)
    yield from _lives(service, people, "life.in_browsers", reads=True)


def _lives(service: Service, people: Stage, group: str, *, reads: bool) -> Iterator[Figure]:
    timings = Recorder()
    run = partial(Lives(service.port, people, told=timings.append).whole, reads=reads)
    arrivals.by_clients(CLIENTS, CLIENTS * 2, run)  # warm: every process has compiled its templates
    timings.clear()
    before, own = service.cpu_seconds(), time.process_time()
    seconds = arrivals.by_clients(CLIENTS, LIVES, run)
    own = time.process_time() - own
    spent = {part: after - before[part] for part, after in service.cpu_seconds().items()}
    each = 1000 / LIVES
    yield Figure(f"{group}.cpu_ms_per_lifecycle", sum(spent.values()) * each, "ms", "" if reads else "<= 80")
    for part, cpu in spent.items():
        yield Figure(f"{group}.cpu_ms_per_lifecycle.{part}", cpu * each, "ms")
    yield Figure(f"{group}.load_generator_cpu_ms", own * each, "ms")
    yield Figure(f"{group}.lifecycles_per_second", LIVES / seconds, "1/s", "" if reads else ">= 20")
    yield Figure(f"{group}.requests_per_lifecycle", len(timings) / LIVES, "")
    yield Figure(f"{group}.request_errors", timings.failed, "", "<= 0")
    for what in sorted({timing.what for timing in timings}):
        yield Figure(f"{group}.p95_ms.{what.replace(' ', '_').replace(',', '')}", timings.p95(what) * 1000, "ms")


def burst(service: Service, people: Stage) -> Iterator[Figure]:
    """Arrivals in spikes: how many requests fail, how long they take, and whether it recovers."""
    timings = Recorder()
    began = time.monotonic()
    stages = [(rate, STAGE_SECONDS) for rate in RATES]
    away = arrivals.at_rates(stages, Lives(service.port, people, told=timings.append).whole)
    yield Figure("life.burst_error_share", (timings.failed + away) / (len(timings) + away), "", "<= 0.01")
    yield Figure("life.burst_p95", timings.p95(), "s", "<= 5")
    ends = [began + STAGE_SECONDS * (i + 1) for i in range(len(RATES))]
    quiet = _p95_between(timings, began, ends[0])
    slowest = max(_recovery(timings, ends[i], quiet) for i, rate in enumerate(RATES) if rate in SPIKES)
    yield Figure("life.burst_recovery", slowest, "s", "<= 30")


def _recovery(timings: Recorder, spike_ended: float, quiet: float) -> float:
    """Seconds from the end of a spike until five seconds in a row were back to normal."""
    calm = max(QUIET_P95_SECONDS, 2 * quiet)
    for second in range(120):
        since = spike_ended + second
        if _p95_between(timings, since, since + 5) <= calm:
            return second
    return float("inf")


def _p95_between(timings: Recorder, since: float, until: float) -> float:
    some = [timing.seconds for timing in timings if since <= timing.sent_at < until]
    return percentile(some, 0.95) if some else 0.0


def submitting(service: Service, people: Stage, database_url: str) -> Iterator[Figure]:
    """Only sending the form, beside what PostgreSQL's own benchmark reaches on the same database."""
    timings = Recorder()
    run = Lives(service.port, people, told=timings.append)
    visitor = run.citizen(0)
    visitor.get("form", "/")
    form, cookies = visitor.page, dict(visitor.cookies)

    def submit() -> None:
        citizen = run.citizen(random.randrange(2**30))
        citizen.page, citizen.cookies = form, dict(cookies)
        try:
            citizen.send("submit", "/", follow=False, command=uuid4(), **run.complaint())
        finally:
            citizen.close()

    arrivals.by_clients(CLIENTS, CLIENTS * 4, submit)
    timings.clear()
    before = service.cpu_seconds()
    seconds = arrivals.by_clients(CLIENTS, SUBMISSIONS, submit)
    after = service.cpu_seconds()
    spent = sum(after[part] - before[part] for part in ("web", "postgres"))
    yield Figure("life.submit_cpu_ms", spent / SUBMISSIONS * 1000, "ms", "<= 12")
    yield Figure("life.submits_per_second", SUBMISSIONS / seconds, "1/s")
    yield Figure("life.submit_errors", timings.failed, "", "<= 0")
    tps = _pgbench(database_url)
    yield Figure("life.pgbench_tps", tps, "1/s")
    yield Figure("life.submit_to_pgbench", SUBMISSIONS / seconds / tps, "")


def _pgbench(url: str) -> float:
    """Transactions a second of `pgbench -N -c 8 -j 2`, with the same server and the same durability."""
    place = urlsplit(url)
    program = str(postgres.package_programs() / "bin" / "pgbench")
    where = ["-h", parse_qs(place.query)["host"][0], "-U", "lapor", place.path[1:]]
    subprocess.run([program, "-i", "-q", "-s", str(PGBENCH_SCALE), *where], check=True, capture_output=True)
    seconds = "3" if SHORT else "10"
    said = subprocess.run(
        [program, "-N", "-c", "8", "-j", "2", "-T", seconds, *where], check=True, capture_output=True, text=True
    )
    found = re.search(r"tps = ([\d.]+)", said.stdout)
    assert found
    return float(found[1])


def plain_answers(service: Service, people: Stage) -> Iterator[Figure]:
    """A public page beside the shortest answer that the server can give."""

    def rate(paths: list[str]) -> float:
        def ask() -> None:
            visitor = Visitor(service.port, address="10.0.0.1", told=lambda timing: None)
            visitor.get("page", random.choice(paths))
            visitor.close()

        arrivals.by_clients(CLIENTS, CLIENTS * 4, ask)
        return PAGES / arrivals.by_clients(CLIENTS, PAGES, ask)

    plain, page = rate(["/healthz"]), rate([f"/laporan/{number}/" for number in people.numbers])
    yield Figure("life.plain_answers_per_second", plain, "1/s")
    yield Figure("life.report_pages_per_second", page, "1/s")
    yield Figure("life.report_page_to_plain", page / plain, "")


def pages(large: tuple[Service, Stage], small: tuple[Service, Stage]) -> Iterator[Figure]:
    """The same pages in turns from the large and from the small database, so that noise hits both alike."""
    for name in ("report", "inbox"):
        took = (Recorder(), Recorder())
        for i in range(PAGES + WARM):
            for (service, people), timings in zip((large, small), took, strict=True):
                visitor = Visitor(service.port, address="10.0.0.1", cookies=people.national, told=timings.append)
                visitor.get(name, _path(name, people, i))
                visitor.close()
        of_large, of_small = (percentile([timing.seconds for timing in timings[WARM:]], 0.95) for timings in took)
        yield Figure(f"life.{name}_page_p95", of_large * 1000, "ms")
        yield Figure(f"life.{name}_page_p95_to_10k", of_large / of_small, "", "<= 1.3")


def _path(name: str, people: Stage, i: int = 0) -> str:
    return "/kerja/" if name == "inbox" else f"/laporan/{people.numbers[i % len(people.numbers)]}/"


def queries(people: Stage) -> Iterator[Figure]:
    """How often a page asks the database, counted in this process."""
    client = Client(headers={"host": "localhost"})
    for name, value in people.national.items():
        client.cookies[name] = value
    for name in ("report", "inbox"):
        client.get(_path(name, people))
        with CaptureQueriesContext(connection) as asked:
            client.get(_path(name, people))
        yield Figure(f"life.{name}_page_queries", len(asked), "", "<= 8")


def searching() -> Iterator[Figure]:
    """Search in the database for the public and for officers, each seeing another part of it."""
    views = {"public": Report.objects.public()}
    views |= {name: Report.objects.visible_to(by) for name, by in stage.searchers().items()}
    for name, view in views.items():
        times = [milliseconds for _, milliseconds in search.times(view)]
        yield Figure(f"life.search_p95_ms.{name}", percentile(times, 0.95), "ms", "<= 60")


def first_visit(service: Service) -> Iterator[Figure]:
    yield Figure("life.home_bytes", bytes_of_first_visit(service.port), "B", "<= 61440")
