"""Whose desk this is: who sits here, in which role, and what the menu offers for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.accounts.access import officer_required
from lapor.agencies.models import Role
from lapor.core.errors import NotFound
from lapor.reports.actors import Actor
from lapor.workspace import actor

WITHOUT_REPORTS = frozenset({Role.INTEGRATOR, Role.MAINTAINER})
WITH_REPORTS = frozenset(Role) - WITHOUT_REPORTS
HANDLERS = frozenset({Role.AGENCY_ADMIN, Role.LIAISON})
ADMINS = frozenset({Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})
REFERRERS = ADMINS | {Role.COORDINATOR}
NATIONAL = frozenset({Role.NATIONAL_ADMIN})

# name of the address, words, the roles that it is for
MENU = (
    ("inbox", _("Kotak masuk"), frozenset(Role)),
    ("search", _("Cari"), WITH_REPORTS),
    ("answer_templates", _("Templat"), HANDLERS),
    ("deadlines", _("Tenggat"), ADMINS),
    ("holidays", _("Hari libur"), NATIONAL),
    ("categories", _("Kategori"), NATIONAL),
)

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Item:
    url: str
    words: Any
    is_here: bool


def holds(by: Actor, roles: frozenset[Role]) -> bool:
    return any(seat.role in roles for seat in by.seats)


def menu(by: Actor, path: str) -> list[Item]:
    """What this officer finds at the head of every page; `path` is the page it stands on."""
    items = []
    for name, words, roles in MENU:
        if holds(by, roles):
            url = reverse(f"workspace:{name}")
            items.append(Item(url, words, path == url if name == "inbox" else path.startswith(url)))
    return items


def for_roles(roles: frozenset[Role]) -> Callable[[View], View]:
    """A page for officers who hold one of these roles today; the view gets `by` and `at`.

    Others are told that there is no such page, those without any role whom to ask.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @officer_required
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            at = timezone.now()
            by = actor.of(request, at)
            if not by.seats:
                return render(request, "workspace/no_seat.html", status=403)
            if not holds(by, roles):
                raise NotFound(request.path)
            return view(request, *args, by=by, at=at, **kwargs)

        return guarded

    return decorate
