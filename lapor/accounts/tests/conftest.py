"""One officer, and a phone that shows the codes of an authenticator app."""

import base64
import time
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.urls import reverse

from lapor.accounts import officers

PASSWORD = "sungai kelapa merpati"


def app_code(secret: str, *, steps_ahead: int = 0) -> str:
    """What an app shows now; one step ahead is accepted too, and is not yet used."""
    key = base64.b32decode(secret)
    moment = int(time.time()) + 30 * steps_ahead
    return TOTP(key, 6, SHA1(), 30, enforce_key_length=False).generate(moment).decode()  # noqa: S303


@pytest.fixture
def vera(db):
    """Vera verifies at the centre."""
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    return officers.create("Vera@contoh.go.id ", " Vera  Utami", password=PASSWORD, at=at)


@pytest.fixture
def show_password(client, vera):
    """Send the sign-in form."""

    def send(login="vera@contoh.go.id", password=PASSWORD, **more):
        return client.post(reverse("account_login"), {"login": login, "password": password, **more})

    return send


@pytest.fixture
def hours_pass(client):
    """Put the beginning of the session back."""

    def back(hours):
        session = client.session
        session["officer_until"] -= hours * 3600
        session.save()

    return back


@pytest.fixture
def set_up_app(client, show_password):
    """Sign in for the first time and set up the app; returns its secret."""

    def set_up():
        show_password()
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        answer = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
        assert answer.url == reverse("mfa_view_recovery_codes")
        return secret

    return set_up
