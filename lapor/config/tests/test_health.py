import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from lapor.reports import reference
from lapor.reports.models import RungRule


@pytest.fixture
def loaded(db):
    reference.load(timezone.now(), lambda _said: None)


def beat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_a_living_process_says_so_without_a_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.usefixtures("loaded")
def test_ready_when_database_migrations_reference_and_worker_are(client):
    beat(seconds_ago=5)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "migrations": True, "reference": True, "worker": True}


@pytest.mark.usefixtures("loaded")
def test_without_the_ladder_no_report_could_be_taken_so_it_is_not_ready_and_says_what_to_run(client):
    beat(seconds_ago=5)
    RungRule.objects.all().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["reference"], answer.json()["run"]) == (False, "lapor load-reference")


@pytest.mark.usefixtures("loaded")
def test_a_worker_silent_for_a_minute_is_named(client):
    beat(seconds_ago=61)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["migrations"], answer.json()["worker"]) == (True, False)
    assert answer.json()["run"] == "lapor worker"


@pytest.mark.django_db
def test_a_migration_that_is_missing_is_named(client):
    beat(seconds_ago=5)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/readyz").json()
    assert answer == {
        "ready": False, "database": True, "migrations": False, "reference": False, "worker": False,
        "run": "lapor migrate",
    }  # fmt: skip


def test_a_database_that_is_away_is_named(client, monkeypatch):
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "ensure_connection", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == dict.fromkeys(("ready", "database", "migrations", "reference", "worker"), False)


def test_a_probe_needs_no_host_name(client):
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
