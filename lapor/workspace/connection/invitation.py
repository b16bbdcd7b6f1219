"""The page behind the link of an invitation: first the decree, then, once it is accepted, the account."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.connection import decrees, invitations
from lapor.connection.models import DecreeDocument
from lapor.core.errors import NotFound, Refused
from lapor.ui.forms import refuse
from lapor.workspace.connection.forms import DecreeForm, PasswordForm
from lapor.workspace.form_page import FORM


@require_http_methods(FORM)
@never_cache
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link sees what is next; opening it, even by a mail program, uses nothing up."""
    at = timezone.now()
    try:
        invitation = invitations.find(token, at=at)
    except NotFound:
        return render(request, "workspace/connection/invitation_gone.html", status=404)
    sent = DecreeDocument.objects.filter(agency=invitation.agency).order_by("-sent_at", "-pk").first()
    decree = invitations.decree_of(invitation, at=at)
    waits = decree is None and sent is not None and sent.is_waiting
    form = (
        None
        if waits
        else (PasswordForm if decree else DecreeForm)(
            request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
        )
    )
    if form is not None and form.is_valid():
        try:
            with transaction.atomic(durable=True):
                if isinstance(form, PasswordForm):
                    invitations.accept(token, password=form.cleaned_data["password"], at=at)
                else:
                    decrees.send_invited(invitation, form.paper(), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            return _onward(request, form, token)
    context = {"invitation": invitation, "form": form, "decree": decree, "sent": sent, "waits": waits}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "workspace/connection/invitation.html", context, status=status)


def _onward(request: HttpRequest, form: PasswordForm | DecreeForm, token: str) -> HttpResponse:
    if isinstance(form, PasswordForm):
        messages.success(request, _("Akun Anda sudah dibuat. Masuk dengan surel dan kata sandi Anda."))
        return redirect("account_login")
    messages.success(request, _("SK Anda sudah kami terima dan sedang diperiksa."))
    return redirect("workspace:invitation", token)
