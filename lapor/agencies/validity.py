"""From–to: everything in this room comes and goes, and history keeps what was. One rule for all of it."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


def in_force(at: datetime, prefix: str = "") -> Q:
    """What holds on the day of `at`; `prefix` reaches a related row ("unit__")."""
    day = timezone.localdate(at)
    until = f"{prefix}valid_until"
    return Q(**{f"{prefix}valid_from__lte": day}) & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": day}))


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    def current(self, at: datetime) -> Self:
        """What holds on the day of `at`."""
        return self.filter(in_force(at))


class Dated(models.Model):
    """A row that holds from one day until another; ending it today takes effect at once."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="the first day on which it no longer holds")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def is_current(self, at: datetime) -> bool:
        """Does it hold on the day of `at`? The same rule as `in_force`, for a row that is at hand."""
        day = timezone.localdate(at)
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds: what a decree says, and people understand, by "until"."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None
