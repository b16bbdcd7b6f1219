"""What reporters see and do: the list of their reports, the page of one of them, and everything they answer there."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.core.errors import NotFound, Refused, Stale
from lapor.core.http import command_of, read_id, seen_of
from lapor.core.queries import one
from lapor.portal import actor, errands, ombudsman, story
from lapor.portal.errands import Errand
from lapor.reports import appeal, face, fixing, promise, timeline, titles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Relation
from lapor.reports.models import Report
from lapor.reports.parts import of as parts_of
from lapor.reports.querysets import AlreadyDone, Page
from lapor.ui.forms import refuse

SIZE = 20
ASKING = (Action.HOLD, Action.ANSWER)  # what the reporter is to answer now: shown above the form
CONFLICTS = {"stale", "wrong_state", "taken", "too_late"}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The reports of this citizen and those whose PIN this browser has shown, newest first."""
    by, at = actor.of(request), timezone.now()
    before, after = _id(request, "sebelum"), _id(request, "sesudah")
    sent = Report.objects.sent_by(by).with_holder().with_words().select_related("region")
    page = sent.page(before=before, after=after, size=SIZE) if by.tag or by.numbers else Page([])
    context = {
        "cards": _cards(page.reports, at=at),
        "newer": f"?sesudah={page.newer}" if page.newer is not None else "",
        "older": f"?sebelum={page.older}" if page.older is not None else "",
    }
    return render(request, "portal/own/list.html", context)


def _cards(reports: list[Report], *, at: datetime) -> list[dict]:
    promises = promise.for_many(reports, at=at)
    return [
        {
            "report": report,
            "title": titles.of(report),
            "face": face.of(report, promises[report.pk], yours=True),
        }
        for report in reports
    ]


@never_cache
@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """The reporter's view: the own words, what is asked of them now, and everything that happened."""
    try:
        own, by = _own(request, number)
    except NotFound:
        return _tracked(number)
    at = timezone.now()
    offered = errands.offered(own, by=by, at=at)
    now = errands.asked_now(own, offered)
    context = _about(own, by=by, at=at)
    context |= _asking(request, own, now, now.form() if now else None)
    context |= {
        "now": now,
        "asked_by": _asked_by(own, context) if own.state in errands.ASKED_NOW else [],
        "offered": [errand for errand in offered if errand != now],
        "ombudsman": ombudsman.notice(own, by=by, at=at),
        "asks_fixed": own.relation != Relation.PART and fixing.awaits_answer(own, at=at),
    }
    return render(request, "portal/own/report.html", context)


def _tracked(number: int) -> HttpResponse:
    """To where the PIN is asked, whether there is such a report or not."""
    return redirect(f"{reverse('portal:track')}?nomor={number}")


def _asked_by(own: Report, context: dict[str, Any]) -> list[story.Line]:
    return list(filter(None, (_asked(each, context["story"]) for each in _waiting(own, context["parts"]))))


def _waiting(own: Report, parts: list[dict[str, Any]]) -> list[Report]:
    """What the answer is asked about: the report, or the parts of it that stand where it stands."""
    return [part["report"] for part in parts if part["report"].state == own.state] or [own]


