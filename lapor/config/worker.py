"""The background worker: an app of its own for fetching jobs, beside the one that rooms defer with.

Procrastinate's own command swaps the connector of the one app, so that a job deferred inside a task would be sent on
another connection and outlive a rollback. Here the rooms' app keeps Django's connection, in the web and in tasks.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from django.db import connections
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.contrib.django import DjangoApp, connector_params
from procrastinate.contrib.django import app as rooms_app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from lapor.core.jobs import remember_failure
from lapor.launcher.processes import end_with_parent

STALLED_AFTER = timedelta(seconds=30)
STOPS_WITHIN = 8  # seconds, of the ten that whoever stops us may wait
BEHIND_THE_WEB = 5  # of 19: how far a worker steps back while somebody waits for a page


def fetching_app() -> App:
    """An app that knows every task of the rooms and fetches their jobs with LISTEN/NOTIFY."""
    # The timeout bounds a stop after the database went first: the last thing a worker does is sign off there.
    app = DjangoApp(connector=PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=3))
    rooms_app.perform_import_paths()
    app.tasks = rooms_app.tasks
    app.periodic_registry = rooms_app.periodic_registry
    return app


def keep_working(*, processes: int, concurrency: int) -> None:
    """Do jobs in several processes, as one of Python uses one core, until told to stop by a signal.

    Raises SystemExit when one of them ends unasked: all end then, and whoever started us starts us again.
    """
    connections.close_all()
    gc.freeze()  # what is loaded by now is shared with the processes and stays so
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_work_for, args=(os.getpid(), concurrency)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    asked: list[int] = []

    def stop(number: int, frame: object) -> None:
        asked.append(number)
        _ask_to_stop(workers)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    wait([worker.sentinel for worker in workers])
    if not asked:
        _ask_to_stop(workers)
    for worker in workers:
        worker.join(STOPS_WITHIN)
        worker.kill()
    if not asked:
        sys.exit("Satu proses pekerja berhenti tanpa diminta; semuanya ikut berhenti.")


def _work_for(parent: int, concurrency: int) -> None:
    end_with_parent(signal.SIGKILL, parent)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)  # what a second signal would do: Ctrl-C reaches us and our parent
    os.nice(BEHIND_THE_WEB)
    work(concurrency=concurrency)


def _ask_to_stop(workers: Sequence[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()


def work(*, concurrency: int, until_empty: bool = False) -> None:
    """Do jobs until told to stop by a signal, or until there is none left. Done jobs are deleted."""
    fetching_app().run_worker(
        concurrency=concurrency,
        wait=not until_empty,
        delete_jobs="successful",
        update_heartbeat_interval=10,
        stalled_worker_timeout=STALLED_AFTER.total_seconds(),
        shutdown_graceful_timeout=3,
        install_signal_handlers=not until_empty,
        task_middleware=[remember_failure],
    )


@rooms_app.periodic(cron="* * * * *")
@rooms_app.task(queueing_lock="retry-cut-off-jobs", priority=2, pass_context=True)  # before a flood of messages
async def retry_cut_off_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another one."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds()):
        try:
            await jobs.retry_job(job, retry_at=datetime.now(UTC))
        except UniqueViolation:  # another of its kind waits already, perhaps for the lock that this one still holds
            await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
