"""What a file would change in an agency: gathered row by row, shown, and written as it stands here."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from lapor.agencies.models import Category, Membership, TeamDecree, Unit
from lapor.agencies.onboarding.tables import KINDS, Kind, Row, Trouble


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Line:
    """What one row does: a phrase for what it is about, and what it changes."""

    table: str
    row: int
    change: Change
    about: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Appointment:
    """A liaison to be: found or made by e-mail."""

    row: int
    unit_code: str
    name: str
    email: str
    decree: TeamDecree


@dataclass
class Plan:
    """All that would be written, in the order in which it must be, and what keeps it from being written."""

    agency: Unit
    at: datetime
    lines: list[Line] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    flawed: set[tuple[str, int, str]] = field(default_factory=set)  # table, row and column of what is wrong
    units: dict[str, Unit] = field(default_factory=dict)  # by code: those of the agency and the new ones
    new_units: list[tuple[Unit, Unit]] = field(default_factory=list)  # with the unit above, which comes first
    changed_units: list[Unit] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    other_decrees: list[tuple[Membership, TeamDecree]] = field(default_factory=list)
    new_categories: list[tuple[Category, str]] = field(default_factory=list)
    changed_categories: list[Category] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, Counter[Change]]:
        """How many rows of each table do what."""
        return {kind.title: Counter(line.change for line in self.lines if line.table == kind.title) for kind in KINDS}

    @property
    def is_idle(self) -> bool:
        return all(line.change == Change.SAME for line in self.lines)

    @property
    def digest(self) -> str:
        """Tells whether what is confirmed is still what was shown."""
        return hashlib.sha256(repr((self.lines, self.troubles)).encode()).hexdigest()

    def wrong(self, kind: Kind, row: Row, column: str, sentence: str) -> None:
        """Note what is wrong with a cell, once: what is said first is the plainest."""
        if self.is_fine(kind, row, column):
            label = next((heading.label for heading in kind.headings if heading.name == column), "")
            self.troubles.append(Trouble(kind.title, row.number, label, sentence))
            self.flawed.add((kind.title, row.number, column))

    def is_fine(self, kind: Kind, row: Row, *columns: str) -> bool:
        """Whether nothing is wrong with these cells of the row; without a column, with any."""
        names = columns or [heading.name for heading in kind.headings]
        return not any((kind.title, row.number, name) in self.flawed for name in names)

    def tell(self, kind: Kind, row: Row, change: Change, about: str, details: tuple[str, ...] = ()) -> None:
        self.lines.append(Line(kind.title, row.number, change, about, details))


def look_at_cells(plan: Plan, kind: Kind, row: Row) -> None:
    """Whether the cells can be read at all: needed ones filled, none too long, none with odd characters."""
    for heading in kind.headings:
        cell = row[heading.name]
        if heading.is_needed and not cell:
            plan.wrong(kind, row, heading.name, _("%s belum diisi.") % heading.label)
        elif len(cell) > heading.most:
            plan.wrong(kind, row, heading.name, _("Paling panjang %d huruf.") % heading.most)
        elif not cell.isprintable():
            plan.wrong(kind, row, heading.name, _("Ada ganti baris atau karakter yang tidak bisa kami baca."))


def changed(row: object, columns: Mapping[str, object], labels: dict[str, str]) -> tuple[str, ...]:
    """Write the columns onto the row of a table; says what was and what is, for each that is different."""
    details = []
    for column, value in columns.items():
        was = getattr(row, column)
        if was != value:
            setattr(row, column, value)
            details.append(_("%(what)s: %(was)s → %(now)s") % {
                "what": labels[column], "was": _shown(was), "now": _shown(value),
            })  # fmt: skip
    return tuple(details)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return str(value) or "–"
