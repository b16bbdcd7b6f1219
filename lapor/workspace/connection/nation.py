"""The nation on one day: map, figures with their denominators, the agencies one by one, and all of it to take away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.agencies.models import Kind, Unit, UnitQuerySet
from lapor.connection import overview, roles, targets
from lapor.connection.models import Status
from lapor.connection.overview import Overview, Tally, Tile
from lapor.core import sheets
from lapor.core.errors import NotFound, Refused
from lapor.core.http import read_id
from lapor.core.sheets import Column, Sheet
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import desk
from lapor.workspace.connection.forms import MISSING, AgencyFilters, TargetForm
from lapor.workspace.form_page import FORM

PAGE = 50
LEVELS = (1, 50, 100)  # per cent at which a tile changes its colour


@dataclass(frozen=True)
class Line:
    """A row of a table: how far a kind or a province is."""

    label: str
    tally: Tally
    href: str
    missing_href: str
    target: int | None = None

    @property
    def short(self) -> int:
        """How many are still missing from the target."""
        return max((self.target or 0) - self.tally.connected, 0)


@dataclass(frozen=True)
class Square:
    """A tile of the map with its figures."""

    tile: Tile
    tally: Tally
    href: str

    @property
    def level(self) -> int:
        """0 for none connected, 3 for all."""
        return sum(self.tally.percent >= level for level in LEVELS)


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """How far the nation, or the province of this coordinator, is; who follows one agency is led to it."""
    visible = roles.visible_to(by.seats)
    if not desk.holds(by, roles.LEADERS | roles.NATION):
        own = visible.order_by("pk").first()
        if own is None:
            raise NotFound("connection")
        return redirect("workspace:connection_agency", own.pk)
    filters = AgencyFilters(request.GET, seats=by.seats, at=at)
    seen = overview.of_day(visible, filters.day)
    is_national = roles.sees_the_nation(by.seats)
    provinces = list(_provinces(visible, filters.day)) if is_national else []
    kinds = list(_kinds(seen, filters, targets.of_year(filters.day.year) if is_national else {}))
    context = {
        "filters": filters,
        "seen": seen,
        "missing": [line for line in kinds if line.tally.missing],
        "kinds": kinds,
        "is_national": is_national,  # targets are the nation's
        "squares": _squares(provinces, seen, filters),
        "provinces": [_line(unit.name, seen.by_province[unit.pk], filters, provinsi=unit.pk) for unit in provinces],
        "all_href": _list_href(filters),
        "sets_targets": targets.may_set(by.seats),
        "exports": _exports(filters),
    }
    return render(request, "workspace/connection/index.html", context)


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def listing(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The agencies one by one, in the order of their names."""
    filters = AgencyFilters(request.GET, seats=by.seats, at=at)
    fitting = filters.apply(overview.on_day(roles.visible_to(by.seats), filters.day))
    rows = list(_after(fitting, request.GET.get("setelah", "")).select_related("coordinator")[: PAGE + 1])
    address = {name: value for name, value in request.GET.items() if name != "setelah"}
    more = urlencode({**address, "setelah": rows[PAGE - 1].pk}) if len(rows) > PAGE else ""
    context = {
        "filters": filters,
        "rows": [(unit, Status(unit.status)) for unit in rows[:PAGE]],
        "more": more,
        "first": urlencode(address) if "setelah" in request.GET else "",
        "exports": _exports(filters),
    }
    return render(request, "workspace/connection/list.html", context)


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def export(request: HttpRequest, kind: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The same agencies as a workbook with their figures, or as CSV."""
    if kind not in ("xlsx", "csv"):
        raise NotFound(kind)
    filters = AgencyFilters(request.GET, seats=by.seats, at=at)
    visible = roles.visible_to(by.seats)
    found = filters.apply(overview.on_day(visible, filters.day)).select_related("coordinator").order_by("name", "pk")
    agencies, name = _sheet_of_agencies(found), f"keterhubungan-{filters.day}.{kind}"
    if kind == "csv":
        return sheets.answer(sheets.write_csv(agencies), name)
    figures = _sheet_of_figures(overview.of_day(visible, filters.day), filters.day)
    return sheets.answer(sheets.write(agencies, figures), name)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def set_targets(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """How many agencies of each kind shall be connected by the end of a year."""
    years = targets.years(at)
    asked = read_id(request.GET.get("tahun", ""))
    this_year = timezone.localdate(at).year
    year = asked if asked is not None and asked in years else this_year
    form = TargetForm(request.POST if request.method == "POST" else None, initial=targets.of_year(year))
    if form.is_valid():
        try:
            with transaction.atomic(durable=True):
                targets.set_for(year, form.cleaned_data, by=user_of(request), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Target tahun %d tersimpan.") % year)
            return redirect("workspace:connection")
    context = {"form": form, "year": year, "years": [each for each in years if abs(each - this_year) <= 2]}
    return render(request, "workspace/connection/targets.html", context, status=422 if form.is_bound else 200)


# --- what stands on the page ---------------------------------------------------------------------------------------


def _provinces(visible: UnitQuerySet, day: date) -> QuerySet[Any]:
    return overview.on_day(visible, day).filter(kind=Kind.PROVINCE).order_by("code")


def _kinds(seen: Overview, filters: AgencyFilters, goals: dict[str, int]) -> Iterator[Line]:
    for kind in roles.KINDS:
        if seen.by_kind[kind].total:
            yield _line(str(kind.label), seen.by_kind[kind], filters, target=goals.get(kind), jenis=kind)


def _squares(provinces: list[Unit], seen: Overview, filters: AgencyFilters) -> list[Square]:
    by_code = {unit.code: unit for unit in provinces}
    return [
        Square(tile, seen.by_province[by_code[tile.code].pk], _list_href(filters, provinsi=by_code[tile.code].pk))
        for tile in overview.tiles()
        if tile.code in by_code
    ]


def _line(label: str, tally: Tally, filters: AgencyFilters, target: int | None = None, **of) -> Line:
    return Line(label, tally, _list_href(filters, **of), _list_href(filters, status=MISSING, **of), target)


def _list_href(filters: AgencyFilters, **of) -> str:
    return f"{reverse('workspace:connection_list')}?{urlencode({**of, **_day(filters)})}"


def _day(filters: AgencyFilters) -> dict[str, str]:
    """The day of the page goes along to the next, unless it is today."""
    return {} if filters.day == filters.today else {"hari": filters.day.isoformat()}


def _exports(filters: AgencyFilters) -> list[tuple[str, str]]:
    asked = urlencode({name: value for name, value in filters.data.items() if value and name != "setelah"})
    return [
        (kind.upper(), f"{reverse('workspace:connection_export', args=[kind])}{'?' + asked if asked else ''}")
        for kind in ("xlsx", "csv")
    ]


def _after(agencies: QuerySet[Any], asked: str) -> QuerySet[Any]:
    """In the order of their names, from behind this one on."""
    last = Unit.objects.filter(pk=read_id(asked) or 0).first()
    if last:
        agencies = agencies.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    return agencies.order_by("name", "pk")


def _sheet_of_agencies(agencies: QuerySet[Any]) -> Sheet:
    columns = [
        Column(_("Kode"), 12),
        Column(_("Instansi"), 50),
        Column(_("Jenis"), 24),
        Column(_("Provinsi"), 40),
        Column(_("Status"), 20),
        Column(_("Sejak"), 12, "date"),
    ]
    rows = (
        (unit.code, unit.name, unit.get_kind_display(), _province(unit), Status(unit.status).label, unit.since)
        for unit in agencies
    )
    return Sheet(_("Instansi"), columns, rows)


def _province(unit: Unit) -> str:
    return unit.name if unit.kind == Kind.PROVINCE else unit.coordinator.name if unit.coordinator else ""


def _sheet_of_figures(seen: Overview, day: date) -> Sheet:
    columns = [
        Column(_("Jenis"), 28),
        Column(_("Jumlah instansi"), 16, "number"),
        Column(_("Terhubung"), 12, "number"),
        Column(_("Belum terhubung"), 16, "number"),
        *(Column(str(status.label), 16, "number") for status in Status),
        Column(_("Keadaan pada"), 14, "date"),
    ]
    rows = [
        (kind.label, tally.total, tally.connected, tally.missing, *(tally.by_status[each] for each in Status), day)
        for kind, tally in ((Kind(kind), tally) for kind, tally in seen.by_kind.items())
    ]
    return Sheet(_("Ringkasan"), columns, rows)
