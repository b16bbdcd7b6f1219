"""Hand-over from unit to unit when an agency reorganises: every open report goes along, then the old unit ends."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts.access import user_of
from lapor.agencies.models import Unit
from lapor.core.errors import NotFound, Refused
from lapor.reports import handover
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import bulk, desk, form_page
from lapor.workspace.form_page import FORM
from lapor.workspace.units import tree

AT_ONCE = 200  # reports of one click: some seconds; a click more for each 200 that are left


class SuccessorForm(forms.Form):
    to = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit penerus"), empty_label=_("Pilih unit"))
    ends = forms.BooleanField(
        label=_("Akhiri unit lama"),
        required=False,
        help_text=_("Bila semua laporannya sudah diserahkan dan tidak ada lagi petugas atau unit di bawahnya."),
    )

    fields: dict[str, Any]

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = targets


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def succeed(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask to whom; then hand over, one transaction for each report, and say what is left. Sent twice it goes on."""
    unit = tree.find(pk, by)
    if unit.parent_id is None:
        raise NotFound(pk)
    targets = Unit.objects.current(at).under(unit.root).exclude(pk=unit.pk).order_by("path")
    form = SuccessorForm(form_page.posted(request), targets=targets)
    context: dict[str, Any] = {"unit": unit, "form": form, "at_once": AT_ONCE}
    if form.is_valid():
        to = form.cleaned_data["to"]
        outcomes = _pass_on(unit, to, by=by, at=at)
        context |= {"to": to, "passed_on": sum(each.kind == "done" for each in outcomes)}
        context["kept"] = [each for each in outcomes if each.kind != "done"]
        if form.cleaned_data["ends"] and unit.is_current(at) and not handover.held(unit).exists():
            context["has_ended"] = _end(unit, form, request, at=at)
    context["left"] = handover.held(unit).count()
    return render(request, "workspace/units/succeed.html", context, status=422 if form.errors else 200)


def _pass_on(unit: Unit, to: Unit, *, by: Actor, at: datetime) -> list[bulk.Outcome]:
    numbers = handover.held(unit).order_by("pk").values_list("number", flat=True)[:AT_ONCE]

    def step(number: int, of_this: Actor) -> None:
        handover.succeed(number, of=unit, to=to, by=of_this, at=at)

    command = uuid4()
    return [bulk.outcome(number, step, command, by=by) for number in list(numbers)]


def _end(unit: Unit, form: SuccessorForm, request: HttpRequest, *, at: datetime) -> bool:
    try:
        with transaction.atomic(durable=True):
            handover.end_unit(unit, by=user_of(request), at=at)
    except Refused as refused:
        refuse(form, refused)
        return False
    return True
