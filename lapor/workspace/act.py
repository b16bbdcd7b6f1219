"""Taking an action on a report: its page, and what is said when it can't be done."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.core.errors import NotFound, Refused, Stale
from lapor.core.http import command_of, seen_of
from lapor.reports import timeline
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.reports.querysets import AlreadyDone
from lapor.ui.forms import refuse
from lapor.workspace.actions import BY_SLUG, offered
from lapor.workspace.actions.response import Writing
from lapor.workspace.desk import WITH_REPORTS, for_roles
from lapor.workspace.forms import MOST_FOUND, StepForm, looks_for_units, unit_options
from lapor.workspace.inbox import Tab, came_from
from lapor.workspace.report import find, gather, to_act_on
from lapor.workspace.story import lines

FORBIDDEN = ("not_your_step", "own_report", "four_eyes", "same_officer", "anonymous")
OUT_OF_DATE = (
    "wrong_state",
    "stale",
    "divided",
    "bound",
    "arbitration",
    "not_disputed",
    "no_proposal",
    "no_clock",
    "nothing_to_change",
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_roles(WITH_REPORTS)
def act(request: HttpRequest, number: int, slug: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The page of one action; sending it takes the step."""
    form_class = BY_SLUG.get(slug)
    if form_class is None:
        raise NotFound(slug)
    if request.method == "POST":
        return _take(request, form_class, to_act_on(number, by=by), by, at)
    report = find(number, by=by)
    form = form_class(report=report, by=by, at=at)
    if isinstance(form, Writing):
        form.start_from(request.GET.get("templat", ""))
    return _page(request, form, seen=report.seq)


def _take(request: HttpRequest, form_class: type[StepForm], report: Report, by: Actor, at: datetime) -> HttpResponse:
    form = form_class(request.POST, request.FILES, report=report, by=by, at=at)
    seen = seen_of(request) or 0  # a form that doesn't say what it was made from counts as out of date
    if looks_for_units(form):
        return _page(request, form, seen=seen)
    if not form.is_valid():
        # What has changed matters more than what was mistyped.
        return _out_of_date(request, form, seen) if seen != report.seq else _page(request, form, seen=seen, status=422)
    try:
        with transaction.atomic(durable=True):
            form.take(by=by.acting(command=command_of(request), seen=seen), at=at)
    except AlreadyDone:
        pass
    except Stale:
        return _out_of_date(request, form, seen)
    except Refused as refused:
        refuse(form, refused)
        return _page(request, form, seen=seen, status=_status_of(refused))
    messages.success(request, form.done)
    return HttpResponseRedirect(_afterwards(report, by, came_from(request, by)), status=303)


def _out_of_date(request: HttpRequest, form: StepForm, seen: int) -> HttpResponse:
    """What the others did meanwhile, above the form with all that was typed, which can be sent from there."""
    return _page(request, form, seen=seen, changed_after=seen, status=409)


def _status_of(refused: Refused) -> int:
    if refused.code in FORBIDDEN:
        return 403
    return 409 if refused.code in OUT_OF_DATE else 422


def _afterwards(report: Report, by: Actor, inbox: Tab | None) -> str:
    """Back to the report, unless the step took it out of this officer's sight; from there on through the inbox."""
    if Report.objects.visible_to(by).filter(pk=report.pk).exists():
        return reverse("workspace:report", args=[report.number]) + (inbox.query if inbox else "")
    return reverse("workspace:tab", args=[inbox.slug]) if inbox else reverse("workspace:inbox")


def _page(
    request: HttpRequest, form: StepForm, *, seen: int, changed_after: int | None = None, status: int = 200
) -> HttpResponse:
    if request.method == "POST":
        form.report = find(form.report.number, by=form.by)
    report = form.report
    refusal = _refusal(form)
    if refusal and status == 200:
        status = _status_of(refusal)
    context = {
        "page": gather(report, by=form.by, at=form.at),
        "report": report,
        "form": form,
        "seen": seen if changed_after is None else report.seq,
        "refusal": refusal.sentence if refusal else "",
        "changes": [] if changed_after is None else _changes(report, form.by, changed_after),
        "is_stale": changed_after is not None,
        "command": request.POST.get("command", ""),
        "came_from": came_from(request, form.by),
    }
    return render(request, form.template_name_of_page, context, status=status)


def _changes(report: Report, by: Actor, after: int) -> list:
    return lines(report, timeline.entries(report, by=by, after=after))


def _refusal(form: StepForm) -> Refused | None:
    """Why this action can't be taken at all, whatever is filled in; None when it can."""
    try:
        form.report.may(form.action, by=form.by)
    except Refused as refused:
        return refused
    if form.fits(form.report, by=form.by):
        return None
    return Refused("wrong_state", _("Tindakan ini tidak bisa dilakukan pada laporan ini sekarang."))


@require_safe
@never_cache
@for_roles(WITH_REPORTS)
def units(request: HttpRequest, number: int, slug: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The units whose names resemble what is being typed, as options of a select; only what may be chosen."""
    report = find(number, by=by)
    targets = next((form.targets for form in offered(report, by=by) if form.slug == slug and form.targets), None)
    if targets is None:
        raise NotFound(slug)
    found = targets(report, by=by, at=at).search(request.GET.get("q", ""), at, limit=MOST_FOUND)
    return HttpResponse(unit_options(found))
