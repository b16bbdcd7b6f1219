"""A small tree and the moment that the tests of this room speak of."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from lapor.accounts.models import User
from lapor.agencies import reference, tree
from lapor.agencies.models import Kind, Unit
from lapor.regions import source, words
from lapor.regions.models import Region

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def place(db):
    """Makes a unit under another and saves it there."""

    def make(code, under=None, *, name="", kind=Kind.SECTION, **columns):
        unit = Unit(code=code, name=name or code.title(), kind=kind, valid_from=date(2020, 1, 1), **columns)
        return tree.place(unit, under=under)

    return make


@pytest.fixture
def officer(db):
    return User.objects.create(login="vera@contoh.go.id", kind=User.Kind.OFFICER, name="Vera", joined_at=AT)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The reference data on top of Indonesia's regencies and Kutai Timur's villages; once for a module, then gone."""
    with django_db_blocker.unblock(), transaction.atomic():
        _load_regions()
        reference.load(AT, say=lambda line: None)
        yield
        transaction.set_rollback(True)


def _load_regions():
    by_level: dict[int, list[source.Area]] = {}
    for area in source.areas():
        if area.level <= Region.Level.REGENCY or area.code.startswith("64.08"):
            by_level.setdefault(area.level, []).append(area)
    ids: dict[str, int] = {}
    for areas in by_level.values():  # provinces come first
        rows = Region.objects.bulk_create(_row(area, ids.get(area.parent_code)) for area in areas)
        ids |= {row.code: row.pk for row in rows}


def _row(area, parent_id):
    columns = {key: value for key, value in area._asdict().items() if key != "parent_code"}
    return Region(**columns, parent_id=parent_id, own_words=words.own_words(area.name, area.kind, area.level))
