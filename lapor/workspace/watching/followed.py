"""The reports that an officer follows: a list of their own, the newest change first."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapor.core.errors import Refused
from lapor.reports import watching
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action
from lapor.workspace import desk, rows


@require_safe
@never_cache
@desk.for_roles(desk.WITH_REPORTS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """What this officer follows, with what changed last."""
    reports = list(watching.followed(by))
    changes = [Action(report.change).label for report in reports]  # type: ignore[attr-defined]
    context = {"rows": list(zip(rows.of(reports, at=at), changes, strict=True)), "most": watching.MOST}
    return render(request, "workspace/watching/followed.html", context)


@require_POST
@desk.for_roles(desk.WITH_REPORTS)
def follow(request: HttpRequest, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Follow a report or, with `stop`, no longer. Nobody else sees it."""
    if "stop" in request.POST:
        watching.unfollow(number, by=by)
        messages.success(request, _("Anda tidak lagi mengikuti laporan ini."))
        return redirect("workspace:followed")
    try:
        with transaction.atomic(durable=True):
            watching.follow(number, by=by, at=at)
        messages.success(request, _("Anda mengikuti laporan ini. Perubahannya tampil di “Diikuti”."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("workspace:report", number)
