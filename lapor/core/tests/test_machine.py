"""What the program runs on, told within a bounded time."""

import pytest
from django.db import connection

from lapor.core import machine

pytestmark = pytest.mark.django_db

PLENTY = 60  # seconds: machines stand still at times


def ask(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_an_answer_in_time_is_given():
    assert machine.within(PLENTY, lambda: ask("SELECT 7")) == 7


def test_a_question_that_takes_too_long_is_given_up_and_the_next_one_is_answered():
    assert machine.within(1, lambda: ask("SELECT pg_sleep(60)")) is None
    assert machine.within(PLENTY, lambda: ask("SELECT 7")) == 7


def test_the_versions_name_what_matters():
    versions = dict(machine.versions())
    assert {"LAPOR!", "Python", "PostgreSQL", "Django"} <= versions.keys()
    assert versions["Django"]


def test_the_database_and_its_largest_tables_have_a_size():
    tables = machine.largest_tables()
    assert len(tables) == machine.LARGEST
    assert [table.size for table in tables] == sorted((table.size for table in tables), reverse=True)
    assert machine.database_size() >= tables[0].size


def test_the_disk_is_known_before_anything_lies_on_it(settings, tmp_path):
    place = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "not" / "yet"}}
    settings.STORAGES = {**settings.STORAGES, "default": place}
    assert 0 < machine.disk().free <= machine.disk().total
