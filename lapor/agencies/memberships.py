"""What an officer is, asked on each of their requests: plain facts in one query."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from lapor.agencies.models import Membership
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


def of(user, at: datetime) -> tuple[Seat, ...]:
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
            Coalesce(F("unit__agency__region__code"), F("unit__region__code")),
        )
    )
    return tuple(Seat(*row) for row in rows)
