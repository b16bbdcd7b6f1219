"""Answers for whoever chooses a place or an agency: names as one types, the region of a point, outlines to draw."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.agencies.models import Unit
from lapor.regions import places
from lapor.regions.models import Region
from lapor.reports.report_form import MOST_OFFERS

REGENCY_CODE = 5  # "64.08" of "64.08.04.2012"


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """Regions for what was typed so far."""
    found = Region.objects.search(request.GET.get("q", ""), at=timezone.now(), limit=MOST_OFFERS)
    return _kept(
        [{"value": region.code, "label": region.path_name, "note": region.get_kind_display()} for region in found]
    )


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Agencies and their units for what was typed so far."""
    found = Unit.objects.search(request.GET.get("q", ""), timezone.now(), limit=MOST_OFFERS)
    return _kept(
        [{"value": unit.code, "label": unit.name, "note": unit.agency.name if unit.agency else ""} for unit in found]
    )


@never_cache  # where somebody stands is nobody's to keep
@require_safe
def region_at(request: HttpRequest) -> HttpResponse:
    """The regency or city of a point on the map."""
    try:
        latitude, longitude = float(request.GET["lat"]), float(request.GET["lon"])
    except (KeyError, ValueError):
        return JsonResponse({}, status=400)
    return JsonResponse(described(latitude, longitude))


@require_safe
def outlines(request: HttpRequest) -> HttpResponse:
    """Boundaries to draw: of the regencies in a box (`kotak=west,south,east,north`), of the regency that a region
    (`wilayah`, its code) lies in, else of the provinces."""
    box, code = _box(request.GET.get("kotak", "")), request.GET.get("wilayah", "")
    within = Region.objects.filter(code=code[:REGENCY_CODE]).first() if code.isprintable() and code else None
    level = Region.Level.REGENCY if box or within else Region.Level.PROVINCE
    return _kept(places.outlines(level=level, box=box, within=within), seconds=86_400)


def described(latitude: float, longitude: float) -> dict[str, Any]:
    """A point and the name of the region it lies in; the name is empty where no boundary says so."""
    region = places.region_at(latitude, longitude)
    return {"lat": latitude, "lon": longitude, "region": region.path_name if region else ""}


def _box(text: str) -> places.Box | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    small = west < east <= west + 10 and south < north <= south + 10  # more would be all regencies at once
    return (west, south, east, north) if small else None


def _kept(answer: Any, *, seconds: int = 300) -> HttpResponse:
    """The same for everybody, so caches on the way may keep it."""
    response = JsonResponse(answer, safe=False, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    patch_cache_control(response, public=True, max_age=seconds)
    return response
