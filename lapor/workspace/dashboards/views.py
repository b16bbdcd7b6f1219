"""The dashboards of performance: own agency, province, country; and the one that the menu leads to."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.agencies.models import Role, Unit
from lapor.core.errors import NotFound
from lapor.reports import overseeing, programmes
from lapor.reports.actors import Actor
from lapor.statistics import roles
from lapor.statistics.figures import Share
from lapor.ui.charts import Figure, written
from lapor.workspace import desk
from lapor.workspace.dashboards import performance, readers
from lapor.workspace.dashboards.performance import Performance
from lapor.workspace.dashboards.periods import Chosen, chosen


@require_safe
@desk.for_roles(roles.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """To the first dashboard that this officer has."""
    return redirect(readers.tabs(by, "")[0].url)


@require_safe
@never_cache
@desk.for_roles(roles.OWN)
def own(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The agency of its head or administrator."""
    return _agency_page(request, readers.own_agency(by), by, at)


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def agency(request: HttpRequest, code: str, *, by: Actor, at: datetime) -> HttpResponse:
    """One agency, for who may read how it does."""
    return _agency_page(request, readers.agency(code, by), by, at)


@require_safe
@never_cache
@desk.for_roles(roles.PROVINCIAL)
def province(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All agencies that the officer's province coordinates."""
    asked = chosen(request, at)
    provinces = readers.coordinated_from(by)
    if not provinces:
        raise NotFound(request.path)
    found = performance.of_agencies(readers.agencies_of(provinces), asked.period, at=at, cautious=True)
    of = next(seat.unit_name for seat in by.seats if seat.role == Role.COORDINATOR)
    return _page(request, _("Instansi di bawah koordinasi %s") % of, asked, found, by)


@require_safe
@never_cache
@desk.for_roles(roles.NATIONAL)
def nation(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The whole country."""
    asked = chosen(request, at)
    cautious = not desk.holds(by, desk.NATIONAL)
    found = performance.of_agencies(None, asked.period, at=at, cautious=cautious)
    return _page(request, _("Seluruh Indonesia"), asked, found, by, watched=_watched(by, at))


def _watched(by: Actor, at: datetime) -> dict[str, Any]:
    """What the centre keeps its eye on: programmes and issues at KSP, what isn't settled in sixty days at Ombudsman."""
    watched: dict[str, Any] = {}
    if desk.holds(by, desk.PRIORITY_KEEPERS):
        watched["programmes"] = [_programme(each) for each in programmes.figures(at)]
    if desk.holds(by, roles.SIXTY_DAYS):
        unsettled = list(overseeing.by_agency(at))
        watched |= {
            "unsettled": Share(sum(each.with_consent for each in unsettled), sum(each.reports for each in unsettled)),
            "unsettled_at": [_unsettled(each) for each in unsettled[: performance.SHOWN]],
            "may_read_unsettled": desk.holds(by, frozenset({Role.OVERSEER})),
        }
    return watched


def _programme(each: programmes.Figures) -> Figure:
    counted = {"open": written(each.still_open), "marked": written(each.marked)}
    note = _("dari %(open)s terbuka dan %(marked)s ditandai") % counted
    return Figure(each.programme.name, each.late, note, reverse("workspace:programme", args=[each.programme.code]))


def _unsettled(each: overseeing.Unsettled) -> Figure:
    return Figure(each.agency, each.reports, _("%s dengan izin") % written(each.with_consent))


def _agency_page(request: HttpRequest, of: Unit, by: Actor, at: datetime) -> HttpResponse:
    asked = chosen(request, at)
    cautious = not readers.sees_every_report(by, of)
    found = performance.of_agency(of, asked.period, at=at, cautious=cautious)
    return _page(request, of.name, asked, found, by, agency=of)


def _page(request: HttpRequest, of: str, asked: Chosen, found: Performance, by: Actor, **more: Any) -> HttpResponse:
    context = {"of": of, "asked": asked, "found": found, "tabs": readers.tabs(by, request.path), **more}
    return render(request, "workspace/dashboards/performance.html", context)
