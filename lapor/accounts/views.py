"""The officers' sign-in pages: allauth's, and what it doesn't know about our two kinds of people."""

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lapor.accounts import access
from lapor.accounts.access import has_second_factor, officer_signed_in


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
