"""Which officers an event concerns: who sits around a report that day, in one query, and may still see it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from lapor.agencies.models import Membership, Role
from lapor.agencies.validity import in_force
from lapor.notifications.occasions import Audience
from lapor.reports.lifecycle import ActorKind
from lapor.reports.models import Event, Report

# Who handles what their unit or one below it holds: the coordinator for agencies that aren't connected, the national
# admin at the national desk (reports/roles.py).
ADMINS = frozenset({Role.AGENCY_ADMIN, Role.COORDINATOR, Role.NATIONAL_ADMIN})
HANDLERS = ADMINS | {Role.LIAISON}
ON_THE_LINE = HANDLERS | {Role.HEAD_OF_AGENCY}


@dataclass(frozen=True)
class Around:
    """Everybody who may be concerned; `line` are the units from the agency down to the one that holds the report."""

    report: Report
    line: list[int]
    seats: list[Membership] = field(repr=False)

    def who(self, audience: Audience) -> list[Membership]:
        """Whom this audience means here."""
        match audience:
            case Audience.UNIT:
                return self._nearest(self.line, HANDLERS)
            case Audience.AGENCY_ADMIN:
                return self._of(ADMINS, self.line)
            case Audience.SUPERIOR:
                return self._of({Role.HEAD_OF_AGENCY}, self.line) or self._nearest(self.line[:-1], ADMINS)
            case Audience.COORDINATOR:
                return self._of({Role.COORDINATOR}, _coordinating(self.report))
            case Audience.NATIONAL:
                return [seat for seat in self.seats if seat.role == Role.NATIONAL_ADMIN]
            case Audience.OVERSEER:
                return [seat for seat in self.seats if seat.role == Role.OVERSEER]
        return []

    def _of(self, roles: Collection[str], units: Collection[int]) -> list[Membership]:
        return [seat for seat in self.seats if seat.role in roles and seat.unit_id in units]

    def _nearest(self, line: list[int], roles: Collection[str]) -> list[Membership]:
        """Those of the lowest unit in which somebody sits: nobody's desk is nobody's excuse."""
        return next(filter(None, (self._of(roles, [unit]) for unit in reversed(line))), [])


def around(event: Event, report: Report, audiences: Collection[Audience], *, at: datetime) -> Around:
    """Who sits there on the day of `at`, substitutes as well, without the one who took the step; one query.

    Units that may no longer see the report are left out: its circle of this moment counts.
    """
    line = [int(unit) for unit in event.holder.path.strip("/").split("/")]
    asked = {condition for audience, condition in _ASKED.items() if audience in audiences}
    if not asked:
        return Around(report, line, [])
    wanted = reduce(or_, (condition(report, line) for condition in asked))
    found = Membership.objects.current(at).filter(wanted, in_force(at, "unit__"), user__is_active=True)
    seats = list(found.select_related("user", "unit").order_by("id"))
    acting = event.actor_ref if event.actor_kind == ActorKind.OFFICER else ""
    return Around(report, line, [seat for seat in seats if str(seat.user_id) != acting])


def _on_the_line(report: Report, line: list[int]) -> Q:
    return Q(unit__in=set(line) & set(report.circle), role__in=sorted(ON_THE_LINE))


def _coordinating(report: Report) -> list[int]:
    """A secret report isn't looked at from the province unless it lies there (reports/roles.py)."""
    units = [] if report.is_secret else [report.agency.coordinator_id, report.agency_id]
    return [unit for unit in units if unit is not None]


def _coordinator(report: Report, _line: list[int]) -> Q:
    return Q(unit__in=_coordinating(report), role=Role.COORDINATOR)


def _national(_report: Report, _line: list[int]) -> Q:
    return Q(role=Role.NATIONAL_ADMIN)


def _overseer(report: Report, _line: list[int]) -> Q:
    return Q(role=Role.OVERSEER) if report.ombudsman_consent_at else Q(pk__in=[])


_ASKED: dict[Audience, Callable[[Report, list[int]], Q]] = {
    Audience.UNIT: _on_the_line,
    Audience.AGENCY_ADMIN: _on_the_line,
    Audience.SUPERIOR: _on_the_line,
    Audience.COORDINATOR: _coordinator,
    Audience.NATIONAL: _national,
    Audience.OVERSEER: _overseer,
}
