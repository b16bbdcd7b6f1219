"""The databases that are measured: made once for a size and a set of migrations, kept in LAPOR_HOME/bench."""

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from lapor.launcher import home, postgres, run

KEPT_FOR = timedelta(days=25)  # after that, clocks of the loaded reports begin to run out


FEW = 10_000  # what a large database is compared with


@dataclass(frozen=True)
class Bench:
    """The environments of the large and the small database, and the process of the server that holds both."""

    many: dict[str, str]
    few: dict[str, str]
    postgres: int


@contextlib.contextmanager
def ready(rows: int) -> Iterator[Bench]:
    with cluster() as (found, server):
        yield Bench(environment(found, rows), environment(found, FEW), server)


@contextlib.contextmanager
def cluster() -> Iterator[tuple[postgres.Cluster, int]]:
    """The embedded PostgreSQL of LAPOR_HOME/bench, set up and durable as `lapor run` has it, and its process id."""
    home.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    with home.lock(home.HOME):
        home.make_keys(home.HOME)
        found = postgres.of_home(home.HOME)
        found.stop_leftover()
        with run.running(found) as server:
            assert server.process
            yield found, server.process.pid


def environment(cluster: postgres.Cluster, rows: int) -> dict[str, str]:
    """What a program needs in order to work on the database with `rows` reports, which is made if it is missing."""
    name = f"rows_{rows}_{_version()}"
    url = cluster.url.replace("@/lapor?", f"@/{name}?")
    env = {
        **os.environ,
        "LAPOR_HOME": str(home.HOME),
        "LAPOR_EMBEDDED": "1",
        "LAPOR_DEMO": "0",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "lapor.config.settings",
    }
    with psycopg.connect(cluster.url.replace("@/lapor?", "@/postgres?"), autocommit=True) as connection:
        if not _is_whole(connection, name):
            _drop_older(connection, rows)
            connection.execute(f"CREATE DATABASE {name}")
            subprocess.run([sys.executable, "-m", "bench.loading", str(rows)], env=env, check=True)
            connection.execute(f"COMMENT ON DATABASE {name} IS '{datetime.now(UTC).isoformat()}'")
    migrate = [sys.executable, "-m", "lapor.config.command", "migrate", "--verbosity=0"]
    subprocess.run(migrate, env=env, check=True)
    return env


def _is_whole(connection: psycopg.Connection, name: str) -> bool:
    """Its comment is written last and says when it was loaded."""
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return bool(found and found[0]) and datetime.now(UTC) - datetime.fromisoformat(found[0]) < KEPT_FOR


def _drop_older(connection: psycopg.Connection, rows: int) -> None:
    older = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"rows\\_{rows}\\_%"])
    for (name,) in older.fetchall():
        connection.execute(f'DROP DATABASE "{name}" (FORCE)')


def _version() -> str:
    """Changes with what is loaded; tables that have changed since are migrated, as anywhere else."""
    digest = hashlib.sha256()
    for name in ("language", "rows"):
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()[:10]
