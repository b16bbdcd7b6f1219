"""What holds for the product as it is put together: migrations, tasks, queues, addresses."""

import ast

import pytest
from django.core.management import call_command
from django.test import TransactionTestCase
from django.urls import URLPattern, URLResolver, get_resolver
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.accounts.models import User
from lapor.config.worker import fetching_app
from lapor.evaluation.models import Method
from lapor.reports.models import Event, Report
from tests.house.source import calls, dotted, modules

PERIODIC = {
    "draft_reprimands",
    "sweep",
    "send_left_behind",
    "forget_messages",
    "forget_expired",
    "retry_cut_off_jobs",
}  # nobody else calls them


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_task_of_the_rooms_is_known_to_the_worker():
    decorated = {
        f"lapor.{path.removesuffix('.py').replace('/', '.')}.{function.name}"
        for path, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(_is_task(decorator) for decorator in function.decorator_list)
    }
    assert decorated
    assert decorated <= set(fetching_app().tasks)


def _is_task(decorator: ast.expr) -> bool:
    return dotted(decorator.func if isinstance(decorator, ast.Call) else decorator).endswith("app.task")


def test_the_worker_serves_every_queue():
    """`work` names no queues and so fetches from all of them; naming some would have to name these."""
    (run,) = [call for call in calls(modules()["config/worker.py"]) if dotted(call.func).endswith("run_worker")] or [
        None
    ]
    queues = next((keyword.value for keyword in run.keywords if keyword.arg == "queues"), None)
    served = ast.literal_eval(queues) if queues else None
    assert served is None or {task.queue for task in app.tasks.values()} <= set(served)


def test_the_clock_calls_what_nobody_else_does():
    app.perform_import_paths()
    called = {task.task.name.rpartition(".")[2] for task in app.periodic_registry.periodic_tasks.values()}
    assert called >= PERIODIC


def test_every_periodic_task_runs_once_at_a_time():
    """A sweep that takes longer than its interval must not meet itself."""
    app.perform_import_paths()
    alone = [task.task for task in app.periodic_registry.periodic_tasks.values()]
    assert [task.name for task in alone if not (task.queueing_lock or task.lock)] == []


def patterns(resolver: URLResolver | None = None, namespace: str = "") -> list[tuple[str, URLPattern]]:
    """Every address of the product with its full name."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            found.append((f"{namespace}{entry.name}", entry))
    return found


@pytest.mark.parametrize(("name", "pattern"), patterns(), ids=[name for name, _pattern in patterns()])
def test_every_address_has_a_name_and_ends_in_a_slash(name, pattern):
    assert pattern.name
    route = str(pattern.pattern)
    assert route == "" or route.endswith(("/", ".png", ".ics", ".json", ".js", ".rss", ".atom"))


def test_no_two_addresses_share_a_name():
    names = [name for name, _pattern in patterns()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_leaves_the_database_as_the_migrations_made_it(cast):
    """Else a job of its own waits for the next one, or a row of the migrations is missing there."""
    app.configure_task("lapor.channels.tasks.send", queueing_lock="send email").defer(channel="email")
    cast.answered()
    Method.objects.all().delete()
    TransactionTestCase()._fixture_teardown()
    left = [table.__name__ for table in (Report, Event, User, ProcrastinateJob) if table._default_manager.exists()]
    assert (left, Method.objects.count()) == ([], 1)
