"""The background worker: an app of its own for fetching jobs, beside the one that rooms defer with.

Procrastinate's own command swaps the connector of the one app, so that a job deferred inside a task would be sent on
another connection and outlive a rollback. Here the rooms' app keeps Django's connection, in the web and in tasks.
"""

from datetime import UTC, datetime, timedelta

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.contrib.django import DjangoApp, connector_params
from procrastinate.contrib.django import app as rooms_app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from lapor.core.jobs import remember_failure

STALLED_AFTER = timedelta(seconds=30)


def fetching_app() -> App:
    """An app that knows every task of the rooms and fetches their jobs with LISTEN/NOTIFY."""
    # The timeout bounds a stop after the database went first: the last thing a worker does is sign off there.
    app = DjangoApp(connector=PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=3))
    rooms_app.perform_import_paths()
    app.tasks = rooms_app.tasks
    app.periodic_registry = rooms_app.periodic_registry
    return app


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
@rooms_app.task(queueing_lock="retry-cut-off-jobs", pass_context=True)
async def retry_cut_off_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another one."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds()):
        try:
            await jobs.retry_job(job, retry_at=datetime.now(UTC))
        except UniqueViolation:  # another of its kind waits already, perhaps for the lock that this one still holds
            await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
