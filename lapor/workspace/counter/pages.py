"""The page of the service desk: enter, stand before the receipt, and type on in the next empty form."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor import channels
from lapor.core.errors import Refused
from lapor.core.http import command_of
from lapor.reports import counter as rules
from lapor.reports import emergencies, intake
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.supervision import outreach
from lapor.ui.forms import refuse
from lapor.ui.pdf import pdf
from lapor.workspace import desk
from lapor.workspace.counter import keeping
from lapor.workspace.counter.forms import EntryForm, like
from lapor.workspace.form_page import FORM
from lapor.workspace.supervision import paging

ROLES = frozenset(rules.ENTERERS)


@sensitive_post_parameters()
@require_http_methods(FORM)
@desk.for_roles(ROLES)
def counter(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The empty form; sent, it leads to the receipt, and to the same receipt however often the same entry is sent."""
    if request.method != "POST":
        return _page(request, None, by=by, at=at)
    by = by.acting(command=command_of(request) or uuid4())
    looked_up = request.POST.get("find", "")
    form = EntryForm(request.POST, request.FILES, seat=rules.seat_of(by), at=at, looked_up=looked_up)
    ready = form.is_valid()
    if looked_up:
        form.only_about(looked_up)
    asked = _asked_back(form, by=by) if ready and not form.cleaned_data["still"] else {}
    if not ready or looked_up or asked:
        return _page(request, form, by=by, at=at, status=422, **asked)
    try:
        with transaction.atomic(durable=True):
            report = rules.enter(form.submission(), by=by, at=at)
    except Refused as refused:
        refuse(form, refused)
        return _page(request, form, by=by, at=at, status=422)
    return _answer(request, report)


@require_safe
@desk.for_roles(ROLES)
def taken(request: HttpRequest, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The receipt, and below it the next form, which begins with how this one came and, on wish (`?sama`), where."""
    receipt = _receipt(number, by=by, at=at)
    report = receipt["report"]
    first = {"came_by": rules.how_it_came(report)} | (like(report) if "sama" in request.GET else {})
    form = EntryForm(seat=rules.seat_of(by), at=at, first=first)
    return _page(request, form, by=by, at=at, **receipt)


@require_safe
@desk.for_roles(ROLES)
def slip(request: HttpRequest, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The receipt on paper (A5), with the PIN while it is still known; shown, not saved: others use this computer."""
    context = _receipt(number, by=by, at=at)
    link = settings.SITE_URL + reverse("portal:track")
    context["link"] = link
    context["sms"] = settings.SMS_SENDER if channels.CHANNELS["sms"].available() and context["pin"] else ""
    context["qr"] = mark_safe(outreach.qr(f"{link}?nomor={number}"))  # noqa: S308  # drawn here, of an address made here
    headers = {"Content-Disposition": f'inline; filename="tanda-terima-{number}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf("workspace/counter/slip.html", context), content_type="application/pdf", headers=headers)


@require_POST
@desk.for_roles(ROLES)
def handed_over(request: HttpRequest, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The person has number and PIN: don't show the PIN again."""
    with transaction.atomic(durable=True):
        rules.hand_over(number, by=by)
    messages.success(request, _("Baik. PIN tidak tampil lagi."))
    return redirect("workspace:counter")


@require_safe
@desk.for_roles(ROLES)
def offline(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The form as it lies in the browser for when there is no network: no citizen's word in it, and no key."""
    seat = rules.seat_of(by)
    context = {"form": EntryForm(seat=seat, at=at), "seat": seat, "kept": keeping.for_officer(by).locked()}
    return render(request, "workspace/counter/offline.html", context)


@require_safe
@desk.for_roles(ROLES)
def service_worker(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The script that shows the page above; below the desk's address, because it works for the desk alone."""
    return render(request, "workspace/counter/sw.js", content_type="text/javascript; charset=utf-8")


def _asked_back(form: EntryForm, *, by: Actor) -> dict[str, Any]:
    """What the officer should look at before it is sent: an emergency, or the same matter of the same person."""
    said = form.submission()
    alike = rules.similar(said, by=by)
    urgent = emergencies.sounds_urgent(said.title, said.body)
    return {"similar": _lines(alike), "urgent": urgent} if alike or urgent else {}


def _answer(request: HttpRequest, report: Report) -> HttpResponse:
    """The receipt's page; for what waited in the browser its address, as data."""
    where = reverse("workspace:counter_taken", args=[report.number])
    if request.headers.get("accept") == "application/json":
        return JsonResponse({"number": report.number, "receipt": where}, status=201)
    response = redirect(where)
    response.status_code = 303  # "fetch that page": no browser sends the form there again
    return response


def _receipt(number: int, *, by: Actor, at: datetime) -> dict[str, Any]:
    report = rules.receipt(number, by=by)
    pin = intake.receipt_pin(report, at=at) or ""
    grouped = " ".join(pin[start : start + 4] for start in range(0, len(pin), 4))
    return {"report": report, "pin": grouped, "zone": report.received_by.tz}


def _lines(reports: list[Report]) -> list[dict[str, Any]]:
    return [{"report": report, "title": rules.title_for_desk(report)} for report in reports]


def _page(
    request: HttpRequest, form: EntryForm | None, *, by: Actor, at: datetime, status: int = 200, **context: Any
) -> HttpResponse:
    seat = rules.seat_of(by)
    rows = paging.page(rules.entered_on_day(seat, at=at).with_words(), request, by="submitted_at")
    context |= {
        "form": form or EntryForm(seat=seat, at=at),
        "command": by.command or uuid4(),
        "seat": seat,
        "rows": rows,
        "entries": _lines(rows.rows),
        "tz": rules.zone_of(seat),
        "kept": keeping.for_officer(by),
    }
    return render(request, "workspace/counter/counter.html", context, status=status)
