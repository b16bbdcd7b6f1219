"""Who was told what of one report, and whether it arrived: the sending log, without names or addresses."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.core.errors import NotFound
from lapor.core.queries import one
from lapor.notifications import log
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.workspace.desk import WITH_REPORTS, for_roles


@require_safe
@never_cache
@for_roles(WITH_REPORTS)
def told(request: HttpRequest, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """For everybody who may see the report."""
    report = one(Report.objects.visible_to(by).select_related("agency").filter(number=number))
    if report is None:
        raise NotFound(number)
    context = {"report": report, "tellings": log.of(report), "most": log.MOST}
    return render(request, "workspace/report/told.html", context)
