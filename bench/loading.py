"""Filling a database by COPY: `python -m bench.loading ROWS`, with DATABASE_URL naming an empty one.

Constraints hold for every row; foreign keys are right by construction and not checked, indexes are built afterwards.
"""

import multiprocessing
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

CHUNK = 5_000  # reports in one COPY per table
PROCESSES = 2
TABLES = (
    "reports_report",
    "reports_reportkey",
    "reports_reporter",
    "reports_event",
    "reports_reportcontent",
    "reports_clock",
)


def load(rows: int) -> None:
    """Migrate, load the reference data, then `rows` reports; says how far it is."""
    from django.core.management import call_command
    from django.db import connection

    began = time.monotonic()
    say(f"Tabel dan data rujukan untuk {rows:,} laporan…")
    call_command("migrate", interactive=False, verbosity=0)
    with open("/dev/null", "w") as silence:
        call_command("load_reference", stdout=silence)
    with without_indexes():
        connection.close()  # each process opens its own
        _copy_all(rows, began)
    _settle(began)


def _copy_all(rows: int, began: float) -> None:
    starts = range(1, rows + 1, CHUNK)
    jobs = [(rows, first, min(first + CHUNK - 1, rows)) for first in starts]
    done = 0
    with multiprocessing.get_context("fork").Pool(PROCESSES, initializer=_prepare) as pool:
        for copied in pool.imap_unordered(_copy, jobs):
            done += copied
            if done % 50_000 == 0 or done == rows:
                say(f"  {done:,} laporan ({time.monotonic() - began:.0f} dtk)")


def _prepare() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")


def _copy(job: tuple[int, int, int]) -> int:
    from django.db import connection

    from bench import rows

    total, first, last = job
    writer = rows.Writer(total=total, first=first, at=rows.now())
    tables: dict[str, list[dict]] = {name: [] for name in TABLES}
    for i in range(first, last + 1):
        for table, row in writer.rows_of(i):
            tables[table].append(row)
    with connection.cursor() as cursor:
        for table, made in tables.items():
            if made:
                columns = list(made[0])
                with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in made:
                        copy.write_row([row[column] for column in columns])
    return last - first + 1


@contextmanager
def without_indexes() -> Iterator[None]:
    """Drop the indexes that no constraint needs, and build them again from the whole table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS ("
            "SELECT FROM pg_constraint WHERE conname = indexname)",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for name, definition in indexes:
            say(f"  indeks {name}")
            cursor.execute(definition)


def _settle(began: float) -> None:
    """Statistics, visibility map and sequences, as a database has them that has run for a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES:
            say(f"  vacuum {table} ({time.monotonic() - began:.0f} dtk)")
            cursor.execute(f"VACUUM (ANALYZE) {table}")
            if table not in ("reports_reportkey", "reports_reporter"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table}", [table])
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        say(f"  selesai: {cursor.fetchone()[0]} dalam {time.monotonic() - began:.0f} dtk")


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    django.setup()
    load(int(sys.argv[1]))
