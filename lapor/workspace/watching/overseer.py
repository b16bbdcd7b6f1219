"""The Ombudsman's list: what wasn't settled in sixty days, where the reporter agreed; figures for all the rest."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.agencies.models import Role
from lapor.core.http import read_id
from lapor.reports import overseeing
from lapor.reports.actors import Actor
from lapor.workspace import desk, rows

READERS = frozenset({Role.OVERSEER})
SIZE = 25


@require_safe
@never_cache
@desk.for_roles(READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The reports that may be read, the newest first, and how many there are at each agency."""
    before, after = (read_id(request.GET.get(name, "")) for name in ("sebelum", "sesudah"))
    readable = overseeing.unsettled(at).filter(ombudsman_consent_at__isnull=False)
    page = readable.with_words().page(before=before, after=after, size=SIZE)
    figures = list(overseeing.by_agency(at))
    context = {
        "rows": rows.of(page.reports, at=at),
        "newer": f"?sesudah={page.newer}" if page.newer is not None else "",
        "older": f"?sebelum={page.older}" if page.older is not None else "",
        "figures": figures,
        "total": sum(each.reports for each in figures),
        "with_consent": sum(each.with_consent for each in figures),
    }
    return render(request, "workspace/watching/overseer.html", context)
