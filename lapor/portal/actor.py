"""Who stands before the portal's door: a citizen who is signed in, or a browser that sent or opened reports."""

from dataclasses import replace

from django.http import HttpRequest

from lapor.accounts import access
from lapor.accounts.models import User
from lapor.channels import recipients
from lapor.reports import actors
from lapor.reports.actors import Actor

_NUMBERS = "reports"
_MOST = 50  # the newest; older ones are opened again with their PIN


def of(request: HttpRequest) -> Actor:
    """The citizen, or the holder of the PINs this browser has shown; an officer is a visitor here like any other."""
    numbers = request.session.get(_NUMBERS, ())
    if request.user.is_authenticated and request.user.is_citizen:
        return replace(actors.citizen(request.user), numbers=frozenset(numbers))
    return actors.pin_holder(*numbers)


def visitor(request: HttpRequest) -> Actor:
    """Who sends a new report: the citizen, or a stranger to all reports, so that the same click stays the same."""
    if request.user.is_authenticated and request.user.is_citizen:
        recipients.remember(request.user)
        return actors.citizen(request.user)
    return actors.pin_holder()


def sign_in(request: HttpRequest, user: User) -> None:
    """Open this citizen's own session; from now on they can be told of what belongs to their account."""
    access.sign_in_citizen(request, user)
    recipients.remember(user)


def remember(request: HttpRequest, number: int) -> None:
    """This browser sent the report or showed its PIN: it may open it until the session ends."""
    if request.session.session_key:
        request.session.cycle_key()  # a session id that somebody planted beforehand opens nothing
    known = [each for each in request.session.get(_NUMBERS, ()) if each != number]
    request.session[_NUMBERS] = [*known, number][-_MOST:]
