"""Who holds which role where: granted by an administrator, asked on each request of an officer."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Membership, Role, TeamDecree, Unit, UnitQuerySet
from lapor.agencies.validity import in_force

# Columns of the unit and, unless it is one itself, of its agency, in the order in which a Seat has them.
OF_UNIT = ("id", "name", "kind")
WHOLE = ("", "agency__")


@dataclass(frozen=True, slots=True)
class Seat:
    """One role in one unit, as it stood when it was asked for."""

    role: str
    unit_id: int
    unit_path: str
    unit_name: str
    agency_id: int
    agency_name: str
    agency_kind: str


def of(user: User, at: datetime) -> tuple[Seat, ...]:
    """The roles that this person holds on the day of `at`, in units that exist on that day."""
    rows = (
        Membership.objects.current(at)
        .filter(in_force(at, "unit__"), user=user)
        .order_by("id")
        .values_list(
            "role", "unit_id", "unit__path", *(f"unit__{part}{column}" for part in WHOLE for column in OF_UNIT)
        )
    )
    return tuple(
        Seat(role, unit_id, path, own[1], *(whole if whole[0] else own))
        for role, unit_id, path, own, whole in ((*row[:3], row[3:6], row[6:]) for row in rows)
    )


def grant(user: User, *, unit: Unit, role: Role, at: datetime, decree: TeamDecree | None = None) -> Membership:
    """Give this person the role from the day of `at` on; one who holds it already keeps it as it is."""
    held = {"user": user, "unit": unit, "role": role, "valid_until": None}
    today = timezone.localdate(at)
    return Membership.objects.get_or_create(**held, defaults={"decree": decree, "valid_from": today})[0]


def desks(at: datetime) -> UnitQuerySet:
    """The units with a service desk: where somebody sits at one on the day of `at`."""
    staffed = Membership.objects.current(at).filter(role=Role.DESK_OFFICER)
    return Unit.objects.current(at).filter(pk__in=staffed.values("unit")).select_related("agency")
