"""Stopping a channel and letting it go on: for the national administrator."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lapor import channels
from lapor.accounts.access import user_of
from lapor.channels import pauses
from lapor.core.errors import NotFound, Refused
from lapor.reports.actors import Actor
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import Asked
from lapor.workspace.forms import reason
from lapor.workspace.incoming import shown


class PauseForm(forms.Form):
    reason = reason()


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def pause(request: HttpRequest, channel: str, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask why, then stop it both ways."""
    if channel not in channels.CHANNELS:
        raise NotFound(channel)
    asked = Asked(
        heading=_("Jeda saluran: %s") % shown.NAMES[channel],
        send=_("Jeda saluran"),
        back=reverse("workspace:incoming"),
        lead=(
            _("Pesan keluar menunggu, juga kode konfirmasi dan undangan. Pesan masuk tetap diterima dan disimpan."),
            _("Tidak ada yang hilang: begitu saluran dilanjutkan, semuanya diolah menurut urutannya."),
        ),
    )
    return form_page.answer(
        request,
        PauseForm(form_page.posted(request)),
        asked,
        lambda said: pauses.pause(channel, reason=said["reason"], by=user_of(request), at=at),
        done=_("Saluran dijeda."),
    )


@require_POST
@desk.for_roles(desk.NATIONAL)
def resume(request: HttpRequest, channel: str, *, by: Actor, at: datetime) -> HttpResponse:
    """It goes on with what waited."""
    try:
        with transaction.atomic(durable=True):
            pauses.resume(channel, by=user_of(request), at=at)
        messages.success(request, _("Saluran berjalan lagi."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("workspace:incoming")
