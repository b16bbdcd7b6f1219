"""The national register: which agency has a plan for a year and which has none, on a page and as a spreadsheet."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.core import sheets
from lapor.core.http import read_id
from lapor.plans import register as registers
from lapor.plans import roles
from lapor.plans.models import Plan
from lapor.plans.register import Agencies
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.plans.forms import RegisterForm


def _years(at: datetime) -> list[int]:
    """The years that can be asked for: those of which there is a plan, this one and the next."""
    this = timezone.localdate(at).year
    return sorted({*Plan.objects.values_list("year", flat=True).distinct(), this, this + 1}, reverse=True)


def _asked(request: HttpRequest, by: Actor, at: datetime) -> tuple[RegisterForm, int, Agencies, Agencies]:
    """The filters of the address, the year, its agencies, and those of them that the filters leave."""
    form = RegisterForm(request.GET, years=_years(at))
    form.is_valid()  # what can't be read is no filter
    said = form.cleaned_data
    year = said.get("tahun") or timezone.localdate(at).year
    everybody = registers.agencies(year, seats=by.seats, at=at)
    chosen = registers.standing(everybody, said.get("keadaan", ""))
    if words := said.get("q"):
        chosen = chosen.filter(name__icontains=words)
    return form, year, everybody, chosen


@require_safe
@never_cache
@desk.for_roles(roles.OVERVIEW)
def register(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The agencies that this officer looks after and their plans for a year."""
    form, year, everybody, chosen = _asked(request, by, at)
    name, pk = request.GET.get("nama", ""), read_id(request.GET.get("id", ""))
    rows = registers.page(chosen, (name, pk) if name and pk else None)
    more = rows[registers.PAGE :]
    rows = rows[: registers.PAGE]
    kept = {key: request.GET[key] for key in ("q", "tahun", "keadaan") if request.GET.get(key)}
    last = {"nama": rows[-1].name, "id": rows[-1].pk} if more else {}
    context = {
        "form": form,
        "year": year,
        "figures": registers.figures(everybody),
        "rows": rows,
        "next": f"?{urlencode(kept | last)}" if more else "",
        "download": urlencode(kept),
        "active": len(kept.keys() & {"keadaan", "tahun"}),
        "registers": roles.registers(by.seats),
    }
    return render(request, "workspace/plans/register.html", context)


@require_safe
@never_cache
@desk.for_roles(roles.OVERVIEW)
def download(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """What the register shows, as a spreadsheet."""
    _form, year, _everybody, chosen = _asked(request, by, at)
    return sheets.answer(sheets.write(registers.sheet(chosen, year)), f"register-renaksi-{year}.xlsx")
