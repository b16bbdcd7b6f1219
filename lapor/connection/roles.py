"""Who leads which agencies into the system, who reads about them, who sends an agency's own papers."""

from django.db.models import Q

from lapor.agencies.memberships import Seat
from lapor.agencies.models import Kind, Role, Unit, UnitQuerySet
from lapor.core.errors import NotFound

GOVERNMENTS = (Kind.PROVINCE, Kind.REGENCY, Kind.CITY)
KINDS = (*GOVERNMENTS, Kind.MINISTRY, Kind.INSTITUTION, Kind.STATE_ENTERPRISE, Kind.UNIVERSITY)

LEADERS = frozenset({Role.NATIONAL_ADMIN, Role.COORDINATOR})
NATION = frozenset({Role.NATIONAL_ADMIN, Role.PRIORITY_CONTROLLER, Role.OVERSEER})  # who read about every agency
OWN = frozenset({Role.AGENCY_ADMIN, Role.HEAD_OF_AGENCY})  # who read about their own
READERS = LEADERS | NATION | OWN

Seats = tuple[Seat, ...]


def agencies() -> UnitQuerySet:
    """Every agency that can join, of today and of the past: the national desk itself can't."""
    return Unit.objects.agencies().filter(kind__in=KINDS)


def sees_the_nation(seats: Seats) -> bool:
    return any(seat.role in NATION for seat in seats)


def visible_to(seats: Seats) -> UnitQuerySet:
    """The agencies whose way these seats may follow."""
    if sees_the_nation(seats):
        return agencies()
    seen = Q(pk__in=[seat.agency_id for seat in seats if seat.role in OWN])
    for province in _provinces(seats):
        seen |= Q(pk=province) | Q(coordinator=province)
    return agencies().filter(seen)


def led_by(seats: Seats) -> UnitQuerySet:
    """The agencies that these seats bring in; a coordinator never judges its own."""
    if any(seat.role == Role.NATIONAL_ADMIN for seat in seats):
        return agencies()
    return agencies().filter(coordinator__in=_provinces(seats))


def leads(seats: Seats, agency: Unit) -> bool:
    """The same rule as `led_by`, for an agency that is at hand."""
    is_national = any(seat.role == Role.NATIONAL_ADMIN for seat in seats)
    return is_national or agency.coordinator_id in _provinces(seats)


def is_own_admin(seats: Seats, agency: Unit) -> bool:
    return any(seat.role == Role.AGENCY_ADMIN and seat.unit_id == agency.pk for seat in seats)


def find(seats: Seats, pk: int) -> Unit:
    """The agency, if these seats may follow its way. Raises NotFound."""
    found = visible_to(seats).select_related("coordinator", "region").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def _provinces(seats: Seats) -> list[int]:
    return [seat.agency_id for seat in seats if seat.role == Role.COORDINATOR]
