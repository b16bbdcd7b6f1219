"""How citizens sign in: a contact, a code, done. `next` says where to go then, for example to link a new report."""

from urllib.parse import urlencode

from django import forms
from django.contrib import auth, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lapor import channels
from lapor.accounts import access, citizens, codes, contacts, limits
from lapor.accounts.models import ContactKind
from lapor.channels import outbox
from lapor.core.errors import Refused
from lapor.portal import actor
from lapor.ui.forms import refuse

_CODE = "sign_in_code"
_STATUS = {"too_many_codes": 429, "too_many_attempts": 429}


class ContactForm(forms.Form):
    contact = forms.CharField(
        label=_("Nomor HP atau alamat surel"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "on"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if ContactKind.PHONE not in channels.available():
            self.fields["contact"].label = _("Alamat surel")


class PasswordForm(ContactForm):
    password = forms.CharField(
        label=_("Kata sandi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Kode enam angka"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi baru"),
        help_text=_("Paling sedikit 12 huruf. Beberapa kata yang hanya Anda tahu lebih baik daripada satu kata rumit."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the contact and send a code to it; the same answer whether it is known or not."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[_CODE] = send_code(request, form.cleaned_data["contact"])
        except Refused as refused:
            return _again(request, "start", form, refused)
        return redirect(_with_next(request, "confirm"))
    return _page(request, "start", form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the code; then the session is the citizen's."""
    code = codes.pending(request.session.get(_CODE), at=timezone.now())
    if code is None:
        messages.info(request, _("Kode sudah tidak berlaku. Minta kode baru."))
        return redirect(_with_next(request, "start"))
    sent_to = contacts.masked(code.value)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            user = codes.confirm(code.pk, form.cleaned_data["code"], at=timezone.now(), by=by)
        except Refused as refused:
            return _again(request, "confirm", form, refused, sent_to=sent_to)
        return _signed_in(request, user)
    return _page(request, "confirm", form, sent_to=sent_to)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """For citizens who chose a password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind, value = contacts.read(form.cleaned_data["contact"])
            typed, address = form.cleaned_data["password"], limits.address(request)
            user = citizens.with_password(kind, value, typed, at=timezone.now(), address=address)
        except Refused as refused:
            return _again(request, "password", form, refused)
        return _signed_in(request, user)
    return _page(request, "password", form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def out(request: HttpRequest) -> HttpResponse:
    """End the session; a link leads to a page with the button, so that no foreign page can press it."""
    if request.method != "POST":
        return _page(request, "out", None)
    auth.logout(request)
    messages.success(request, _("Anda sudah keluar."))
    return redirect("portal:home")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@access.citizen_required
def set_password(request: HttpRequest) -> HttpResponse:
    """Choose or change a password; this browser stays signed in, all others are signed out."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = access.user_of(request)
        try:
            citizens.set_password(user, form.cleaned_data["password"])
        except Refused as refused:
            return _again(request, "set_password", form, refused)
        auth.update_session_auth_hash(request, user)
        messages.success(request, _("Kata sandi Anda sudah disimpan."))
        return redirect(access.safe_next(request, _home()))
    return _page(request, "set_password", form)


def send_code(request: HttpRequest, typed: str) -> int:
    """Put a code on its way to the contact that was typed; its id is what the session waits with. Raises Refused."""
    kind, value = contacts.read(typed)
    if kind not in channels.available():
        sentence = gettext("Saat ini kode hanya bisa dikirim ke alamat surel. Tulis alamat surel Anda.")
        raise Refused("channel_missing", sentence, field="contact")
    at = timezone.now()
    with transaction.atomic(durable=True):
        code = codes.request(kind, value, at=at, address=limits.address(request))
        outbox.send_code(code, at=at, language=get_language())
    return code.pk


def _signed_in(request: HttpRequest, user) -> HttpResponse:
    request.session.pop(_CODE, None)
    actor.sign_in(request, user)
    return redirect(access.safe_next(request, _home()))


def _again(request: HttpRequest, page: str, form: forms.Form, refused: Refused, **context) -> HttpResponse:
    refuse(form, refused)
    return _page(request, page, form, status=_STATUS.get(refused.code, 422), **context)


def _page(request: HttpRequest, page: str, form: forms.Form | None, *, status: int = 0, **context) -> HttpResponse:
    context |= {"form": form, "next": access.safe_next(request, ""), "home": _home()}
    return render(request, f"portal/sign_in/{page}.html", context, status=status or _status_of(form))


def _home() -> str:
    """Where citizens go who came from nowhere in particular."""
    return reverse("portal:own_list")


def _status_of(form: forms.Form | None) -> int:
    return 422 if form is not None and form.is_bound and form.errors else 200


def _with_next(request: HttpRequest, page: str) -> str:
    wanted = access.safe_next(request, "")
    return reverse(f"sign_in:{page}") + (f"?{urlencode({'next': wanted})}" if wanted else "")
