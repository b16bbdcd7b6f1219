"""What an agency adds below the mails about its reports: a line of its own, never instead of the facts."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts.access import user_of
from lapor.agencies.models import Role, Unit
from lapor.notifications import editing, preview, reference
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.form_page import FORM, posted
from lapor.workspace.forms import long_text

KEEPERS = frozenset({Role.AGENCY_ADMIN})
EXAMPLE = reference.lines()[Occasion.REFERRED, Audience.REPORTER].words["id"]


class SignatureForm(forms.Form):
    text = long_text(
        gettext_lazy("Penutup surel"),
        gettext_lazy("Misalnya: Pemkab Kutai Timur, Jalan Soekarno-Hatta 1, Sangatta. Kosongkan bila tidak perlu."),
        required=False, rows=3, most=editing.MOST_SIGNED,
    )  # fmt: skip


@require_http_methods(FORM)
@never_cache
@desk.for_roles(KEEPERS)
def edit(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The signature of the officer's agency, with a mail as its reporters will get it."""
    seat = next(seat for seat in by.seats if seat.role in KEEPERS)
    agency = Unit.objects.get(pk=seat.agency_id)
    form = SignatureForm(posted(request), initial={"text": editing.signature(agency)})
    if form.is_valid() and "preview" not in request.POST:
        with transaction.atomic(durable=True):
            editing.sign(agency, form.cleaned_data["text"], by=user_of(request), at=at)
        messages.success(request, _("Penutup surel tersimpan. Berlaku dalam beberapa detik."))
        return redirect("workspace:signature")
    typed = form.cleaned_data.get("text", "") if form.is_bound else form.initial["text"]
    context = {"form": form, "agency": agency, "look": preview.of(EXAMPLE, language="id", signature=typed)}
    return render(request, "workspace/policy/signature.html", context, status=422 if form.errors else 200)
