"""Decided before the first migration: a step that is rolled back leaves no job, in a worker's task as in the web."""

import psutil
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from lapor.config import worker
from lapor.core import jobs
from lapor.testing.kannel import wait_until
from lapor.testing.programs import Program

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ran(monkeypatch):
    """Registers two tasks for one test; yields the names of those that ran."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # a task's thread keeps no connection after it
    names: list[str] = []

    @app.task(name="test.tell")
    def tell() -> None:
        names.append("tell")

    @app.task(name="test.step")
    def step(fails: bool) -> None:
        names.append("step")
        with transaction.atomic():
            tell.defer()
            if fails:
                raise ValueError("the step is refused")

    yield names
    for name in ("test.tell", "test.step"):
        del app.tasks[name]


def test_a_step_rolled_back_inside_a_task_leaves_no_job(ran):
    app.tasks["test.step"].defer(fails=True)
    worker.work(concurrency=1, until_empty=True)
    assert ran == ["step"]
    assert not ProcrastinateJob.objects.filter(task_name="test.tell").exists()


def test_a_step_that_commits_inside_a_task_has_its_job_done(ran):
    app.tasks["test.step"].defer(fails=False)
    worker.work(concurrency=1, until_empty=True)
    assert ran == ["step", "tell"]


def test_jobs_that_are_done_are_deleted_and_failed_ones_kept(ran):
    app.tasks["test.step"].defer(fails=True)
    app.tasks["test.tell"].defer()
    worker.work(concurrency=1, until_empty=True)
    assert list(ProcrastinateJob.objects.values_list("task_name", "status")) == [("test.step", "failed")]


def test_a_job_that_failed_leaves_the_kind_of_its_error(ran):
    app.tasks["test.step"].defer(fails=True)
    worker.work(concurrency=1, until_empty=True)
    assert [(failed.task, failed.error) for failed in jobs.failed()] == [("test.step", "ValueError")]


def test_a_job_of_a_worker_that_was_killed_is_done_by_another(ran):
    app.tasks["test.tell"].defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")  # and its worker is gone
    app.tasks[worker.retry_cut_off_jobs.name].defer(timestamp=0)
    worker.work(concurrency=1, until_empty=True)
    assert ran == ["tell"]


def test_a_job_of_a_killed_worker_gives_way_to_the_next_of_its_kind(ran):
    """Else the dead one would keep the lock that the next one waits for."""
    tell = app.configure_task("test.tell", queueing_lock="tell", lock="tell")
    tell.defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    tell.defer()
    app.tasks[worker.retry_cut_off_jobs.name].defer(timestamp=0)
    worker.work(concurrency=1, until_empty=True)
    assert ran == ["tell"]
    assert not ProcrastinateJob.objects.filter(task_name="test.tell").exists()


def test_the_rooms_defer_on_djangos_own_connection():
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    assert not isinstance(worker.fetching_app().connector, DjangoConnector)
    assert isinstance(app.connector, DjangoConnector)


# --- a worker as a program, of several processes ----------------------------------------------------------------------


@pytest.fixture
def program(ran):
    """`lapor worker` on the database of this test, once both of its processes work."""
    with Program("worker", "--processes=2") as program:
        wait_until(lambda: ProcrastinateWorker.objects.count() == 2)
        yield program.process


def test_a_worker_that_is_asked_to_stop_ends_with_all_its_processes(program):
    processes = psutil.Process(program.pid).children()
    program.terminate()
    assert program.wait(60) == 0
    assert not any(process.is_running() for process in processes)
    assert not ProcrastinateWorker.objects.exists()  # they have signed off


def test_when_one_process_of_a_worker_dies_all_end_and_say_so(program):
    one, other = psutil.Process(program.pid).children()
    one.kill()
    assert program.wait(60) == 1
    assert not other.is_running()


def test_the_processes_of_a_worker_that_is_killed_die_with_it(program):
    processes = psutil.Process(program.pid).children()
    program.kill()
    assert not psutil.wait_procs(processes, timeout=60)[1]
