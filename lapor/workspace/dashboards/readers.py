"""Who reads which dashboard, and the row of tabs that follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Role, Unit
from lapor.core.errors import NotFound
from lapor.core.queries import one
from lapor.reports.actors import Actor
from lapor.statistics.roles import NATIONAL, OWN, PROVINCIAL, SPOTS
from lapor.workspace import desk

# name of the address, words, who has it; the first that an officer has is where the menu leads
TABS = (
    ("own_dashboard", _("Instansi Anda"), OWN),
    ("province_dashboard", _("Provinsi"), PROVINCIAL),
    ("nation_dashboard", _("Nasional"), NATIONAL),
    ("hot_spots", _("Berulang"), SPOTS),
)


@dataclass(frozen=True)
class Tab:
    url: str
    words: Any
    is_here: bool


def tabs(by: Actor, path: str) -> list[Tab]:
    open_to = [(reverse(f"workspace:{name}"), words) for name, words, roles in TABS if desk.holds(by, roles)]
    return [Tab(url, words, path.startswith(url)) for url, words in open_to]


def own_agency(by: Actor) -> Unit:
    """Raises NotFound for who has none."""
    return _agency(next(_own(by), 0))


def agency(code: str, by: Actor) -> Unit:
    """The agency of this code, if this officer may read how it does. Raises NotFound."""
    found = one(Unit.objects.agencies().filter(code=code))
    if found is None:
        raise NotFound(code)
    provinces = coordinated_from(by)
    if desk.holds(by, NATIONAL) or found.pk in _own(by) or {found.coordinator_id, found.pk} & provinces:
        return found
    raise NotFound(code)


def coordinated_from(by: Actor) -> set[int]:
    """The provinces' units in which this officer coordinates."""
    return {seat.unit_id for seat in by.seats if seat.role == Role.COORDINATOR}


def sees_every_report(by: Actor, of: Unit) -> bool:
    """Small numbers tell these officers nothing new; for all others they could point at a secret report."""
    led = (seat.unit_id for seat in by.seats if seat.role in OWN)  # who leads a part sees what that part has
    return desk.holds(by, frozenset({Role.NATIONAL_ADMIN})) or of.pk in led


def agencies_seen_to(by: Actor) -> list[int] | None:
    """The agencies whose recurring reports are this officer's matter; None: all. At most one query."""
    if desk.holds(by, NATIONAL):
        return None
    return [*_own(by), *agencies_of(coordinated_from(by))]


def agencies_of(provinces: set[int]) -> list[int]:
    """The agencies that these provinces coordinate, and the provinces themselves. At most one query."""
    if not provinces:
        return []
    coordinated = Unit.objects.agencies().filter(coordinator__in=provinces)
    return [*provinces, *coordinated.values_list("pk", flat=True)]


def _own(by: Actor) -> Iterator[int]:
    return (seat.agency_id for seat in by.seats if seat.role in OWN)


def _agency(pk: int) -> Unit:
    found = one(Unit.objects.filter(pk=pk))
    if found is None:
        raise NotFound(pk)
    return found
