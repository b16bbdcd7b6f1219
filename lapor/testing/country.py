"""A small country: one province, one regency with a boundary, two districts."""

import json
from collections.abc import Iterator
from unittest.mock import patch

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


def settled() -> Iterator[None]:
    """Load it, and keep to it: other areas aren't known as long as a test lasts."""
    with patch.object(source, "areas", lambda: iter(AREAS)):
        reference.load(MONDAY, say=lambda _line: None)
        shape = {"type": "Polygon", "coordinates": [SQUARE]}
        kutim = {"type": "Feature", "properties": {"kode": "64.08", "nama": "…"}, "geometry": shape}
        boundaries.load(json.dumps({"type": "FeatureCollection", "features": [kutim]}).encode(), at=MONDAY)
        yield
