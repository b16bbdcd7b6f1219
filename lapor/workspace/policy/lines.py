"""The policy as a table, and one line of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.core.errors import NotFound, Refused
from lapor.core.queries import one
from lapor.notifications import editing, reference
from lapor.notifications.models import Rule, RuleChange, Wording
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import desk
from lapor.workspace.form_page import FORM, posted
from lapor.workspace.policy.forms import WAYS, LineForm

MOST = 50  # changes of one line


@require_safe
@never_cache
@desk.for_roles(desk.NATIONAL)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Every line: what happens, who is told of it, by which ways."""
    rules = {(rule.occasion, rule.audience): rule for rule in Rule.objects.all()}
    in_order = [rules[key] for key in reference.lines() if key in rules]
    groups = [
        {"audience": audience, "rows": [_as_told(rule) for rule in in_order if rule.audience == audience]}
        for audience in Audience
    ]
    return render(request, "workspace/policy/index.html", {"groups": groups})


def _as_told(rule: Rule | RuleChange) -> dict[str, Any]:
    """The bell rings always, so it is said only where nothing else is heard."""
    return {"rule": rule, "ways": [words for way, words in WAYS.items() if way in rule.ways] or [_("Lonceng saja")]}


def _changes(rule: Rule) -> list[dict[str, Any]]:
    """Who made what of this line, and at the foot how it was shipped; nothing where nobody changed it."""
    made: list[Rule | RuleChange] = list(editing.changes(rule)[:MOST])
    shipped = reference.lines()[Occasion(rule.occasion), Audience(rule.audience)]
    return [_as_told(each) for each in (*made, Rule(ways=shipped.ways, in_digest=shipped.in_digest))] if made else []


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def line(request: HttpRequest, occasion: str, audience: str, *, by: Actor, at: datetime) -> HttpResponse:
    """One line: its ways, and what it says in each language."""
    rule = find(occasion, audience)
    form = LineForm(posted(request), rule=rule)
    if form.is_valid():
        try:
            with transaction.atomic(durable=True):
                editing.switch(rule, **{"in_digest": False} | form.cleaned_data, by=user_of(request), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Aturan tersimpan. Berlaku dalam beberapa detik."))
            return redirect("workspace:policy")
    said = Wording.objects.newest().filter(occasion=occasion, audience=audience).select_related("written_by")
    in_order = sorted(said, key=lambda wording: reference.LANGUAGES.index(wording.language))
    wordings = [{"wording": each, "language": language_name(each.language)} for each in in_order]
    context = {"form": form, "rule": rule, "wordings": wordings, "changes": _changes(rule)}
    return render(request, "workspace/policy/line.html", context, status=422 if form.is_bound else 200)


def find(occasion: str, audience: str) -> Rule:
    """Raises NotFound for a line that isn't shipped: what can be told stands in the program."""
    rule = one(Rule.objects.filter(occasion=occasion, audience=audience))
    if rule is None or occasion not in Occasion or audience not in Audience:
        raise NotFound(occasion)
    if (Occasion(occasion), Audience(audience)) not in reference.lines():
        raise NotFound(occasion)
    return rule


def language_name(code: str) -> str:
    return get_language_info(code)["name_translated"]
