"""What a reporter or supporter was told, and by which ways: for accounts, and for reports opened with their PIN."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.channels import recipients
from lapor.core.errors import NotFound
from lapor.core.http import read_id
from lapor.core.queries import one
from lapor.notifications import bell, preferences
from lapor.notifications.models import Notice
from lapor.notifications.occasions import Audience
from lapor.portal import actor
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Relation
from lapor.reports.models import Report

FORM = ["GET", "HEAD", "POST"]


class WaysForm(forms.Form):
    """Each field is a way that can be switched off."""

    email = forms.BooleanField(label=gettext_lazy("Surel"), required=False)
    sms = forms.BooleanField(
        label=gettext_lazy("SMS"), required=False, help_text=gettext_lazy("Tidak dikirim pukul 21.00–06.00.")
    )
    push = forms.BooleanField(
        label=gettext_lazy("Pemberitahuan di HP atau peramban"),
        required=False,
        help_text=gettext_lazy("Hanya di perangkat yang sudah Anda izinkan. Tidak berbunyi pukul 21.00–06.00."),
    )
    chat = forms.BooleanField(
        label=gettext_lazy("WhatsApp atau Telegram"),
        required=False,
        help_text=gettext_lazy("Bila Anda melapor dari sana."),
    )


@dataclass(frozen=True)
class Line:
    """One notice; without `url` the report can no longer be opened from here."""

    notice: Notice
    url: str

    @property
    def title(self) -> str:
        report = self.notice.report
        return report.public_title if self.url and report.is_public else ""


def told(by: Actor) -> list[bytes]:
    """Under which tags this browser's person is told: the account's, and one for each report opened with its PIN."""
    return [*filter(None, [by.tag]), *map(recipients.holder_of, by.numbers)]


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What happened, newest first."""
    by = actor.of(request)
    before = read_id(request.GET.get("sebelum", ""))
    page = bell.page(*told(by), before=before)
    context = {
        "lines": [Line(notice, _url(notice)) for notice in page.notices],
        "newest": reverse("portal:notices") if before is not None else "",
        "older": f"?sebelum={page.older}" if page.older is not None else "",
        "numbers": _without_account(by),
        "has_account": by.tag is not None,
    }
    return render(request, "portal/notices/index.html", context)


def _without_account(by: Actor) -> list[int]:
    """The reports opened with their PIN that have ways of their own: those of an account are told by its ways."""
    opened = Report.objects.filter(number__in=by.numbers, reporter_tag=None)
    return list(opened.order_by("number").values_list("number", flat=True))


@never_cache
@require_safe
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Open the report that a notice is about; what was said of it is read then."""
    by = actor.of(request)
    reachable = Report.objects.visible_to(by) | Report.objects.public()
    report = one(reachable.with_holder().filter(number=number))
    if report is None:
        raise NotFound(number)
    bell.read(report, *told(by), at=timezone.now())
    own = Report.objects.visible_to(by).filter(pk=report.pk).exists()
    return redirect("portal:own" if own else "portal:report", _whole(report).number)


@never_cache
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    bell.read_all(*told(actor.of(request)), at=timezone.now())
    messages.success(request, _("Semua kabar sudah ditandai dibaca."))
    return redirect("portal:notices")


@never_cache
@require_http_methods(FORM)
def ways(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Choose the ways of this account or, without one, of one report."""
    by = actor.of(request)
    recipient = by.tag if number is None else _holder(number, by=by)
    if recipient is None:
        ways_of_account = reverse("portal:notice_ways")
        return redirect(ways_of_account) if number else redirect_to_login(ways_of_account)
    form = WaysForm(request.POST if request.method == "POST" else None, initial=_initial(recipient))
    if form.is_valid():
        chosen = [way for way in preferences.CHOSEN if form.cleaned_data[way]]
        with transaction.atomic(durable=True):
            preferences.choose(recipient, ways=chosen, at=timezone.now())
        messages.success(request, _("Pilihan Anda tersimpan."))
        return redirect("portal:notices")
    return render(request, "portal/notices/ways.html", {"form": form, "number": number})


@never_cache
@csrf_exempt  # the link itself is the permission, and mail programs press it without a session (RFC 8058)
@require_http_methods(FORM)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: one button that stops it, and the way back."""
    wanted = preferences.read(token)
    if request.method == "POST":
        with transaction.atomic(durable=True):
            if "lanjut" in request.POST:
                preferences.resume(wanted.recipient)
            else:
                preferences.stop(wanted.recipient, at=timezone.now())
    context: dict[str, Any] = {"number": wanted.number, "is_stopped": preferences.is_stopped(wanted.recipient)}
    return render(request, "portal/notices/stop.html", context | {"is_done": request.method == "POST"})


def _holder(number: int, *, by: Actor) -> bytes | None:
    """The tag of whoever opened this report with its PIN; None once it belongs to an account. Raises NotFound."""
    report = one(Report.objects.visible_to(by).filter(number=number))
    if report is None or report.relation == Relation.PART:
        raise NotFound(number)
    return None if report.reporter_tag else recipients.reporter_of(report)


def _initial(recipient: bytes) -> dict[str, bool]:
    chosen = preferences.of([recipient])[recipient].ways
    return {way: way in chosen for way in preferences.CHOSEN}


def _url(notice: Notice) -> str:
    report = notice.report
    if notice.audience == Audience.REPORTER or report.is_public:
        return reverse("portal:follow_notice", args=[report.number])
    return ""


def _whole(report: Report) -> Report:
    """A divided report is read on one page."""
    return report.parent if report.parent and report.relation == Relation.PART else report
