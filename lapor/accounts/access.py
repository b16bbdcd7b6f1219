"""Who gets past a door: signed-in officers with a second factor, signed-in citizens; and where they go next."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from lapor.accounts.models import User

View = Callable[..., HttpResponse]
OFFICER_SESSION = timedelta(hours=12)  # absolute: work days end, whatever was clicked in between
FRESH = timedelta(minutes=15)  # so long after signing in nobody is asked once more who they are
CITIZEN_SESSION = timedelta(days=30)
_ENDS_AT = "officer_until"
_SECOND_FACTOR = "second_factor_of"


def officer_required(view: View) -> View:
    """Only for officers who have shown their second factor; others are led to sign in or to set it up first."""

    @wraps(view)
    @officer_signed_in
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.session.get(_SECOND_FACTOR) != request.user.pk:
            return redirect("second_factor_first")
        return view(request, *args, **kwargs)

    return guarded


def officer_signed_in(view: View) -> View:
    """Only for officers who have shown their password: the pages on which the second factor is set up."""

    @wraps(view)
    @never_cache  # nobody reads it with the back button after the officer has left
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_officer:
            if timezone.now().timestamp() < request.session.get(_ENDS_AT, 0):
                return view(request, *args, **kwargs)
            auth.logout(request)
        return redirect_to_login(_back_to(request), reverse("account_login"))

    return guarded


def citizen_required(view: View) -> View:
    """Only for citizens; others are led to sign in and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_citizen:
            return view(request, *args, **kwargs)
        return redirect_to_login(_back_to(request), reverse(settings.LOGIN_URL))

    return guarded


def user_of(request: HttpRequest) -> User:
    """The person on a page that one of the decorators guards."""
    return cast(User, request.user)


def begin_officer_session(request: HttpRequest) -> None:
    request.session[_ENDS_AT] = (timezone.now() + OFFICER_SESSION).timestamp()


def signed_in_just_now(request: HttpRequest) -> bool:
    began = request.session.get(_ENDS_AT, 0) - OFFICER_SESSION.total_seconds()
    return timezone.now().timestamp() - began < FRESH.total_seconds()


def second_factor_shown(request: HttpRequest) -> None:
    """Remember it in this session only: one that began before the second factor was set up must begin again."""
    request.session[_SECOND_FACTOR] = request.user.pk


def has_second_factor(user: User) -> bool:
    return second_factors().filter(user=user).exists()


def second_factors() -> QuerySet[Authenticator]:
    """Recovery codes alone are none: they only stand in for the other kinds."""
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)


def sign_in_citizen(request: HttpRequest, user: User) -> None:
    """Open the citizen's own session; the session id changes, so that one planted beforehand is worth nothing."""
    auth.login(request, user, backend="lapor.accounts.backends.CitizenBackend")
    request.session.set_expiry(CITIZEN_SESSION)


def safe_next(request: HttpRequest, default: str) -> str:
    """Where the person wanted to go, if that is on this host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here else default


def _back_to(request: HttpRequest) -> str:
    """The page asked for; after a form it is not asked for again, because what was sent would be missing."""
    return request.get_full_path() if request.method == "GET" else request.path
