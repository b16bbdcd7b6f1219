"""The template of the centre: the items that every agency may begin its plan with."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.core.errors import NotFound
from lapor.plans import template
from lapor.plans.models import Part, TemplateRow
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.plans.forms import TemplateRowForm, sent

FORM = ["GET", "HEAD", "POST"]


@require_safe
@never_cache
@desk.for_roles(desk.NATIONAL)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All rows, part by part."""
    rows = list(TemplateRow.objects.all())
    parts = [(part, [row for row in rows if row.part == part]) for part in Part]
    return render(request, "workspace/plans/template.html", {"parts": parts, "is_empty": not rows})


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def edit(request: HttpRequest, pk: int | None = None, *, by: Actor, at: datetime) -> HttpResponse:
    """Add a row or change one."""
    known = _find(pk) if pk else TemplateRow()
    form = TemplateRowForm(request.POST if request.method == "POST" else None, instance=known)
    status = sent(form, lambda _said: template.keep(form.save(commit=False), seats=by.seats), version=int)
    if status is None:
        messages.success(request, _("Contoh “%s” tersimpan.") % known.title)
        return redirect("workspace:plan_template")
    return render(request, "workspace/plans/template_form.html", {"form": form, "is_new": pk is None}, status=status)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def remove(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then remove."""
    known = _find(pk)
    if request.method != "POST":
        return render(request, "workspace/plans/template_remove.html", {"row": known})
    template.remove(known, seats=by.seats)
    messages.success(request, _("Contoh “%s” dihapus.") % known.title)
    return redirect("workspace:plan_template")


def _find(pk: int) -> TemplateRow:
    found = TemplateRow.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found
