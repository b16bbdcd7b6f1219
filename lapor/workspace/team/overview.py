"""Teams at a glance: one's own, those of a province, or those anywhere that need somebody to look after them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.accounts import access
from lapor.accounts.models import User
from lapor.agencies import decrees, team
from lapor.agencies.models import Membership, MembershipQuerySet, Role, TeamDecree, Unit
from lapor.core.errors import NotFound
from lapor.core.http import read_words
from lapor.reports.actors import Actor
from lapor.workspace import desk

MOST, MOST_ENDED = 150, 50
ONE = 2  # of so many agencies two are already more than one


@dataclass(frozen=True)
class Member:
    """A membership as the page shows it."""

    held: Membership
    at: datetime

    @property
    def role(self) -> str:
        return str(Role(self.held.role).label)

    @property
    def begins_later(self) -> bool:
        return self.held.valid_from > timezone.localdate(self.at)

    @property
    def has_decree_over(self) -> bool:
        return self.held.decree is not None and not self.held.decree.is_current(self.at)


@require_safe
@never_cache
@desk.for_roles(desk.REFERRERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The own team; for whoever looks after several agencies their list."""
    seen = team.agencies_seen(by.seats).current(at)
    if len(own := list(seen[:ONE])) == 1:
        return _page(request, own[0], by, at)
    is_national = desk.holds(by, desk.NATIONAL)
    words = read_words(request, "q")
    if words:
        seen = seen.filter(Q(name__icontains=words) | Q(short_name__icontains=words))
    standings = decrees.standings(seen, at)
    if is_national and not words:
        standings = [each for each in standings if each.needs_attention]
    context = {"standings": standings[:MOST], "words": words, "is_national": is_national}
    return render(request, "workspace/team/overview.html", context)


@require_safe
@never_cache
@desk.for_roles(desk.REFERRERS)
def agency_team(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The team of one agency."""
    return _page(request, find_agency(pk, by), by, at)


def find_agency(pk: int, by: Actor) -> Unit:
    """An agency whose team this officer may look at. Raises NotFound."""
    found = team.agencies_seen(by.seats).select_related("coordinator").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def _page(request: HttpRequest, agency: Unit, by: Actor, at: datetime) -> HttpResponse:
    words = read_words(request, "q")
    seen = team.seen_by(by.seats).filter(Q(unit=agency) | Q(unit__agency=agency))
    held = _matching(seen.unended(at), words).order_by("unit__path", "user__name", "pk")[: MOST + 1]
    ended = _with_names(seen.exclude(pk__in=seen.unended(at).values("pk"))).order_by("-valid_until", "-pk")
    members = [Member(each, at) for each in held]
    context = {
        "agency": agency,
        "members": members[:MOST],
        "has_more": len(members) > MOST,
        "words": words,
        "ended": [Member(each, at) for each in ended[:MOST_ENDED]],
        "decrees": TeamDecree.objects.filter(agency=agency).order_by("-valid_from", "-pk"),
        "current": set(TeamDecree.objects.current(at).filter(agency=agency).values_list("pk", flat=True)),
        "running_out": decrees.running_out(at).filter(agency=agency),
        "has_admin": team.admins(agency, at).exists(),
        "gives": team.may_give(by.seats, agency) or any(seat.role == Role.AGENCY_ADMIN for seat in by.seats),
        "moves": decrees.may_move(by.seats, agency),
        "enters": decrees.may_enter(by.seats, agency),
        "is_one_of_many": len(team.agencies_seen(by.seats)[:ONE]) > 1,
    }
    return render(request, "workspace/team/agency.html", context)


def _matching(memberships: MembershipQuerySet, words: str) -> MembershipQuerySet:
    found = _with_names(memberships)
    if not words:
        return found
    return found.filter(
        Q(user__name__icontains=words) | Q(user__login__icontains=words) | Q(unit__name__icontains=words)
    )


def _with_names(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """With everybody who is named beside it, and whether they have set up their second factor."""
    people = User.objects.annotate(has_second_factor=Exists(access.second_factors().filter(user=OuterRef("pk"))))
    return memberships.select_related("unit", "decree", "stands_in_for__user", "ended_by").prefetch_related(
        Prefetch("user", people)
    )
