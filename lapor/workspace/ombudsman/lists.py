"""The Ombudsman's lists: what was handed over, what may be read, figures for all the rest; and what officers owe it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.core.http import read_id
from lapor.ombudsman import packages
from lapor.ombudsman.models import Package
from lapor.reports import overseeing
from lapor.reports.actors import Actor
from lapor.workspace import desk, rows
from lapor.workspace.supervision import paging

SIZE = 25


@require_safe
@never_cache
@desk.for_roles(packages.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """What was handed over, the newest first, and how many reports each agency has left for more than sixty days."""
    figures = list(overseeing.by_agency(at))
    page = paging.page(packages.seen_by(by), request, by="id")
    context = {
        "page": page,
        "packages": [(package, state_of(package)) for package in page.rows],
        "figures": figures,
        "total": sum(each.reports for each in figures),
        "with_consent": sum(each.with_consent for each in figures),
    }
    return render(request, "workspace/ombudsman/index.html", context)


@require_safe
@never_cache
@desk.for_roles(packages.READERS)
def readable(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The reports that may be read, the newest first."""
    before, after = (read_id(request.GET.get(name, "")) for name in ("sebelum", "sesudah"))
    agreed = overseeing.unsettled(at).filter(ombudsman_consent_at__isnull=False)
    page = agreed.with_words().page(before=before, after=after, size=SIZE)
    context = {
        "rows": rows.of(page.reports, at=at),
        "newer": f"?sesudah={page.newer}" if page.newer is not None else "",
        "older": f"?sebelum={page.older}" if page.older is not None else "",
    }
    return render(request, "workspace/ombudsman/readable.html", context)


@require_safe
@never_cache
@desk.for_roles(desk.PACKAGE_MAKERS)
def waiting(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Secret reports whose package this officer can make; the system opens them to nobody by itself."""
    found = list(packages.waiting_for(by)[:SIZE])
    return render(request, "workspace/ombudsman/waiting.html", {"rows": rows.of(found, at=at)})


def state_of(package: Package) -> str:
    """How far it has come, in a few words."""
    if not package.is_open:
        return _("Izin dicabut")
    if package.outcome:
        return str(package.get_outcome_display())
    if package.register:
        return _("Diterima")
    if package.fetched_at:  # type: ignore[attr-defined]
        return _("Diunduh, belum dicatat")
    if package.sent_at:
        return _("Terkirim ke sistem Ombudsman")
    return _("Tidak terkirim, unduh di sini") if package.trouble and not package.next_try_at else _("Siap diunduh")
