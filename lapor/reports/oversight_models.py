"""Tables beside the reports: priority programmes, samples of closed reports, and what an officer keeps an eye on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Unit
from lapor.agencies.validity import Dated, DatedQuerySet


class Programme(Dated):
    """A priority programme or a strategic issue of the government, by which reports are marked and watched."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Program prioritas")
        ISSUE = "issue", _("Isu strategis")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["kind", "name"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(name="programme_kind_known", condition=Q(kind__in=["programme", "issue"])),
        ]

    def __str__(self) -> str:
        return self.name


class Sample(models.Model):
    """One draw among the reports that an agency closed in one half of a year; there is no second one."""

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    half_from = models.DateField()  # the first of January or of July
    seed = models.CharField(max_length=32)  # with it and the numbers anybody can draw it again
    population = models.PositiveIntegerField()  # among how many it was drawn
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_for = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose officer that was
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="sample_drawn_once", fields=["agency", "half_from"])]

    def __str__(self) -> str:
        return f"{self.agency} {self.half_from}"


class SampledReport(models.Model):
    """One report of a sample, in the order in which it was drawn."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="drawn")
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=12, blank=True)  # what the first inspection after the draw found
    inspected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="sampledreport_once", fields=["sample", "report"]),
            models.CheckConstraint(
                name="sampledreport_result_known", condition=Q(result__in=["", "verified", "not_verified"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class Watch(models.Model):
    """An officer follows a report; nobody else learns of it."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="watch_once", fields=["officer", "report"])]

    def __str__(self) -> str:
        return f"watch {self.pk}"
