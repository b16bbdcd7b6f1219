"""Who may do what with plans: one place for the seats that read, write, approve, follow and register."""

from django.db.models import Q

from lapor.agencies.memberships import Seat
from lapor.agencies.models import Role, Unit, UnitQuerySet

READERS_OF_ALL = frozenset({Role.NATIONAL_ADMIN, Role.PRIORITY_CONTROLLER, Role.OVERSEER})
OVERVIEW = READERS_OF_ALL | {Role.COORDINATOR}
APPROVERS = frozenset({Role.AGENCY_ADMIN, Role.HEAD_OF_AGENCY})
OWN = APPROVERS | {Role.LIAISON}
ALL = OVERVIEW | OWN


def readable(seats: tuple[Seat, ...]) -> UnitQuerySet:
    """The agencies whose plans these seats may read."""
    agencies = Unit.objects.agencies()
    if any(seat.role in READERS_OF_ALL for seat in seats):
        return agencies
    found = Q(pk__in=[seat.agency_id for seat in seats if seat.role in OWN])
    for seat in seats:
        if seat.role == Role.COORDINATOR:
            found |= Q(coordinator=seat.unit_id) | Q(pk=seat.agency_id)
    return agencies.filter(found)


def agency_of(seats: tuple[Seat, ...]) -> Seat | None:
    """The seat in the agency whose own plans somebody sees first; None for those who only look from above."""
    return next((seat for seat in seats if seat.role in OWN), None)


def writes(seats: tuple[Seat, ...], agency_id: int) -> bool:
    """May they draft, submit and keep the plan of this agency? Its admin may, one of a part of it may not."""
    return any(seat.role == Role.AGENCY_ADMIN and seat.unit_id == agency_id for seat in seats)


def approves(seats: tuple[Seat, ...], agency_id: int) -> bool:
    return any(seat.role in APPROVERS and seat.unit_id == agency_id for seat in seats)


def follows(seats: tuple[Seat, ...], agency_id: int, owner: Unit | None) -> bool:
    """May they tell how far an item came? The agency's admin, and the liaison of the unit that owns it."""
    if writes(seats, agency_id):
        return True
    return owner is not None and any(
        seat.role == Role.LIAISON and owner.path.startswith(seat.unit_path) for seat in seats
    )


def registers(seats: tuple[Seat, ...]) -> bool:
    return any(seat.role == Role.NATIONAL_ADMIN for seat in seats)
