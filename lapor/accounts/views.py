"""The officers' sign-in pages: allauth's, and what it doesn't know about our two kinds of people."""

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts import access, links
from lapor.accounts.access import has_second_factor, officer_signed_in
from lapor.accounts.forms import ChosenPasswordForm
from lapor.core.errors import Refused
from lapor.ui.forms import refuse


class SignInView(LoginView):
    """Somebody signed in as a citizen may sign in as an officer in the same browser; the first session ends."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_officer:
            return redirect(self.get_authenticated_redirect_url())
        if request.method == "POST":
            auth.logout(request)
        return super().dispatch(request, *args, **kwargs)


class _ShowsSecondFactor:
    request: HttpRequest

    def form_valid(self, form):
        response = super().form_valid(form)  # type: ignore[misc]
        access.second_factor_shown(self.request)
        return response


class SecondFactorView(_ShowsSecondFactor, AuthenticateView):
    pass


class SetUpAppView(_ShowsSecondFactor, ActivateTOTPView):
    pass


class AddKeyView(_ShowsSecondFactor, AddWebAuthnView):
    pass


@officer_signed_in
def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Where an officer without a second factor is led before anything else: app or passkey?"""
    if has_second_factor(access.user_of(request)):  # set up since this session began: sign in with it
        auth.logout(request)
        return redirect("account_login")
    return render(request, "accounts/second_factor_first.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an admin leads: looking at it uses nothing up, choosing a password does."""
    at = timezone.now()
    person = links.holder(token, at=at)
    get_adapter(request).check_may_let_in(person, by=links.maker(token, at=at), at=at)
    form = ChosenPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            links.accept(token, password=form.cleaned_data["password"], at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            auth.logout(request)
            messages.success(request, _("Kata sandi tersimpan. Silakan masuk."))
            return redirect("account_login")
    context = {"form": form, "person": person}
    return render(request, "accounts/link.html", context, status=422 if form.is_bound else 200)
