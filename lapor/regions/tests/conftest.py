"""A small country: all provinces and regencies, and the villages of Kutai Timur and Kabupaten Bogor."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lapor.regions import reference, source

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture(scope="session")
def areas():
    return [area for area in source.areas() if area.level <= 2 or area.code.startswith(("64.08.", "32.01."))]


@pytest.fixture
def load(db, monkeypatch):
    """Load the given areas as if they were all the package had; gives back what was said."""

    def load(areas, at=NOW):
        monkeypatch.setattr(source, "areas", lambda: iter(areas))
        said = []
        reference.load(at, say=said.append)
        return said

    return load


@pytest.fixture
def country(load, areas):
    return load(areas)
