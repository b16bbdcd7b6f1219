"""The way in with number and PIN, without an account; a public report's number alone leads to its page."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lapor.accounts import limits
from lapor.core.errors import Refused
from lapor.core.numbers import read_number
from lapor.portal import actor
from lapor.reports.models import Report
from lapor.reports.tracking import open_with_pin
from lapor.ui.forms import refuse

_STATUS = {"too_many": 429}


class TrackForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Nomor laporan"),
        help_text=gettext_lazy("10 angka pada tanda terima, dengan atau tanpa spasi."),
        max_length=40,
        error_messages={"required": gettext_lazy("Isi nomor laporan Anda.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    pin = forms.CharField(
        label=gettext_lazy("PIN"),
        help_text=gettext_lazy("Untuk laporan Anda sendiri. Kosongkan bila hanya ingin melihat laporan warga."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and PIN; then this browser may open the report until its session ends."""
    if request.method != "POST":
        number = read_number(request.GET.get("nomor", ""))
        return _page(request, TrackForm(initial={"number": number}))
    form = TrackForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        return _opened(request, form.cleaned_data["number"], form.cleaned_data["pin"])
    except Refused as refused:
        refuse(form, refused)
        return _page(request, form, status=_STATUS.get(refused.code, 422))


def _opened(request: HttpRequest, typed: str, pin: str) -> HttpResponse:
    if not pin:
        number = read_number(typed)
        if number and Report.objects.public().filter(number=number).exists():
            return redirect("portal:report", number)
        if number:
            sentence = _("Laporan ini tidak ada di antara laporan warga. Bila milik Anda, isi juga PIN-nya.")
            raise Refused("pin_missing", sentence, field="pin")
    report = open_with_pin(typed, pin, at=timezone.now(), address=limits.address(request))
    actor.remember(request, report.number)
    return redirect("portal:own", report.number)


def _page(request: HttpRequest, form: TrackForm, *, status: int = 200) -> HttpResponse:
    return render(request, "portal/tracking/form.html", {"form": form}, status=status)
