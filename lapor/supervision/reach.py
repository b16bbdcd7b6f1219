"""How far an officer's eye reaches: which agencies they invite, urge and admonish, or see that done to."""

from django.db.models import Q

from lapor.agencies.models import Role
from lapor.reports.actors import Actor

EVERYWHERE = frozenset({Role.NATIONAL_ADMIN, Role.PRIORITY_CONTROLLER, Role.OVERSEER})
EVERYTHING = ~Q(pk__in=[])  # an empty Q() would vanish beside another one
READERS = EVERYWHERE | {Role.COORDINATOR, Role.AGENCY_ADMIN, Role.HEAD_OF_AGENCY}


def agencies(by: Actor, roles: frozenset[Role], prefix: str = "") -> Q:
    """The agencies that `by` has to do with in one of these roles; `prefix` leads to the agency ("agency__").

    The whole country for national roles, the own province with its regencies and cities for a coordinator, else the
    own agency.
    """
    reached = Q(**{f"{prefix}pk__in": []})
    for seat in by.seats:
        if seat.role not in roles:
            continue
        if seat.role in EVERYWHERE:
            return EVERYTHING
        reached |= Q(**{f"{prefix}pk": seat.agency_id})
        if seat.role == Role.COORDINATOR:
            reached |= Q(**{f"{prefix}coordinator": seat.agency_id})
    return reached
