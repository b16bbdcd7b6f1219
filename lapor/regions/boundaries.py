"""Reading an operator's GeoJSON into boundaries: all of a good file, nothing of a bad one."""

import json
from collections.abc import Iterator
from datetime import datetime
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from lapor.core.errors import Refused

from .models import Boundary, BoundaryPart, Region

Point = tuple[float, float]  # longitude, latitude, as in GeoJSON
Ring = list[Point]

_WEST, _SOUTH, _EAST, _NORTH = 90.0, -15.0, 145.0, 10.0  # Indonesia and the seas around it

# Degrees that a pixel covers where one sees the regions of a level whole; finer lines only cost bytes.
_GRIDS: dict[int, float] = {Region.Level.PROVINCE: 0.02}
_GRID = 0.005


def load(content: bytes, at: datetime) -> int:
    """Take over the boundaries in a GeoJSON file (properties `kode`, `nama`) and tell how many there are.

    Regions that the file doesn't name keep what they have. Raises Refused: `bad_boundaries`.
    """
    rings_of = dict(_boundaries(content))
    regions = {region.code: region for region in Region.objects.valid(at=at).filter(code__in=rings_of)}
    unknown = [code for code in rings_of if code not in regions]
    if unknown:
        raise _bad(_("Kode wilayah %s tidak dikenal. Muat dulu data wilayah: lapor load-reference.") % unknown[0])
    with transaction.atomic():
        Boundary.objects.filter(region__in=regions.values()).delete()
        boundaries = [_boundary(regions[code], rings) for code, rings in rings_of.items()]
        Boundary.objects.bulk_create(boundaries)
        parts = [_part(boundary, ring) for boundary in boundaries for ring in rings_of[boundary.region.code]]
        BoundaryPart.objects.bulk_create(parts, batch_size=500)
    return len(boundaries)


def _boundary(region: Region, rings: list[Ring]) -> Boundary:
    longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
    return Boundary(
        region=region,
        west=min(longitudes),
        south=min(latitudes),
        east=max(longitudes),
        north=max(latitudes),
        outline=_outline(rings, _GRIDS.get(region.level, _GRID)),
    )


def _part(boundary: Boundary, ring: Ring) -> BoundaryPart:
    return BoundaryPart(boundary=boundary, shape=f"({','.join(map(str, ring))})", area=_area(ring))


def _outline(rings: list[Ring], grid: float) -> list[list[Ring]]:
    """The rings moved to a grid: neighbours move their common line alike, so no gaps open between them."""
    coarse = [_on_grid(ring, grid) for ring in rings]
    visible = [[ring] for ring in coarse if len(ring) >= 4]
    return visible or [[max(rings, key=_area)]]  # the smallest islands stay as they are rather than vanish


def _on_grid(ring: Ring, grid: float) -> Ring:
    points = [(round(round(lon / grid) * grid, 3), round(round(lat / grid) * grid, 3)) for lon, lat in ring]
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]


def _area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _boundaries(content: bytes) -> Iterator[tuple[str, list[Ring]]]:
    """Region codes with their outer rings. Holes are left out: where one is an enclave, the enclave is the smaller."""
    seen = set()
    for number, feature in enumerate(_features(content), start=1):
        try:
            code, geometry = feature["properties"]["kode"], feature["geometry"]
            polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
            rings = [[(float(point[0]), float(point[1])) for point in polygon[0]] for polygon in polygons]
            seen_before = code in seen
        except (KeyError, IndexError, TypeError, ValueError):
            raise _bad(
                _("Wilayah ke-%d tidak lengkap: perlu properti kode dan bentuk Polygon atau MultiPolygon.") % number
            )
        if seen_before:
            raise _bad(_("Kode wilayah %s ada dua kali.") % code)
        if not rings or any(len(set(ring)) < 3 for ring in rings):
            raise _bad(_("Batas wilayah %s memuat bidang dengan kurang dari tiga titik.") % code)
        if not all(in_indonesia(point) for ring in rings for point in ring):
            raise _bad(
                _("Batas wilayah %s keluar dari Indonesia. Koordinat harus bujur lalu lintang dalam derajat (WGS84).")
                % code
            )
        seen.add(code)
        yield str(code), rings


def _features(content: bytes) -> list:
    try:
        features = json.loads(content)["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        features = None
    if not isinstance(features, list) or not features:
        raise _bad(_("Ini bukan berkas GeoJSON dengan daftar wilayah (FeatureCollection)."))
    return features


def in_indonesia(point: Point) -> bool:
    """Whether a point lies in the box around Indonesia and its seas."""
    lon, lat = point
    return isfinite(lon) and isfinite(lat) and _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def _bad(sentence: str) -> Refused:
    return Refused("bad_boundaries", sentence)
