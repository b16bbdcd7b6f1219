"""Who is at the desk: the officer of this request, with the roles of this moment."""

from datetime import datetime

from django.http import HttpRequest

from lapor.accounts.access import user_of
from lapor.reports import actors
from lapor.reports.actors import Actor


def of(request: HttpRequest, at: datetime) -> Actor:
    """The officer behind a view that `accounts.access.officer_required` guards; the head of the page shows who."""
    by = actors.officer(user_of(request), at=at)
    request.officer = by  # type: ignore[attr-defined]
    return by
