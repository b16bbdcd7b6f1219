"""What one line says in one language: written, looked at, tried on oneself, kept as a new version."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor import channels
from lapor.accounts.access import user_of
from lapor.accounts.models import User
from lapor.channels import outbox, recipients
from lapor.channels.outbox import Way
from lapor.core.errors import NotFound, Refused
from lapor.notifications import editing, placeholders, preview, reference
from lapor.notifications.models import Rule, Wording, Words
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import desk
from lapor.workspace.form_page import FORM, posted
from lapor.workspace.policy import lines
from lapor.workspace.policy.forms import WordingForm


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def edit(request: HttpRequest, occasion: str, audience: str, language: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The words as they are, or as they were just typed, beside how they will arrive."""
    rule, now = find(occasion, audience, language)
    key = Occasion(occasion), Audience(audience), language
    form = WordingForm(posted(request), occasion=key[0], audience=key[1], language=language, now=now)
    tried = ""
    if form.is_valid() and "preview" not in request.POST:
        if "test" in request.POST:
            tried = _try(form.words(), user_of(request), language=language, at=at)
        else:
            try:
                with transaction.atomic(durable=True):
                    made = editing.rewrite(
                        *key, form.words(), seen=form.cleaned_data["seen"] or 0, by=user_of(request), at=at
                    )
            except Refused as refused:
                refuse(form, refused)
                now = editing.newest(*key) or now
            else:
                messages.success(request, _("Tersimpan sebagai versi %d. Berlaku dalam beberapa detik.") % made.version)
                return redirect("workspace:policy_line", occasion, audience)
    words = form.words() if form.is_bound else now.words
    context = {"form": form, "rule": rule, "tried": tried, "look": _look(words, language)}
    return render(request, "workspace/policy/wording.html", context | around(key, now, form), status=_status(form))


def find(occasion: str, audience: str, language: str) -> tuple[Rule, Wording]:
    """The line and what it says now. Raises NotFound."""
    rule = lines.find(occasion, audience)
    now = editing.newest(occasion, audience, language) if language in reference.LANGUAGES else None
    if now is None:
        raise NotFound(language)
    return rule, now


def around(key: tuple[Occasion, Audience, str], now: Wording, form: WordingForm) -> dict[str, Any]:
    """What stands beside the form: the placeholders, and the version that counts where somebody else has written it."""
    is_stale = form.has_error("__all__", "stale")
    if is_stale:
        form.look_at(now)
    return {
        "now": now,
        "is_stale": is_stale,
        "language": lines.language_name(key[2]),
        "placeholders": placeholders.fitting(*key[:2]).items(),
        "in_short": placeholders.fitting(*key[:2], is_short=True),
    }


def _status(form: WordingForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _look(words: Words, language: str) -> preview.Preview | None:
    """None where what was typed can't be filled in; why not stands beside the field."""
    try:
        return preview.of(words, language=language)
    except (KeyError, ValueError):
        return None


def _try(words: Words, user: User, *, language: str, at: datetime) -> str:
    """Send it to the writer's own address, by the outbox that carries every notice; says where to."""
    with translation.override(language):
        content = preview.as_test(preview.example(words))
    with transaction.atomic(durable=True):
        recipients.remember(user)
        ways = [Way("email", user.login), *_phones(user)]
        for way in ways:
            outbox.tell(
                [way], content, recipient=recipients.tag_of(user), event_id=None, language=language, at=at
            )  # fmt: skip
    outbox.wake({way.channel for way in ways})
    return ", ".join(way.to for way in ways)


def _phones(user: User) -> list[Way]:
    if not channels.CHANNELS["sms"].available():
        return []
    return [Way("sms", contact.value) for contact in user.contacts.filter(kind="phone")]
