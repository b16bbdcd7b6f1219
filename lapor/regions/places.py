"""Which region: of a point, of a free text; and the outlines to draw."""

from math import isfinite

from django.db.models import Max

from . import boundaries, source
from .models import Boundary, Region

_REACH = 0.225  # degrees; so near the equator 25 km in every direction

# A point in an enclave lies in two shapes when the outer one was drawn without its hole: the smaller is meant.
_REGION_AT = """
    SELECT region.*
      FROM regions_boundarypart part
      JOIN regions_boundary boundary ON boundary.id = part.boundary_id
      JOIN regions_region region ON region.id = boundary.region_id
     WHERE part.shape && polygon(box(point(%(west)s, %(south)s), point(%(east)s, %(north)s)))
       AND part.shape <-> point(%(lon)s, %(lat)s) <= %(reach)s
       AND region.level <= 2 AND region.valid_until IS NULL
     ORDER BY region.level DESC, part.shape <-> point(%(lon)s, %(lat)s), part.area
     LIMIT 1
"""

type Box = tuple[float, float, float, float]  # west, south, east, north


def region_at(lat: float, lon: float) -> Region | None:
    """The regency or city of a point; at sea the nearest within 25 km. Its province is its `parent`.

    The province itself where only provinces were loaded; None far from land, or where no boundaries were loaded.
    """
    if not (isfinite(lat) and isfinite(lon)):
        return None
    box = {"west": lon - _REACH, "south": lat - _REACH, "east": lon + _REACH, "north": lat + _REACH}
    return next(iter(Region.objects.raw(_REGION_AT, {**box, "lat": lat, "lon": lon, "reach": _REACH})), None)


def is_ours(lat: float, lon: float) -> bool:
    """Whether something can have happened there: near Indonesian land; without boundaries, in the box around it."""
    if Boundary.objects.exists():
        return region_at(lat, lon) is not None
    return boundaries.in_indonesia((lon, lat))


def read_area(text: str) -> Region | None:
    """The region that a free text names ("desa Swarga Bara kecamatan Sangatta Utara"); None rather than a guess.

    Meant for a field where a place is asked for: only the first 200 characters are read. The first call in a process
    takes about a second and 50 MB: the package makes its index of names.
    """
    code = source.code_in(text)
    return Region.objects.filter(code=code, valid_until=None).first() if code else None


def outlines(*, level: int, box: Box | None = None, within: Region | None = None) -> dict:
    """GeoJSON (FeatureCollection) of the regions of one level, coarse enough to send: touching `box`, in `within`.

    Properties: `kode`, `nama`. Without loaded boundaries it has no features. Cache it under `outlines_version()`.
    """
    boundaries = Boundary.objects.filter(region__level=level, region__valid_until=None).order_by("region__code")
    if box:
        west, south, east, north = box
        boundaries = boundaries.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    if within:
        boundaries = boundaries.filter(region__in=Region.objects.within(within))
    rows = boundaries.values_list("region__code", "region__name", "outline")
    return {"type": "FeatureCollection", "features": [_feature(*row) for row in rows]}


def outlines_version() -> int:
    """Changes whenever boundaries are loaded (each load makes new rows); 0 where there are none."""
    return Boundary.objects.aggregate(newest=Max("id"))["newest"] or 0


def _feature(code: str, name: str, outline: list) -> dict:
    return {
        "type": "Feature",
        "properties": {"kode": code, "nama": name},
        "geometry": {"type": "MultiPolygon", "coordinates": outline},
    }
