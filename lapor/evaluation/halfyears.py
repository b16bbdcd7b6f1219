"""Half-years: what an evaluation is about. Their days are those of the place, as everywhere in this house."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 2010, 2100


@dataclass(frozen=True, order=True)
class HalfYear:
    """January to June is semester 1, July to December semester 2."""

    year: int
    semester: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def now(cls, at: datetime) -> Self:
        return cls.of(timezone.localdate(at))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What an address or a form says ("2026-1"), or None where it says nothing of the kind."""
        found = re.fullmatch(r"(\d{4})-([12])", text, re.ASCII)
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            return None
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.semester == 1 else 7, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "HalfYear":
        return HalfYear(self.year, 2) if self.semester == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> "HalfYear":
        return HalfYear(self.year - 1, 2) if self.semester == 1 else HalfYear(self.year, 1)

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.semester}"

    @property
    def name(self) -> str:
        return _("Semester %(semester)s %(year)d") % {"semester": "I" * self.semester, "year": self.year}

    @property
    def short(self) -> str:
        """For the axis of a chart."""
        return f"{'I' * self.semester}/{self.year}"

    def __str__(self) -> str:
        return self.name

    def is_over(self, at: datetime) -> bool:
        """Over everywhere in the country: Jakarta is the last to see a day end, and the service's own clock."""
        return timezone.localdate(at) > self.last
