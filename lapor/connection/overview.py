"""How far the nation is, on any day: counts by kind and province, each beside how many agencies there were that day."""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from lapor.agencies.models import UnitQuerySet
from lapor.connection import ladder, roles
from lapor.connection.models import Status


@dataclass
class Tally:
    """So many agencies on each rung."""

    by_status: Counter[Status] = field(default_factory=Counter)

    def add(self, status: Status, number: int) -> None:
        self.by_status[status] += number

    @property
    def total(self) -> int:
        return self.by_status.total()

    @property
    def connected(self) -> int:
        return sum(number for status, number in self.by_status.items() if status.is_connected)

    @property
    def missing(self) -> int:
        return self.total - self.connected

    @property
    def percent(self) -> int:
        """Rounded down: 100 is said when nobody is missing."""
        return self.connected * 100 // self.total if self.total else 0


@dataclass
class Overview:
    """The whole picture of one day."""

    all: Tally = field(default_factory=Tally)
    by_kind: dict[str, Tally] = field(default_factory=dict)
    by_province: dict[int, Tally] = field(default_factory=dict)  # by the id of the province's own unit
    by_both: dict[tuple[int, str], Tally] = field(default_factory=dict)


@dataclass(frozen=True)
class Tile:
    """Where a province lies on the map."""

    code: str
    name: str
    column: int
    row: int


def on_day(agencies: UnitQuerySet, day: date) -> QuerySet[Any]:
    """The agencies that existed on this day, with `status`, `since` and the `province` they belong to."""
    existed = agencies.filter(Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day)))
    province = Case(When(kind__in=roles.GOVERNMENTS, then=Coalesce(F("coordinator_id"), F("id"))))
    return ladder.standing(existed, on=day).annotate(province=province)


def of_day(agencies: UnitQuerySet, day: date) -> Overview:
    """Count them; one query."""
    view = Overview(by_kind={kind: Tally() for kind in roles.KINDS})
    counted = on_day(agencies, day).order_by().values_list("kind", "province", "status").annotate(Count("pk"))
    for kind, province, status, number in counted:
        tallies = [view.all, view.by_kind[kind]]
        if province:
            tallies.append(view.by_province.setdefault(province, Tally()))
            tallies.append(view.by_both.setdefault((province, kind), Tally()))
        for tally in tallies:
            tally.add(Status(status), number)
    return view


@cache
def tiles() -> tuple[Tile, ...]:
    """The provinces as equal tiles, laid out so that neighbours stay neighbours; from the facts file."""
    facts = tomllib.loads(resources.files(__package__).joinpath("cartogram.toml").read_text())
    return tuple(Tile(code, *place) for code, place in facts["province"].items())
