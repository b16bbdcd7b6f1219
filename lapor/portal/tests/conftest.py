"""What the portal's tests share: a small country, and a form that is filled in like most."""

import json
from uuid import uuid4

import pytest

from lapor.regions import boundaries, reference, source
from lapor.regions.source import Area
from lapor.testing.cast import MONDAY

KALTIM, KUTIM = "Kalimantan Timur", "Kabupaten Kutai Timur, Kalimantan Timur"
WITA = "Asia/Makassar"
AREAS = [
    Area("64", KALTIM, "provinsi", 1, "", KALTIM, "", WITA),
    Area("64.08", "Kutai Timur", "kabupaten", 2, "64", KUTIM, "", WITA),
    Area("64.08.04", "Sangatta Utara", "kecamatan", 3, "64.08", f"Sangatta Utara, {KUTIM}", "", WITA),
    Area("64.08.12", "Sangatta Selatan", "kecamatan", 3, "64.08", f"Sangatta Selatan, {KUTIM}", "", WITA),
]
SQUARE = [[116, 0], [118, 0], [118, 1], [116, 1], [116, 0]]  # Kutai Timur, for our purposes


@pytest.fixture
def country(db, monkeypatch):
    """One province, one regency with a boundary, two districts."""
    monkeypatch.setattr(source, "areas", lambda: iter(AREAS))
    reference.load(MONDAY, say=lambda _line: None)
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    kutim = {"type": "Feature", "properties": {"kode": "64.08", "nama": "…"}, "geometry": shape}
    boundaries.load(json.dumps({"type": "FeatureCollection", "features": [kutim]}).encode(), at=MONDAY)


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
