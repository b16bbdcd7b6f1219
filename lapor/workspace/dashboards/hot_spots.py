"""What comes back: the hot spots, and the reports behind each."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.core.errors import NotFound
from lapor.core.http import read_id
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.statistics import roles, spots
from lapor.statistics.models import HotSpot
from lapor.workspace import desk, rows
from lapor.workspace.dashboards import readers

SIZE = 25
MOST = 50


@require_safe
@never_cache
@desk.for_roles(roles.SPOTS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The same matter at the same place again: the spots of the agencies that this officer sees to."""
    found = HotSpot.objects.select_related("agency", "category", "region").order_by("-reports", "id")
    if (agencies := readers.agencies_seen_to(by)) is not None:
        found = found.filter(agency__in=agencies)
    context = {"tabs": readers.tabs(by, request.path), "spots": found[:MOST], "most": MOST}
    return render(request, "workspace/dashboards/hot_spots.html", context)


@require_safe
@never_cache
@desk.for_roles(roles.SPOTS)
def show(request: HttpRequest, agency: int, category: int, place: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The reports behind one spot: those that this officer may open, the others as a number."""
    seen_to = readers.agencies_seen_to(by)
    spot = HotSpot.objects.at(agency, category, place).select_related("agency", "category", "region").first()
    if spot is None or (seen_to is not None and agency not in seen_to):
        raise NotFound(place)
    behind = spots.behind(spot)
    reports = behind & Report.objects.visible_to(by)
    before, after = read_id(request.GET.get("sesudah", "")), read_id(request.GET.get("sebelum", ""))
    page = reports.with_words().page(before=before, after=after, size=SIZE)
    context = {
        "tabs": readers.tabs(by, request.path),
        "spot": spot,
        "hidden": behind.count() - reports.count(),
        "rows": rows.of(page.reports, at=at),
        "newer": f"?sebelum={page.newer}" if page.newer is not None else "",
        "older": f"?sesudah={page.older}" if page.older is not None else "",
    }
    return render(request, "workspace/dashboards/hot_spot.html", context)
