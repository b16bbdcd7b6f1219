"""What the portal's tests share: a small country, and a form that is filled in like most."""

from uuid import uuid4

import pytest

from lapor.testing.country import settled


@pytest.fixture
def country(db):
    """One province, one regency with a boundary, two districts."""
    yield from settled()


@pytest.fixture
def written():
    """The form as a complaint about a road fills it in; what a test says is put over it."""

    def written(**said):
        words = {
            "command": str(uuid4()),
            "kind": "complaint",
            "title": "Jalan berlubang di depan SD 002",
            "body": "Jalan Yos Sudarso berlubang sedalam lutut.",
            "event_date": "2026-11-01",
            "place": "Jalan Yos Sudarso",
        }
        return {name: value for name, value in {**words, **said}.items() if value is not None}

    return written
