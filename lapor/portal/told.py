"""What a reporter was told of one report: by which way, when, and whether it arrived."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.channels import recipients
from lapor.core.errors import NotFound
from lapor.core.queries import one
from lapor.notifications import log
from lapor.portal import actor
from lapor.reports import parts
from lapor.reports.models import Report


@never_cache
@require_safe
def told(request: HttpRequest, number: int) -> HttpResponse:
    """For the reporter alone. Raises NotFound."""
    sent = Report.objects.sent_by(actor.of(request)).select_related("agency")
    report = one(sent.filter(number=number))
    if report is None:
        raise NotFound(number)
    # What was sent before the report belonged to an account is the reporter's as well.
    told_as = {recipients.holder_of(number), recipients.reporter_of(report)}
    tellings = log.of(report, *parts.of(report), recipients=told_as)
    return render(request, "portal/own/told.html", {"report": report, "tellings": tellings})
