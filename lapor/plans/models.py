"""The tables of the room. A plan's state is written by `steps` alone."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from lapor.agencies.memberships import Seat
from lapor.agencies.models import Unit
from lapor.core.kept import KeptFile
from lapor.plans import roles

PERSON = settings.AUTH_USER_MODEL
SOON = timedelta(days=14)  # this long before its day an item is called to mind


class State(models.TextChoices):
    """The way of a plan, in its order."""

    DRAFT = "draft", _("Draf")
    APPROVED = "approved", _("Disetujui")
    SUBMITTED = "submitted", _("Dikirim")
    REGISTERED = "registered", _("Terdaftar")


class Part(models.TextChoices):
    """The parts that every plan has, in the order of the book."""

    INSTITUTION = "institution", _("Kelembagaan")
    GOVERNANCE = "governance", _("Tata kelola")
    ACTIVITY = "activity", _("Kegiatan")


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, seats: tuple[Seat, ...]) -> Self:
        """The plans that these seats may read."""
        return self.filter(agency__in=roles.readable(seats))


class Plan(models.Model):
    """What one agency will do in one year."""

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    profile = models.TextField(blank=True)
    register_number = models.CharField(max_length=20, unique=True, null=True, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)  # grows with each change of what it says and of its state
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")  # who changed its words last

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_once_per_agency_and_year", fields=["agency", "year"]),
            models.CheckConstraint(name="plan_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="plan_registered_has_its_number",
                condition=Q(state=State.REGISTERED, register_number__isnull=False)
                | (~Q(state=State.REGISTERED) & Q(register_number__isnull=True)),
            ),
        ]
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT


class Taken(models.Model):
    """A step that was taken with a plan: to which state, when, by whom, and why."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.state}"


class ItemQuerySet(models.QuerySet["Item"]):
    def pressing(self, day: date) -> Self:
        """Not done, of a plan that holds, and due within two weeks of that day or before it; the latest first."""
        held = self.exclude(plan__state=State.DRAFT).filter(progress__lt=100, due_date__lte=day + SOON)
        return held.select_related("plan", "owner_unit").order_by("due_date", "id")


class Item(models.Model):
    """One thing to be done: how it is measured, how far it shall come, whose it is and until when."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    part = models.CharField(max_length=12, choices=Part)
    title = models.CharField(max_length=200)
    indicator = models.CharField(max_length=300)
    target = models.CharField(max_length=200)
    owner_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True)
    due_date = models.DateField()
    progress = models.PositiveSmallIntegerField(default=0)  # in percent; the newest of its history
    version = models.PositiveIntegerField(default=1)  # grows with each progress, and with each change of its words

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="item_part_is_known", condition=Q(part__in=Part.values)),
            models.CheckConstraint(name="item_progress_is_percent", condition=Q(progress__lte=100)),
            models.CheckConstraint(name="item_is_somebodys", condition=Q(owner_unit__isnull=False) | ~Q(owner_name="")),
        ]
        indexes = [
            models.Index(name="item_not_done", fields=["due_date"], condition=Q(progress__lt=100)),
        ]
        ordering = ["due_date", "id"]

    def __str__(self) -> str:
        return f"item {self.pk}"

    @property
    def owner(self) -> str:
        """Whose it is: a person, a unit, or a person of a unit."""
        unit = self.owner_unit.name if self.owner_unit else ""
        return f"{self.owner_name}, {unit}" if self.owner_name and unit else self.owner_name or unit

    def is_late(self, day: date) -> bool:
        return self.progress < 100 and self.due_date < day

    def is_soon(self, day: date) -> bool:
        return self.progress < 100 and day <= self.due_date <= day + SOON


class Progress(models.Model):
    """How far an item had come at a moment, and what was said about it; kept as it was written."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="history")
    percent = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="progress_is_percent", condition=Q(percent__lte=100))]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.percent}"


class Evidence(KeptFile):
    """What shows that an item was done: a file or a link. Withdrawn, its file goes and its title stays."""

    room = "plans"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_link_until_withdrawn",
                condition=(
                    Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                    & (Q(link="", stored__gt="") | Q(link__gt="", stored=""))
                )
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, link="", stored=""),
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class TemplateRow(models.Model):
    """An item that the national administrator proposes to every agency; its month becomes a day of the plan's year."""

    part = models.CharField(max_length=12, choices=Part)
    title = models.CharField(max_length=200)
    indicator = models.CharField(max_length=300)
    target = models.CharField(max_length=200)
    due_month = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="templaterow_part_is_known", condition=Q(part__in=Part.values)),
            models.CheckConstraint(name="templaterow_month_is_one", condition=Q(due_month__gte=1, due_month__lte=12)),
        ]
        ordering = ["due_month", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def month_name(self) -> str:
        return str(MONTHS[self.due_month])
