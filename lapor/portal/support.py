"""Saya juga: a citizen has the same trouble. A page of its own, so that the report itself stays the same for all."""

from contextlib import suppress
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts import access
from lapor.core.errors import NotFound, Refused
from lapor.core.http import command_of
from lapor.core.queries import one
from lapor.following import follows
from lapor.following.models import Kind, Way
from lapor.portal import actor
from lapor.reports import supporting
from lapor.reports.lifecycle import Action
from lapor.reports.models import Report
from lapor.reports.querysets import AlreadyDone


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.citizen_required
def support(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once, then count; somebody who has done it already is told so and sent back."""
    if request.method == "POST":
        return _supported(request, number)
    report = one(Report.objects.public().with_holder().filter(number=number))
    if report is None:
        raise NotFound(number)
    by = actor.of(request)
    context = {
        "report": report,
        "is_counted": supporting.has_supported(report, by=by),
        "may": Action.SUPPORT in report.offers(by=by),
        "command": uuid4(),
    }
    return render(request, "portal/public/support.html", context)


def _supported(request: HttpRequest, number: int) -> HttpResponse:
    by = actor.of(request).acting(command=command_of(request))
    at, language = timezone.now(), get_language() or "id"
    try:
        with transaction.atomic(durable=True):
            report = supporting.support(number, by=by, at=at)
            with suppress(Refused):  # who follows very much already still counts here
                follows.follow(Kind.REPORT, report, by=access.user_of(request), way=Way.EMAIL, language=language, at=at)
    except AlreadyDone:
        pass
    except Refused as refused:
        messages.info(request, refused.sentence)
    return redirect("portal:support", number)
