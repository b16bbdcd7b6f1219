"""One package as an officer of the Ombudsman sees it: fetched, registered, and answered."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.core.errors import NotFound
from lapor.core.files import safe_headers
from lapor.core.queries import one
from lapor.ombudsman import packages, returning
from lapor.ombudsman.models import Package
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Outcome
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import Asked
from lapor.workspace.forms import long_text
from lapor.workspace.ombudsman.lists import state_of


class RegisterForm(forms.Form):
    register = forms.CharField(
        label=gettext_lazy("Nomor register Ombudsman"),
        help_text=gettext_lazy("Pelapor membacanya sebagai tanda terima. Contoh: 0123/LM/2026/SMD."),
        max_length=60,
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("Hasil"), choices=Outcome, widget=forms.RadioSelect)
    text = long_text(
        gettext_lazy("Penjelasan"),
        gettext_lazy("Dibaca pelapor dan petugas instansi terlapor. Jangan sebut nama pelapor."),
    )


def _find(token: UUID, by: Actor) -> Package:
    found = one(packages.seen_by(by).filter(token=token))
    if found is None:
        raise NotFound(token)
    return found


@require_safe
@never_cache
@desk.for_roles(packages.READERS)
def show(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """What is known of it, who fetched it, and what is to be done."""
    package = _find(token, by)
    context = {
        "package": package,
        "sha256": bytes(package.sha256).hex(),
        "state": state_of(package),
        "fetches": package.fetches.select_related("by")[:20],
    }
    return render(request, "workspace/ombudsman/package.html", context)


@require_POST
@never_cache
@desk.for_roles(packages.READERS)
def fetch(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """The package as a file; that it was fetched is kept, so it isn't a link."""
    package = _find(token, by)
    content = packages.fetch(package, user=user_of(request), at=at)
    return HttpResponse(content, headers=safe_headers(package.media_type, package.file_name, inline=False))


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(packages.READERS)
def acknowledge(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """The receipt: under which number it is registered."""
    package = _find(token, by)
    asked = Asked(
        heading=_("Catat tanda terima"),
        send=_("Catat"),
        back=reverse("workspace:package", args=[token]),
        lead=(_("Sesudah ini pelapor tahu bahwa laporannya sudah sampai di Ombudsman."),),
    )
    return form_page.answer(
        request,
        RegisterForm(form_page.posted(request)),
        asked,
        lambda said: returning.acknowledge(package, said["register"], by=by, at=at),
        done=_("Tanda terima dicatat."),
    )


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(packages.READERS)
def conclude(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """The outcome; another one may follow."""
    package = _find(token, by)
    asked = Asked(
        heading=_("Sampaikan hasil"),
        send=_("Sampaikan"),
        back=reverse("workspace:package", args=[token]),
        lead=(_("Hasil bisa disampaikan lebih dari sekali, misalnya dulu bahwa laporan ini diperiksa."),),
    )
    return form_page.answer(
        request,
        OutcomeForm(form_page.posted(request)),
        asked,
        lambda said: returning.conclude(package, said["outcome"], text=said["text"], by=by, at=at),
        done=_("Hasil disampaikan kepada pelapor dan instansinya."),
    )
