"""How many agencies of each kind shall be connected by the end of a year: set by the national admin."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Kind, Role
from lapor.connection import roles
from lapor.connection.models import Target
from lapor.connection.roles import Seats
from lapor.core.errors import NotFound, Refused

FIRST_YEAR, YEARS_AHEAD = 2011, 5  # LAPOR! began in 2011


def may_set(seats: Seats) -> bool:
    return any(seat.role == Role.NATIONAL_ADMIN for seat in seats)


def of_year(year: int) -> dict[str, int]:
    """Kind of agency and its target, where one was set."""
    return dict(Target.objects.filter(year=year).values_list("kind", "number"))


def years(at: datetime) -> range:
    """For which years one may be set."""
    return range(FIRST_YEAR, timezone.localdate(at).year + YEARS_AHEAD + 1)


def set_for(year: int, numbers: Mapping[str, int | None], *, by: User, at: datetime) -> None:
    """Set the targets of a year; None takes one away. A target is never more than the agencies there are.

    Call it in a transaction. Raises NotFound; Refused: `far_away`, `too_many` (field: the kind).
    """
    if not may_set(memberships.of(by, at)):
        raise NotFound("targets")
    if year not in years(at):
        raise Refused("far_away", _("Pilih tahun yang lebih dekat."))
    for kind, number in numbers.items():
        _set(year, Kind(kind), number, by=by, at=at)


def _set(year: int, kind: Kind, number: int | None, *, by: User, at: datetime) -> None:
    if number is None:
        Target.objects.filter(year=year, kind=kind).delete()
        return
    there = roles.agencies().current(at).filter(kind=kind).count()
    if number > there:
        words = {"there": there, "kind": kind.label}
        raise Refused("too_many", _("Hanya ada %(there)d instansi: %(kind)s.") % words, field=kind)
    said = {"number": number, "set_by": by, "set_at": at}
    Target.objects.update_or_create(year=year, kind=kind, defaults=said)