def _asked(report: Report, told: list[story.Line]) -> story.Line | None:
    return next((line for line in reversed(told) if line.report == report.pk and line.action in ASKING), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """One thing a reporter does: asked on a page of its own, done with a click that counts once."""
    try:
        own, by = _own(request, number)
    except NotFound:
        if request.method == "POST":
            raise
        return _tracked(number)  # a notice leads here, also on a phone that doesn't know the reporter
    wanted = errands.BY_SLUG.get(slug)
    if wanted is None:
        raise NotFound(slug)
    if errands.needs_account(wanted, by=by):
        return redirect_to_login(request.path)
    if request.method == "POST":
        return _do(request, own, wanted, by=by, at=timezone.now())
    if wanted not in errands.offered(own, by=by, at=timezone.now()):
        return redirect("portal:own", number)  # done meanwhile, or no longer possible: the report says which
    return _ask(request, own, wanted, wanted.form(initial=wanted.first(own, by)), by=by)


def _do(request: HttpRequest, own: Report, wanted: Errand, *, by: Actor, at: datetime) -> HttpResponse:
    form = wanted.form(request.POST, request.FILES)
    if not form.is_valid() or "find" in request.POST:  # the button beside a name looks it up and sends nothing
        return _ask(request, own, wanted, form, by=by, status=422)
    acting = by.acting(command=command_of(request), seen=seen_of(request))
    try:
        with transaction.atomic(durable=True):
            wanted.take(own.number, form.cleaned_data, by=acting, at=at)
    except AlreadyDone:
        pass
    except Refused as refused:
        return _refused(request, own, wanted, form, refused, by=by)
    messages.success(request, str(wanted.done))
    if wanted.then:
        return redirect("portal:errand", own.number, wanted.then)
    whole = own.parent if own.parent and own.relation == Relation.PART else own
    return redirect("portal:own", whole.number)


def _refused(
    request: HttpRequest, own: Report, wanted: Errand, form: forms.Form, refused: Refused, *, by: Actor
) -> HttpResponse:
    """The same page with what was typed, the sentence in its place and, where the report moved on, what happened."""
    refuse(form, refused)
    own = _own(request, own.number)[0]
    news = story.of(own, by=by, after=refused.seq) if isinstance(refused, Stale) else []
    return _ask(request, own, wanted, form, by=by, status=409 if refused.code in CONFLICTS else 422, news=news)


def _ask(
    request: HttpRequest, own: Report, wanted: Errand, form: forms.Form, *, by: Actor, status: int = 200, **more: Any
) -> HttpResponse:
    context = more | _asking(request, own, wanted, form)
    context |= {"report": own, "errand": wanted, "title": titles.of(own)}
    return render(request, "portal/own/errand.html", context, status=status)


def _asking(request: HttpRequest, own: Report, wanted: Errand | None, form: forms.Form | None) -> dict[str, Any]:
    """What own/errand_form.html needs."""
    return {
        "form": form,
        "above": _above(own, wanted),
        "is_last_level": appeal.is_last_level(own),
        "has_tiles": bool(settings.MAP_TILES_URL),
        "command": command_of(request) or uuid4(),
    }


def _own(request: HttpRequest, number: int) -> tuple[Report, Actor]:
    """The report and who acts on it. Raises NotFound, also for somebody else's."""
    by = actor.of(request)
    wanted = Report.objects.visible_to(by).with_holder().with_words().select_related("region", "category")
    found = one(wanted.filter(number=number))
    if found is None:
        raise NotFound(number)
    return found, by


def _about(own: Report, *, by: Actor, at: datetime) -> dict[str, Any]:
    parts = list(parts_of(own).with_holder().select_related("key").defer("search")) if own.is_divided else []
    promises = promise.for_page([own, *parts], at=at)
    told = story.of(own, *parts, by=by)
    return {
        "report": own,
        "title": titles.of(own),
        "original": timeline.original(own, by=by),
        "face": face.of(own, promises[own.pk], yours=True),
        "story": story.of_whole(own, told),
        "parts": [_part(part, promises[part.pk], told, by=by, at=at) for part in parts],
        "parent": own.parent,
        "is_part": own.relation == Relation.PART,
    }


def _part(
    part: Report, promised: promise.Promise, told: list[story.Line], *, by: Actor, at: datetime
) -> dict[str, Any]:
    """One part of a divided report with what the reporter can do about it."""
    return {
        "report": part,
        "face": face.of(part, promised, yours=True),
        "asked": story.asked_of(part, told),
        "last": _asked(part, told),
        "errands": errands.of_part(part, by=by, at=at),
    }


def _above(own: Report, wanted: Errand | None) -> str:
    """Who looks at it when the reporter isn't content: said before they say so."""
    if wanted is None or wanted.action not in (Action.ACCEPT, Action.CONTEST):
        return ""
    return _("tingkat di atas unit masing-masing") if own.is_divided else appeal.next_level_up(own).name


def _id(request: HttpRequest, name: str) -> int | None:
    return read_id(request.GET.get(name, ""))
