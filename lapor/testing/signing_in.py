"""Officers at their desks: signed in with both factors, without walking through the pages that ask for them."""

from django.http import HttpRequest
from django.test import Client

from lapor.accounts import access
from lapor.accounts.models import User


def sign_in(client: Client, user: User) -> Client:
    """Open this officer's session in `client`, password and second factor shown; returns the client."""
    client.force_login(user, backend="lapor.accounts.backends.OfficerBackend")
    request = HttpRequest()
    request.session, request.user = client.session, user
    access.begin_officer_session(request)
    access.second_factor_shown(request)
    request.session.save()
    return client
