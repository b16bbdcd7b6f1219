"""Who holds which role where: granted by an administrator, asked on each request of an officer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Membership, Role, TeamDecree, Unit
from lapor.agencies.validity import in_force


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
    agency_region_code: str | None


def of(user: User, at: datetime) -> tuple[Seat, ...]:
    """The roles that this person holds on the day of `at`, in units that exist on that day."""
    rows = (
        Membership.objects.current(at)
        .filter(in_force(at, "unit__"), user=user)
        .order_by("id")
        .values_list(
            "role",
            "unit_id",
            "unit__path",
            "unit__name",
            Coalesce("unit__agency_id", "unit_id"),
            Coalesce("unit__agency__name", "unit__name"),
            Coalesce("unit__agency__kind", "unit__kind"),
            Coalesce("unit__agency__region__code", "unit__region__code"),
        )
    )
    return tuple(Seat(*row) for row in rows)


def grant(user: User, *, unit: Unit, role: Role, at: datetime, decree: TeamDecree | None = None) -> Membership:
    """Give this person the role from the day of `at` on; one who holds it already keeps it as it is."""
    held = {"user": user, "unit": unit, "role": role, "valid_until": None}
    today = timezone.localdate(at)
    return Membership.objects.get_or_create(**held, defaults={"decree": decree, "valid_from": today})[0]
