"""After sending: number and PIN, who has the report now, and how to be told of what happens."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts import codes, contacts
from lapor.core.errors import NotFound, Refused
from lapor.core.http import command_of
from lapor.core.queries import one
from lapor.portal import actor
from lapor.portal.sign_in import CodeForm, ContactForm, send_code
from lapor.reports import actors, face, identity, intake, promise, supporting
from lapor.reports.actors import Actor
from lapor.reports.models import Report

_STATUS = {"too_many_codes": 429}


@never_cache
@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt, for the browser that sent the report or showed its PIN, and for its account."""
    at, by = timezone.now(), actor.of(request)
    report = _own(number, by=by)
    known = identity.seen_by(report, by=by, at=at)
    left = (known.phone or known.email) if known else ""
    told_at = contacts.masked(left) if left else ""
    return _page(request, "receipt", report, contact_form=ContactForm(initial={"contact": left}), told_at=told_at)


@never_cache
@require_POST
def noted(request: HttpRequest, number: int) -> HttpResponse:
    """The PIN is written down: don't show it again."""
    report = _own(number, by=actor.of(request))
    with transaction.atomic(durable=True):
        intake.hand_over_pin(report)
    messages.success(request, _("Baik. PIN tidak kami tampilkan lagi."))
    return redirect("portal:receipt", number)


@never_cache
@require_POST
def ask_code(request: HttpRequest, number: int) -> HttpResponse:
    """Send a code to the contact that wants to be told."""
    report = _own(number, by=actor.of(request))
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            request.session[_waiting(number)] = send_code(request, form.cleaned_data["contact"])
            return redirect("portal:type_code", number)
        except Refused as refused:
            form.add_error("contact", refused.sentence)
            return _page(request, "receipt", report, contact_form=form, status=_STATUS.get(refused.code, 422))
    return _page(request, "receipt", report, contact_form=form, status=422)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest, number: int) -> HttpResponse:
    """Type the code: the report belongs to the account of that contact from then on, and this browser is signed in."""
    at, by = timezone.now(), actor.of(request)
    report = _own(number, by=by)
    code = codes.pending(request.session.get(_waiting(number)), at=at)
    if code is None:
        messages.info(request, _("Kode sudah tidak berlaku. Minta kode baru."))
        return redirect("portal:receipt", number)
    form, sent_to = CodeForm(request.POST or None), contacts.masked(code.value)
    if request.method == "POST" and form.is_valid():
        try:
            user = codes.confirm(code.pk, form.cleaned_data["code"], at=at)
            with transaction.atomic(durable=True):
                supporting.link(number, to=actors.citizen(user), by=by.acting(command=command_of(request)), at=at)
                intake.hand_over_pin(report)
        except Refused as refused:
            form.add_error("code", refused.sentence)
            return _page(request, "type_code", report, form=form, sent_to=sent_to, status=422)
        actor.sign_in(request, user)
        messages.success(request, _("Siap. Kabar tentang laporan ini akan sampai ke %s.") % sent_to)
        return redirect("portal:receipt", number)
    return _page(request, "type_code", report, form=form, sent_to=sent_to, status=422 if form.is_bound else 200)


def _own(number: int, *, by: Actor) -> Report:
    """Raises NotFound, also for somebody else's."""
    report = one(Report.objects.visible_to(by).with_holder().select_related("received_by").filter(number=number))
    if report is None:
        raise NotFound(number)
    return report


def _page(request: HttpRequest, page: str, report: Report, *, status: int = 200, **context: Any) -> HttpResponse:
    at = timezone.now()
    promised = promise.of(report, at=at)
    pin = intake.receipt_pin(report, at=at) or ""
    context |= {
        "report": report,
        "zone": promised.tz,
        "face": face.of(report, promised),
        "pin": " ".join(pin[start : start + 4] for start in range(0, len(pin), 4)),
        "command": uuid4(),
        "is_linked": report.reporter_tag is not None,
    }
    return render(request, f"portal/{page}.html", context, status=status)


def _waiting(number: int) -> str:
    """Where the session keeps which code this report waits for."""
    return f"code_for_{number}"
