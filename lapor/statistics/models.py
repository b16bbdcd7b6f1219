"""The tables of the room. Copies all: `rebuild` and `spots` write them, and could write them again."""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Category, Unit
from lapor.regions.models import Region


class Grain(models.TextChoices):
    """Of what a fact tells. Each event is counted once in every grain, so facts of two grains are never added up."""

    NATION = "nation", _("seluruh Indonesia")
    AGENCY = "agency", _("instansi")
    UNIT = "unit", _("unit")
    TOPIC = "topic", _("topik, seluruh Indonesia")
    AGENCY_TOPIC = "agency_topic", _("topik di satu instansi")
    DOOR = "door", _("jalan masuk, seluruh Indonesia")
    AGENCY_DOOR = "agency_door", _("jalan masuk di satu instansi")


def _copied(to: type[models.Model]) -> models.ForeignKey:
    """The database needn't check millions of rows against a table that one statement has just taken them from."""
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )


def _amount() -> models.IntegerField:
    return models.IntegerField(default=0)


CELL, REGION = "g", "r"  # what the place of a hot spot is, in its address


class DailyFactQuerySet(models.QuerySet["DailyFact"]):
    """One grain at a time: what is read of two can't be added up by mistake."""

    def of_nation(self) -> Self:
        return self.filter(grain=Grain.NATION)

    def of_agencies(self, agencies: Collection[int] | None = None) -> Self:
        """Each agency's, or those of some."""
        facts = self.filter(grain=Grain.AGENCY)
        return facts if agencies is None else facts.filter(agency__in=agencies)

    def of_units(self, agency: int) -> Self:
        """Those of the units of one agency, itself as a holder among them."""
        return self.filter(grain=Grain.UNIT, agency=agency)

    def of_topics(self, agencies: Collection[int] | None = None) -> Self:
        """Each topic's, in the whole country or in some agencies."""
        if agencies is None:
            return self.filter(grain=Grain.TOPIC)
        return self.filter(grain=Grain.AGENCY_TOPIC, agency__in=agencies)

    def of_doors(self, agencies: Collection[int] | None = None) -> Self:
        """Each way in, in the whole country or in some agencies."""
        if agencies is None:
            return self.filter(grain=Grain.DOOR)
        return self.filter(grain=Grain.AGENCY_DOOR, agency__in=agencies)

    def within(self, first: date, last: date) -> Self:
        return self.filter(day__range=(first, last))


class DailyFact(models.Model):
    """What happened on one day (of Jakarta) to the reports of an agency, a unit, a topic, a door or the whole country.

    What an office did counts for whoever held the report before the step; what came, for whoever held it after. A
    divided report counts through its parts, except that nationally it was received once.
    """

    day = models.DateField()
    grain = models.CharField(max_length=12, choices=Grain)
    agency = _copied(Unit)
    unit = _copied(Unit)  # the holder; of the agency itself too
    topic = _copied(Category)  # the upper category that the report has now: a correction corrects the past as well
    door = models.CharField(max_length=11, blank=True)  # a Channel, or a CameBy of what a desk entered

    received = _amount()  # nationally: sent; of an agency or unit: came to it, from reporters or from others
    verified = _amount()
    verified_in_time = _amount()
    followed_up = _amount()  # first follow-up or answer after it came
    followed_up_in_time = _amount()
    answered = _amount()
    answered_in_time = _amount()  # within the clock of the report's class
    planned = _amount()  # answers that name a day
    refused = _amount()  # answers that name a legal ground
    settled = _amount()  # closed, by the reporter or by time
    settled_in_time = _amount()
    reopened = _amount()
    returned = _amount()  # given back: not our authority
    contested = _amount()
    appeals_decided = _amount()  # answers to a contested report
    corrected = _amount()  # those that put the contested answer right
    archived = _amount()
    rated = _amount()
    rating_sum = _amount()
    inspected = _amount()
    confirmed = _amount()  # inspections that found it to be as the answer says
    open_change = _amount()  # the sum over all days until one: open at its end
    late_change = _amount()

    objects = DailyFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dailyfact_once", fields=["grain", "day", "agency", "unit", "topic", "door"], nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(name="dailyfact_of_agency", fields=["agency", "grain", "day"]),
            # A year of all agencies is a hundred thousand facts: their answers are read from here alone.
            models.Index(
                name="dailyfact_answers",
                fields=["day", "agency"],
                include=["answered", "answered_in_time"],
                condition=models.Q(grain="agency"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.grain}"


class HotSpotQuerySet(models.QuerySet["HotSpot"]):
    def at(self, agency: int, category: int, place: str) -> Self:
        """The spot of this matter at a `place` as an address has it; none where that can't be read."""
        number = place[1:]
        if not (number.isascii() and number.isdecimal() and len(number) <= 18):
            return self.none()
        of = self.filter(agency=agency, category=category)
        if place[0] == CELL:
            return of.filter(grid=int(number))
        return of.filter(grid__isnull=True, region=int(number)) if place[0] == REGION else self.none()


class HotSpot(models.Model):
    """The same matter at the same place again and again within a year, told by reports that aren't secret."""

    agency = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, related_name="+")
    grid = models.BigIntegerField(null=True)  # the map cell, where the reporters pinned it
    reports = models.PositiveIntegerField()
    came_back = models.PositiveIntegerField()  # how many came after an earlier one had been closed
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = HotSpotQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="hotspot_of_agency", fields=["agency", "-reports", "id"]),
            models.Index(name="hotspot_most", fields=["-reports", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.region_id}: {self.reports}"

    @property
    def place(self) -> str:
        """Where it is, for its address: it stays while the row is made anew every night."""
        return f"{REGION}{self.region_id}" if self.grid is None else f"{CELL}{self.grid}"
