"""Tables beside the reports: priority programmes, samples of closed reports, and what an officer keeps an eye on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Unit


class Programme(models.Model):
    """A priority programme or a strategic issue of the government, by which reports are marked and watched."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Program prioritas")
        ISSUE = "issue", _("Isu strategis")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # its last day

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(name="programme_kind_known", condition=Q(kind__in=["programme", "issue"])),
            models.CheckConstraint(
                name="programme_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
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

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="sampledreport_once", fields=["sample", "report"])]

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
