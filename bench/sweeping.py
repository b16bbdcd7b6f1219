"""Many clocks that are due at the same moment, swept by two workers at once, in a copy of the loaded database."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import django
import psycopg
from psycopg import sql

if __name__ == "__main__":
    django.setup()

from bench.database import Bench
from bench.figures import Figure
from lapor.reports import escalation

DUE = 100_000
WORKERS = 2
COPY = "sweeping"

# The newest reports, all of them being worked on; a third each is due for a warning, for being late, and for the
# coordinator. Their clocks are the only ones that wait.
MAKE_DUE = """
CREATE TEMPORARY TABLE chosen AS
    SELECT id, row_number() OVER () % 3 AS third
    FROM reports_report WHERE report_class <> '' AND agency_id <> (SELECT id FROM agencies_unit WHERE code = 'pusat')
    ORDER BY id DESC LIMIT {due};
UPDATE reports_report SET state = 'in_progress', before_hold = '', closed_at = NULL, archive_reason = ''
    FROM chosen WHERE chosen.id = reports_report.id;
UPDATE reports_clock SET next_at = NULL WHERE next_at IS NOT NULL;
DELETE FROM reports_clock USING chosen WHERE report_id = chosen.id;
INSERT INTO reports_clock (report_id, kind, started_at, counted_from, counted_days, due_at, days, in_working_days, tz,
        calendar, late_at, rung, extensions, next_at)
    SELECT id, 'settlement', due_at - interval '20 days', due_at - interval '20 days', 14, due_at, 14, true,
        'Asia/Makassar', 'bench', CASE third WHEN 0 THEN due_at END, CASE third WHEN 0 THEN 3 ELSE 0 END, 0,
        now() - random() * interval '1 hour'
    FROM (SELECT *, now() + interval '5 days' * (third - 1) AS due_at FROM chosen) chosen;
"""
# What went wrong: reports without exactly one new event, and events that don't follow the one before.
WRONG = """
SELECT (SELECT count(*) FROM (SELECT report_id FROM reports_clock LEFT JOIN reports_event new USING (report_id)
            WHERE kind = 'settlement' AND calendar = 'bench' AND new.id > {newest}
            GROUP BY report_id HAVING count(*) = 1) once),
       (SELECT count(*) FROM reports_event new JOIN reports_event before
            ON before.report_id = new.report_id AND before.seq = new.seq - 1
            WHERE new.id > {newest} AND new.prev_hash = before.hash),
       (SELECT count(*) FROM reports_event new JOIN reports_report report ON report.id = new.report_id
            WHERE new.id > {newest} AND report.seq = new.seq AND report.head = new.hash)
"""


def figures(bench: Bench) -> Iterator[Figure]:
    """How long the sweep takes, and how many clocks were acted on exactly once with a whole record."""
    with _copied(bench.many["DATABASE_URL"]) as url:
        newest = _make_due(url)
        env = {**bench.many, "DATABASE_URL": url}
        seconds = _sweep_at_once(env)
        with psycopg.connect(url) as connection:
            found = connection.execute(sql.SQL(WRONG).format(newest=newest)).fetchone()
    assert found
    yield Figure("notices.sweep_100k_due_clocks", seconds, "s", "<= 60")
    yield Figure("notices.sweep_exactly_once", min(found), "", f">= {DUE}")


def _sweep_at_once(env: dict[str, str]) -> float:
    """Start the workers, wait until all have their program in memory, and let them go."""
    command = [sys.executable, "-m", "bench.sweeping"]
    workers = [
        subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        assert worker.wait() == 0
    return time.perf_counter() - began


def _make_due(url: str) -> int:
    """Returns the id of the newest event there was before."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(MAKE_DUE).format(due=DUE))
        connection.execute("VACUUM (ANALYZE) reports_report, reports_clock")
        connection.execute("CHECKPOINT")
        newest = connection.execute("SELECT max(id) FROM reports_event").fetchone()
    assert newest
    return newest[0]


@contextlib.contextmanager
def _copied(url: str) -> Iterator[str]:
    """A copy of the database, which keeps what the other figures are measured on as it is."""
    from django.db import connection

    connection.close()  # a database that somebody uses can't be copied
    place = urlsplit(url)
    name = place.path[1:]
    with psycopg.connect(place._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(COPY)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(COPY), sql.Identifier(name)))
        try:
            yield place._replace(path=f"/{COPY}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(COPY)))


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    escalation.sweep(at=datetime.now(UTC))
    os._exit(0)
