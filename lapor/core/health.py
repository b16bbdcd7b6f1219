"""Is it alive? What the probes and the operations page ask of database, worker and migrations."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from procrastinate.contrib.django.models import ProcrastinateWorker

HEARTBEAT = timedelta(minutes=1)


def last_heartbeat() -> datetime | None:
    """When some worker last gave a sign of life."""
    return ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]


def worker_lives(*, at: datetime) -> bool:
    """Whether some worker gave a sign of life within the last minute."""
    last = last_heartbeat()
    return last is not None and last > at - HEARTBEAT


def missing_migrations() -> list[str]:
    """What this version of the program expects of the database and it doesn't have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
