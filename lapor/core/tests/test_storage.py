"""Files lie on the disk as noise under random names, and only the key of their report opens them."""

import datetime
import os
import re

import pytest
from django.core.files.storage import default_storage

from lapor.core import storage
from lapor.core.encryption import DataKey, Undecipherable
from lapor.core.errors import NotFound

KEY = DataKey(b"r" * 32)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "lapor.core.storage.DurableStorage", "OPTIONS": {"location": tmp_path / "files"}},
    }
    return tmp_path / "files"


def test_what_is_stored_comes_back(folder):
    assert storage.fetch(storage.store(b"foto jalan", key=KEY), key=KEY) == b"foto jalan"


def test_the_disk_shows_neither_content_nor_meaning(folder):
    name = storage.store(b"foto jalan", key=KEY)
    assert re.fullmatch(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{28}", name)
    assert b"jalan" not in (folder / name).read_bytes()


def test_a_file_is_on_the_disk_with_its_folders_before_its_name_is_known(folder, monkeypatch):
    written = set()
    monkeypatch.setattr("os.fsync", lambda descriptor: written.add(os.readlink(f"/proc/self/fd/{descriptor}")))
    path = folder / storage.store(b"foto", key=KEY)
    assert written == {str(place) for place in (path, path.parent, path.parent.parent, folder)}


def test_another_reports_key_does_not_open_it():
    name = storage.store(b"foto", key=KEY)
    with pytest.raises(Undecipherable):
        storage.fetch(name, key=DataKey(b"s" * 32))


def test_a_file_put_in_the_place_of_another_does_not_open(folder):
    one, other = storage.store(b"satu", key=KEY), storage.store(b"dua", key=KEY)
    (folder / one).write_bytes((folder / other).read_bytes())
    with pytest.raises(Undecipherable):
        storage.fetch(one, key=KEY)


def test_an_altered_or_cut_file_does_not_open(folder):
    name = storage.store(b"foto", key=KEY)
    for damaged in ((folder / name).read_bytes()[:-1], b""):
        (folder / name).write_bytes(damaged)
        with pytest.raises(Undecipherable):
            storage.fetch(name, key=KEY)


def test_an_erased_file_is_gone_and_erasing_twice_is_fine():
    name = storage.store(b"foto", key=KEY)
    storage.erase(name)
    storage.erase(name)
    with pytest.raises(NotFound):
        storage.fetch(name, key=KEY)


def test_orphans_are_the_old_files_that_no_row_knows():
    kept, lost = storage.store(b"satu", key=KEY), storage.store(b"dua", key=KEY)
    later = default_storage.get_modified_time(lost) + datetime.timedelta(days=1)
    assert list(storage.orphans(lambda names: {kept} & set(names), before=later)) == [lost]
    assert list(storage.orphans(lambda names: set(), before=later - datetime.timedelta(days=9))) == []


def test_a_service_that_stored_nothing_has_no_orphans():
    assert list(storage.orphans(lambda names: set(), before=datetime.datetime.now(datetime.UTC))) == []


def test_each_room_finds_its_own_orphans_and_leaves_those_of_others():
    report, decree = storage.store(b"foto", key=KEY), storage.store(b"SK", key=KEY, room="connection")
    later = default_storage.get_modified_time(decree) + datetime.timedelta(days=1)
    assert list(storage.orphans(lambda names: set(), before=later)) == [report]
    assert list(storage.orphans(lambda names: set(), before=later, room="connection")) == [decree]
    assert storage.fetch(decree, key=KEY) == b"SK"
