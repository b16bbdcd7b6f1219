"""The list of routing rules in order, one rule as a form, and the dry run."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.agencies import routing, routing_rules
from lapor.agencies.models import RoutingRule
from lapor.core.errors import NotFound
from lapor.reports import rehearsal
from lapor.reports.actors import Actor
from lapor.reports.rehearsal import Outcome
from lapor.workspace import desk
from lapor.workspace.form_page import FORM, Asked, answer
from lapor.workspace.routing.forms import RuleForm

WAYS = {"naik": True, "turun": False}
WORDS = {
    Outcome.SAME: gettext_lazy("sama"),
    Outcome.DIFFERENT: gettext_lazy("berbeda"),
    Outcome.OPEN: gettext_lazy("belum diputuskan"),
}
NATION = 0  # its place in an address, where agencies have their id


@require_safe
@never_cache
@desk.for_roles(desk.ADMINS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All rules that this officer keeps, in the order in which they are asked."""
    rules = list(routing_rules.kept_by(by.seats, at))
    lists = [
        _list(agency, name, [rule for rule in rules if rule.agency_id == agency])
        for agency, name in routing_rules.scopes(by.seats).items()
    ]
    return render(request, "workspace/routing/index.html", {"lists": lists})


@dataclass(frozen=True)
class Row:
    """One rule in a list; `hidden_by` is the number of an earlier one that leaves nothing to it."""

    rule: RoutingRule
    number: int
    hidden_by: int | None = None
    counts: dict[Outcome, int] = field(default_factory=dict)

    @property
    def asks(self) -> str:
        return routing.as_rule(self.rule).conditions


def _list(agency: int | None, name: str, rules: list[RoutingRule]) -> dict:
    hidden = routing_rules.never_reached(rules)
    rows = [
        Row(rule, number, rules.index(hidden[rule.pk]) + 1 if rule.pk in hidden else None)
        for number, rule in enumerate(rules, start=1)
    ]
    return {"scope": agency or NATION, "name": name, "rows": rows}


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def add(request: HttpRequest, scope: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A new rule, behind the others."""
    agency_id, name = _scope(scope, by)
    form = RuleForm(request.POST if request.method == "POST" else None, agency_id=agency_id, at=at)
    asked = _asked(_("Tambah aturan"), name, agency_id)
    user = user_of(request)
    step = lambda said: routing_rules.add(agency_id, form.wanted(), by=user, at=at)  # noqa: E731
    return answer(request, form, asked, step, done=_("Aturan ditambahkan di urutan terakhir."))


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def change(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Other words for a rule; it keeps its place."""
    rule = _find(pk, by, at)
    form = RuleForm.of(rule, *([request.POST] if request.method == "POST" else []), at=at)
    asked = _asked(_("Ubah aturan"), rule.agency.name if rule.agency else _("Aturan nasional"), rule.agency_id)
    user = user_of(request)
    step = lambda said: routing_rules.change(rule, form.wanted(), by=user, at=at)  # noqa: E731
    return answer(request, form, asked, step, done=_("Aturan diubah. Berlaku untuk laporan yang masuk sesudah ini."))


def _asked(heading: str, name: str, agency_id: int | None) -> Asked:
    if agency_id:
        what = _("Tujuan ini disarankan kepada petugas yang meneruskan laporan di instansi Anda.")
    else:
        what = _("Laporan baru yang tidak menyebut instansi langsung masuk ke instansi ini.")
    both = _("Semua syarat yang diisi harus cocok. Aturan pertama yang cocok menentukan.")
    return Asked(heading=heading, send=_("Simpan aturan"), back=reverse("workspace:routing"), lead=(name, what, both))


@require_POST
@desk.for_roles(desk.ADMINS)
def move(request: HttpRequest, pk: int, way: str, *, by: Actor, at: datetime) -> HttpResponse:
    """One place up or down."""
    if way not in WAYS:
        raise NotFound(way)
    with transaction.atomic(durable=True):
        routing_rules.move(_find(pk, by, at), up=WAYS[way], at=at)
    return redirect("workspace:routing")


@require_POST
@desk.for_roles(desk.ADMINS)
def end(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """From now on it decides nothing; made again in seconds, so nobody is asked whether they are sure."""
    with transaction.atomic(durable=True):
        routing_rules.end(_find(pk, by, at), at=at)
    messages.success(request, _("Aturan diakhiri. Laporan yang sudah diteruskan tidak berubah."))
    return redirect("workspace:routing")


@require_safe
@never_cache
@desk.for_roles(desk.ADMINS)
def rehearse(request: HttpRequest, scope: int, *, by: Actor, at: datetime) -> HttpResponse:
    """What the rules would have decided last month, rule by rule, beside what officers did."""
    agency_id, name = _scope(scope, by)
    rules = [row for row in routing_rules.kept_by(by.seats, at) if row.agency_id == agency_id]
    asked = next((rule for rule in rules if str(rule.pk) == request.GET.get("aturan")), None)
    found = rehearsal.rehearse(agency_id, by=by, at=at, only=asked.pk if asked else None)
    rows = {rule.pk: Row(rule, number, counts=found.of_rule(rule.pk)) for number, rule in enumerate(rules, start=1)}
    shown = [
        {"tried": tried, "number": rows[tried.match.rule.pk].number, "word": WORDS[tried.outcome]}
        for tried in found.shown
    ]
    context = {
        "name": name, "scope": scope, "found": found, "rows": rows.values(), "shown": shown,
        "only": rows[asked.pk] if asked else None, "most": rehearsal.MOST_REPORTS, "most_shown": rehearsal.MOST_SHOWN,
    }  # fmt: skip
    return render(request, "workspace/routing/rehearsal.html", context)


def _scope(scope: int, by: Actor) -> tuple[int | None, str]:
    agency_id = scope or None
    kept = routing_rules.scopes(by.seats)
    if agency_id not in kept:
        raise NotFound(scope)
    return agency_id, kept[agency_id]


def _find(pk: int, by: Actor, at: datetime) -> RoutingRule:
    found = routing_rules.kept_by(by.seats, at).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found
