"""Is it really fixed? The question four weeks after a closing: one page, three buttons, and none of the report's words.

The link in the notice opens it without a PIN, and nothing else with it.
"""

from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.core.errors import NotFound, Refused
from lapor.core.http import command_of
from lapor.core.queries import one
from lapor.portal import actor
from lapor.portal.reporter_forms import words_field
from lapor.reports import actors, fixing
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.reports.querysets import AlreadyDone
from lapor.ui.forms import refuse

# What each button says: is it fixed, and should the report be opened again?
ANSWERS = {"ya": (True, False), "buka": (False, True), "belum": (False, False)}
OVER = {"too_late", "twice", "not_asked", "wrong_state"}


class FixedForm(forms.Form):
    text = words_field(
        gettext_lazy("Keterangan"),
        gettext_lazy("Boleh dikosongkan. Hanya petugas yang menangani yang membacanya."),
        required=False,
        rows=3,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fixed(request: HttpRequest, number: int, key: str = "") -> HttpResponse:
    """Asked of whoever has the link, or has the report open in this browser."""
    report, by = _asked(request, number, key)
    if request.method == "POST":
        return _tell(request, report, by)
    if fixing.awaits_answer(report, at=timezone.now()):
        return _ask(request, report, FixedForm())
    return _told(request, report)


def _asked(request: HttpRequest, number: int, key: str) -> tuple[Report, Actor]:
    """Raises NotFound, whatever doesn't fit."""
    if key:
        return fixing.asked_with(number, key), actors.pin_holder(number)  # for this one step; no session remembers it
    by = actor.of(request)
    report = one(Report.objects.visible_to(by).wholes().with_holder().filter(number=number))
    if report is None:
        raise NotFound(number)
    return report, by


def _tell(request: HttpRequest, report: Report, by: Actor) -> HttpResponse:
    form = FixedForm(request.POST)
    said = ANSWERS.get(request.POST.get("jawab", ""))
    if said is None:
        form.add_error(None, gettext("Pilih salah satu jawaban."))
    if said is None or not form.is_valid():
        return _ask(request, report, form, status=422)
    is_fixed, reopen = said
    acting, at = by.acting(command=command_of(request)), timezone.now()
    try:
        with transaction.atomic(durable=True):
            fixing.tell(report.number, fixed=is_fixed, text=form.cleaned_data["text"], reopen=reopen, by=acting, at=at)
    except AlreadyDone:
        pass
    except Refused as refused:
        if refused.code not in OVER:
            refuse(form, refused)
            return _ask(request, report, form, status=422)
    report.refresh_from_db()
    return _told(request, report)


def _ask(request: HttpRequest, report: Report, form: FixedForm, *, status: int = 200) -> HttpResponse:
    context = {"number": report.number, "form": form, "command": command_of(request) or uuid4()}
    return render(request, "portal/fixed/ask.html", context, status=status)


def _told(request: HttpRequest, report: Report) -> HttpResponse:
    context = {
        "number": report.number,
        "is_fixed": report.is_fixed,
        "is_open_again": report.is_fixed is False and report.is_open,
        "is_over": report.is_fixed is None,
    }
    return render(request, "portal/fixed/told.html", context)
