"""What the program runs on: versions, space in the database and on the disk. Every question takes a bounded time."""

import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction

PACKAGES = ("Django", "psycopg", "procrastinate", "granian", "django-allauth", "cryptography", "pillow", "weasyprint")
LARGEST = 8
TABLES = """
SELECT relname, pg_total_relation_size(oid), greatest(reltuples, 0)::bigint
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT %s
"""


@dataclass(frozen=True)
class Table:
    """A table with its indexes: bytes, and about how many rows."""

    name: str
    size: int
    rows: int


@dataclass(frozen=True)
class Disk:
    """The disk that the files lie on, in bytes."""

    total: int
    free: int


def within[T](seconds: int, ask: Callable[[], T]) -> T | None:
    """The answer, or None where the database takes longer than this: a page about trouble must not add to it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
            return ask()
    except OperationalError:
        return None


def versions() -> list[tuple[str, str]]:
    """What runs here, by name."""
    found = [("LAPOR!", _version("lapor")), ("Python", platform.python_version())]
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        found.append(("PostgreSQL", cursor.fetchone()[0]))
    return found + [(name, _version(name)) for name in PACKAGES]


def database_size() -> int:
    """Bytes of the whole database on its disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def largest_tables() -> list[Table]:
    """Where the space goes."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [LARGEST])
        return [Table(*row) for row in cursor.fetchall()]


def disk() -> Disk:
    """Where attachments are kept; the nearest folder above while none is."""
    folder = Path(default_storage.path(""))
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return Disk(usage.total, usage.free)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
