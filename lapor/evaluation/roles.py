"""Who reads evaluations, and who decides about them."""

from django.utils.translation import gettext as _

from lapor.agencies.models import Role
from lapor.core.errors import Refused
from lapor.reports.actors import Actor

EVERYWHERE = frozenset({Role.NATIONAL_ADMIN, Role.PRIORITY_CONTROLLER, Role.OVERSEER})
OWN = frozenset({Role.AGENCY_ADMIN, Role.HEAD_OF_AGENCY, Role.LIAISON})
READERS = EVERYWHERE | OWN | {Role.COORDINATOR}


def may_decide(by: Actor) -> bool:
    """Counting, publishing and setting weights are the national admin's."""
    return any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats)


def check_may_decide(by: Actor) -> None:
    """Raises Refused: `not_your_step`."""
    if not may_decide(by):
        raise Refused("not_your_step", _("Evaluasi dihitung dan ditetapkan oleh admin nasional."))
