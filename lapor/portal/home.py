"""The home page is the form: write, send, and stand before the receipt."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts import limits
from lapor.core.errors import Refused
from lapor.core.http import command_of
from lapor.portal import actor, places, sending, staging
from lapor.portal.forms import SendForm
from lapor.portal.sending import Files
from lapor.reports import emergencies
from lapor.reports.lifecycle import Kind
from lapor.supervision import outreach
from lapor.ui.forms import refuse

TABS = {"pengaduan": Kind.COMPLAINT, "aspirasi": Kind.ASPIRATION, "informasi": Kind.INFORMATION}
_STATUS = {"flood": 429, "too_many_uploads": 429}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The form; sent, it leads to the receipt, and to the same receipt however often the same page is sent."""
    at = timezone.now()
    if request.method != "POST":
        return _page(
            request, SendForm(initial={"kind": TABS.get(request.GET.get("jenis", ""), Kind.COMPLAINT)}, at=at), Files()
        )
    looked_up = request.POST.get("find", "")
    form = SendForm(request.POST, at=at, looked_up=looked_up)
    address = limits.address(request)
    files = sending.files(request.POST.getlist("staged"), request.FILES.getlist("files"), address=address, at=at)
    ready = _is_ready(form, files)
    urgent = ready and not form.cleaned_data["still"] and emergencies.sounds_urgent(*_texts(form))
    if looked_up:
        form.only_about(looked_up)
    if not ready or looked_up or urgent:
        files.put_aside(at=at)
        return _page(request, form, files, urgent=urgent, status=422)
    try:
        report = sending.send(
            form,
            files,
            command=command_of(request) or uuid4(),
            by=actor.visitor(request),
            address=address,
            at=at,
            code=request.POST.get("kode", ""),
        )
    except Refused as refused:
        refuse(form, refused)
        files.put_aside(at=at)
        return _page(request, form, files, status=_STATUS.get(refused.code, 422))
    actor.remember(request, report.number)
    response = redirect("portal:receipt", report.number)
    response.status_code = 303  # "fetch that page": no browser sends the form there again
    return response


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """The address on a poster: the form, which remembers the event by itself; no cookie does."""
    known = outreach.read_code(code)
    return redirect(reverse("portal:home") + (f"?kode={known}" if known else ""))


@never_cache
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take one file while the rest is still being written; the answer is what the form sends back."""
    at = timezone.now()
    uploads = request.FILES.getlist("file")
    if len(uploads) != 1:
        return JsonResponse({"error": _("Berkas tidak sampai. Coba lagi.")}, status=422)
    try:
        staged = staging.keep(sending.take(uploads[0], address=limits.address(request), at=at), at=at)
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=_STATUS.get(refused.code, 422))
    place = places.described(*staged.place) if staged.place else None
    return JsonResponse({"token": staged.token, "name": staged.name, "size": staged.size, "place": place})


def _is_ready(form: SendForm, files: Files) -> bool:
    form.is_valid()
    sending.check_place(form, files)
    for error in files.errors:
        form.add_error("files", error)
    return not form.errors


def _texts(form: SendForm) -> tuple[str, str]:
    return form.cleaned_data["title"], form.cleaned_data["body"]


def _page(request: HttpRequest, form: SendForm, files: Files, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {
        "form": form,
        "files": files,
        "command": command_of(request) or uuid4(),
        "code": outreach.read_code(request.POST.get("kode") or request.GET.get("kode", "")),
        "urgent_pattern": emergencies.PATTERN,
        "has_tiles": bool(settings.MAP_TILES_URL),
    }
    return render(request, "portal/home.html", context, status=status)
