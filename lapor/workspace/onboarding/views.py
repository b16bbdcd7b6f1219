"""Upload, look at what would change, confirm: nothing is written before the last, and then everything at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts import links, one_time
from lapor.accounts.access import user_of
from lapor.agencies import onboarding
from lapor.agencies.models import Unit
from lapor.agencies.onboarding import checking, writing
from lapor.agencies.onboarding import template as filled
from lapor.agencies.onboarding.plan import Change, Line, Plan
from lapor.agencies.onboarding.tables import KINDS, Tables, read
from lapor.core import sheets
from lapor.core.errors import NotFound, Refused
from lapor.core.http import read_id
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import FORM

KEPT_FOR = timedelta(hours=1)  # how long a preview waits for its confirmation
MOST_SHOWN = 200  # rows of each list on the page; the counts are of all


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        help_text=gettext_lazy("Paling besar 10 MB, paling banyak 2.000 baris tiap lembar. Rumus tidak diterima."),
        widget=forms.FileInput({"accept": ".xlsx,.csv", "data-max-bytes": sheets.MOST_BYTES}),
        error_messages={"required": gettext_lazy("Pilih berkasnya."), "empty": gettext_lazy("Berkas ini kosong.")},
    )


@dataclass
class Table:
    """What a plan does to one table, cut to what a page can show."""

    title: str
    new: int
    changed: int
    same: int
    lines: list[Line] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        return self.new + self.changed - len(self.lines)


@require_safe
@never_cache
@desk.for_roles(desk.ADMINS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """To the page of one's own agency; who leads several looks for one first."""
    own = [seat.agency_id for seat in by.seats if seat.unit_id == seat.agency_id]
    if desk.holds(by, desk.NATIONAL) or not own:
        return redirect("workspace:unit_tree")
    return redirect("workspace:import_units", own[0])


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def upload(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Choose a file; sending it shows what it would change, and writes nothing."""
    agency = _find(pk, by, at)
    form = UploadForm(form_page.posted(request), request.FILES or None)
    if form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            tables = read(chosen.read(sheets.MOST_BYTES + 1), filename=chosen.name)
        except Refused as refused:
            refuse(form, refused)
        else:
            return _preview(request, agency, tables, checking.check(agency, tables, at=at), at=at)
    return _form(request, agency, form, status=422 if form.is_bound else 200)


@require_safe
@never_cache
@desk.for_roles(desk.ADMINS)
def template(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The file to fill in, with what the agency has today."""
    agency = _find(pk, by, at)
    return sheets.answer(filled.workbook(agency, at=at), f"unit-{agency.code.replace('/', '-')}.xlsx")


@require_POST
@never_cache
@desk.for_roles(desk.ADMINS)
def confirm(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Write what the preview showed. What has changed since is shown again instead."""
    agency, user = _find(pk, by, at), user_of(request)
    kept = read_id(request.POST.get("kept", "")) or 0
    said = one_time.look(kept, purpose=_purpose(request, agency), at=at)
    if said is None:
        sentence = _("Pratinjau ini sudah disimpan atau lebih dari satu jam. Unggah berkasnya lagi.")
        return _form(request, agency, UploadForm(), status=409, refusal=sentence)
    tables = Tables.load(said)
    try:
        with transaction.atomic(durable=True):
            done = writing.carry_out(agency, tables, digest=request.POST.get("digest", ""), by=user, at=at)
            one_time.hand_over(kept)
    except Refused as refused:
        plan = checking.check(agency, tables, at=at)
        return _preview(request, agency, tables, plan, at=at, refusal=refused.sentence)
    invited = [
        {"person": person, "link": request.build_absolute_uri(reverse("sign_in_link", args=[token]))}
        for person, token in done.invited
    ]
    context = {"agency": agency, "tables": _tables(done.plan), "invited": invited, "until": at + links.LIVES_FOR}
    return render(request, "workspace/onboarding/done.html", context)


def _preview(
    request: HttpRequest, agency: Unit, tables: Tables, plan: Plan, *, at: datetime, refusal: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "agency": agency, "plan": plan, "tables": _tables(plan), "refusal": refusal,
        "troubles": plan.troubles[:MOST_SHOWN], "hidden": len(plan.troubles[MOST_SHOWN:]), "form": UploadForm(),
    }  # fmt: skip
    if not plan.troubles and not plan.is_idle:
        purpose = _purpose(request, agency)
        context["kept"] = one_time.keep(tables.dump(), purpose=purpose, at=at, lives_for=KEPT_FOR)
    status = 409 if refusal else 422 if plan.troubles else 200
    return render(request, "workspace/onboarding/preview.html", context, status=status)


def _tables(plan: Plan) -> list[Table]:
    """Only the tables that the file has; rows that change nothing are counted, not listed."""
    found = []
    for kind in KINDS:
        counts = plan.counts[kind.title]
        lines = [line for line in plan.lines if line.table == kind.title and line.change != Change.SAME]
        if counts:
            numbers = (counts[Change.NEW], counts[Change.CHANGED], counts[Change.SAME])
            found.append(Table(kind.title, *numbers, sorted(lines, key=lambda line: line.row)[:MOST_SHOWN]))
    return found


def _form(request: HttpRequest, agency: Unit, form: UploadForm, *, status: int, refusal: str = "") -> HttpResponse:
    context = {"agency": agency, "form": form, "refusal": refusal}
    return render(request, "workspace/onboarding/upload.html", context, status=status)


def _purpose(request: HttpRequest, agency: Unit) -> str:
    """Whoever uploaded it confirms it, for this agency."""
    return f"onboarding {user_of(request).pk} {agency.pk}"


def _find(pk: int, by: Actor, at: datetime) -> Unit:
    found = Unit.objects.current(at).agencies().select_related("region").filter(pk=pk).first()
    if found is None or not onboarding.may(by.seats, found):
        raise NotFound(pk)
    return found
