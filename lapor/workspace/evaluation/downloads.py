"""Results to take along, as XLSX or PDF."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from lapor.core import sheets
from lapor.core.errors import NotFound
from lapor.evaluation import documents, roles
from lapor.evaluation.models import Result
from lapor.reports.actors import Actor
from lapor.ui import pdf
from lapor.workspace import desk
from lapor.workspace.evaluation.agency import compared_with, find_result
from lapor.workspace.evaluation.overview import find


@require_safe
@desk.for_roles(roles.READERS)
def ranking(request: HttpRequest, pk: int, form: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The whole ranking, as far as this officer may read it."""
    evaluation = find(pk)
    found = Result.objects.filter(evaluation=evaluation).visible_to(by).select_related("agency")
    results = list(found.order_by("pk"))
    name = f"evaluasi-{evaluation.half.slug}"
    match form:
        case "xlsx":
            return sheets.answer(documents.ranking_book(evaluation, results), f"{name}.xlsx")
        case "pdf":
            return pdf.answer(documents.ranking_pdf(evaluation, results), f"{name}.pdf")
    raise NotFound(form)


@require_safe
@desk.for_roles(roles.READERS)
def agency(request: HttpRequest, pk: int, agency: int, form: str, *, by: Actor, at: datetime) -> HttpResponse:
    """One agency's half-year."""
    result = find_result(pk, agency, by)
    name = f"evaluasi-{result.evaluation.half.slug}-{slugify(result.agency.name)[:60]}"
    match form:
        case "xlsx":
            return sheets.answer(documents.agency_book(result, compared_with(result)), f"{name}.xlsx")
        case "pdf":
            return pdf.answer(documents.agency_pdf(result, compared_with(result)), f"{name}.pdf")
    raise NotFound(form)
