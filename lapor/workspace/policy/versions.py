"""The versions of a wording: who wrote which when, what is different now, and bringing one back."""

import difflib
import re
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.core.errors import NotFound, Refused
from lapor.core.queries import one
from lapor.notifications import editing
from lapor.notifications.models import Wording
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.form_page import FORM
from lapor.workspace.policy import lines, wordings

MOST = 50


@require_safe
@never_cache
@desk.for_roles(desk.NATIONAL)
def index(
    request: HttpRequest, occasion: str, audience: str, language: str, *, by: Actor, at: datetime
) -> HttpResponse:
    """All versions, the one that counts first."""
    rule, now = wordings.find(occasion, audience, language)
    known = _versions(occasion, audience, language).select_related("written_by").order_by("-version")[:MOST]
    context = {"rule": rule, "now": now, "versions": known, "language": lines.language_name(language)}
    return render(request, "workspace/policy/versions.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def show(
    request: HttpRequest, occasion: str, audience: str, language: str, version: int, *, by: Actor, at: datetime
) -> HttpResponse:
    """One version beside the one that counts; sent, it counts again."""
    rule, now = wordings.find(occasion, audience, language)
    old = one(_versions(occasion, audience, language).filter(version=version).select_related("written_by"))
    if old is None:
        raise NotFound(version)
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic(durable=True):
                made = editing.bring_back(old, seen=_number(request.POST.get("seen", "")), by=user_of(request), at=at)
        except Refused as refused:
            refusal, now = refused.sentence, editing.newest(occasion, audience, language) or now
        else:
            said = {"old": old.version, "new": made.version}
            messages.success(request, _("Versi %(old)d berlaku lagi, sebagai versi %(new)d.") % said)
            return redirect("workspace:policy_line", occasion, audience)
    fields = {"subject": _("Subjek surel"), "text": _("Isi surel"), "short": _("SMS dan pemberitahuan")}
    changes = [
        {"label": label, "text": marked(getattr(old, field), getattr(now, field))} for field, label in fields.items()
    ]
    context = {
        "rule": rule, "now": now, "old": old, "changes": changes, "refusal": refusal,
        "language": lines.language_name(language),
    }  # fmt: skip
    return render(request, "workspace/policy/version.html", context, status=422 if refusal else 200)


def marked(old: str, new: str) -> SafeString:
    """The old words with what was added since and what was taken out, word by word."""
    before, after = (re.findall(r"\s+|\S+", text) for text in (old, new))
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("span", "".join(before[a:b])))
            continue
        pieces += [(tag, text) for tag, text in (("del", "".join(before[a:b])), ("ins", "".join(after[c:d]))) if text]
    return format_html_join("", "<{}>{}</{}>", ((tag, text, tag) for tag, text in pieces))


def _versions(occasion: str, audience: str, language: str):
    return Wording.objects.filter(occasion=occasion, audience=audience, language=language)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
