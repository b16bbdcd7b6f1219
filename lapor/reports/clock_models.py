"""The tables of time: the clocks of a report, how long they run, and the ladder that a late one climbs."""

from django.db import models
from django.db.models import Q

from lapor.agencies.models import Unit
from lapor.reports.fields import known_code
from lapor.reports.lifecycle import ClockKind, ReportClass, Rung


class Clock(models.Model):
    """One deadline of one report, fixed when it starts; several run side by side. See clocks.py."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    started_at = models.DateTimeField()
    counted_from = models.DateTimeField()  # its start, or when it last went on after standing still
    counted_days = models.PositiveSmallIntegerField()  # from then until due
    due_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()  # in all, with extensions
    in_working_days = models.BooleanField()
    tz = models.CharField(max_length=40)
    calendar = models.CharField(max_length=80)  # version of the calendar it was computed with
    paused_since = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(choices=Rung, default=Rung.GROUND)  # of the ladder that it has reached
    extensions = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)  # when the sweep must look; null: never

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="clock_open_once",
                fields=["report", "kind"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clock_ends_one_way", condition=Q(met_at__isnull=True) | Q(cancelled_at__isnull=True)
            ),
            known_code("clock_kind_known", "kind", ClockKind),
        ]
        indexes = [
            # The sweep claims in this order; clocks that are done or standing still aren't in it.
            models.Index(
                name="clock_next",
                fields=["next_at", "id"],
                condition=Q(next_at__isnull=False, paused_since__isnull=True),
            ),
            # What has climbed to the coordinator or higher and still runs: few, whatever the number of clocks.
            models.Index(
                name="clock_climbed",
                fields=["report", "rung"],
                condition=Q(rung__gte=Rung.COORDINATOR, met_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.due_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.cancelled_at is None


class DeadlineRule(models.Model):
    """How long each clock runs: by class, and stricter by agency. Data, so that a new regulation is a row."""

    kind = models.CharField(max_length=12, choices=ClockKind)
    report_class = models.CharField(max_length=12, choices=ReportClass, blank=True)  # blank: every class
    agency = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField()
    in_working_days = models.BooleanField(default=True)
    basis = models.CharField(max_length=200)  # the regulation it comes from

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="deadlinerule_once", fields=["kind", "report_class", "agency"], nulls_distinct=False
            ),
            models.CheckConstraint(name="deadlinerule_positive", condition=Q(days__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class RungRule(models.Model):
    """When a clock of work reaches a rung of the ladder, by class. What `amount` counts: `ladder.Measure`."""

    rung = models.PositiveSmallIntegerField(choices=Rung)
    report_class = models.CharField(max_length=12, choices=ReportClass, blank=True)  # blank: every class
    amount = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=200)  # the regulation it comes from

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rungrule_once", fields=["rung", "report_class"]),
            models.CheckConstraint(name="rungrule_positive", condition=Q(amount__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.amount}"
