"""Serving a report's files: to everybody what is public, to its reporter all of their own."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lapor.core.errors import NotFound
from lapor.core.files import file_response
from lapor.core.queries import one
from lapor.portal import actor
from lapor.reports import attachments
from lapor.reports.models import Attachment, Report

THUMBNAIL = "image/webp"


@require_safe
def file(request: HttpRequest, number: int, token: UUID) -> HttpResponse:
    """One file, or with `?kecil` its small picture. Raises NotFound for what this reader may not open."""
    report = one(Report.objects.select_related("parent", "key").filter(number=number))
    found = _visible(request, report, token) if report else None
    if report is None or found is None:
        raise NotFound(token)
    found.report = report
    small = "kecil" in request.GET and bool(found.thumbnail)
    return file_response(
        attachments.read(found, thumbnail=small),
        media_type=THUMBNAIL if small else found.media_type,
        filename=attachments.name(found, report),
        inline=True,
        range_header=request.headers.get("Range", ""),
    )


def _visible(request: HttpRequest, report: Report, token: UUID) -> Attachment | None:
    public = _of_token(attachments.visible_to(None, report), token)
    if public is not None:
        return public
    by = actor.of(request)
    own = Report.objects.visible_to(by).filter(pk=report.pk).exists()
    return _of_token(attachments.visible_to(by, report), token) if own else None


def _of_token(files: list[Attachment], token: UUID) -> Attachment | None:
    return next((file for file in files if file.token == token), None)
