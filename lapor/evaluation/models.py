"""The tables of the room. What is published never changes: a correction is a new edition."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Kind, Role, Unit
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.roles import EVERYWHERE, OWN
from lapor.reports.actors import Actor
from lapor.reports.models import Report


class Predicate(models.TextChoices):
    VERY_GOOD = "very_good", _("Sangat Baik")
    GOOD = "good", _("Baik")
    FAIR = "fair", _("Sedang")
    POOR = "poor", _("Kurang")


class Size(models.TextChoices):
    """How many reports an agency had to deal with, compared with others of its kind."""

    FEW = "few", _("sedikit laporan")
    MEDIUM = "medium", _("laporan sedang")
    MANY = "many", _("banyak laporan")


class MethodQuerySet(models.QuerySet["Method"]):
    def of(self, half: HalfYear) -> "Method":
        """The one that was in force when this half-year began; the first one holds for all before it."""
        known = self.filter(since__lte=half.first).order_by("-since", "-pk").first()
        return known or self.order_by("since", "-pk")[0]


class Method(models.Model):
    """How figures become a score and a score a predicate, by version. Made by `methods.announce`, never altered."""

    since = models.DateField()  # the first day of the half-year from which it holds
    weights = models.JSONField()  # of 100, by indicator
    very_good = models.PositiveSmallIntegerField()  # a predicate is given from this score on
    good = models.PositiveSmallIntegerField()
    fair = models.PositiveSmallIntegerField()
    smallest = models.PositiveSmallIntegerField()  # below so many reports a figure gives no rate
    few_below = models.PositiveIntegerField()  # what few and many reports are
    many_from = models.PositiveIntegerField()
    basis = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = MethodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="method_predicates_in_order",
                condition=Q(very_good__lte=100, very_good__gt=F("good"), good__gt=F("fair"), fair__gt=0),
            ),
            models.CheckConstraint(
                name="method_sizes_in_order",
                condition=Q(smallest__gte=1, few_below__gte=1, many_from__gt=F("few_below")),
            ),
        ]

    def __str__(self) -> str:
        return self.basis

    @property
    def half(self) -> HalfYear:
        return HalfYear.of(self.since)


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def newest_first(self) -> Self:
        return self.order_by("-year", "-semester", "-edition")

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def in_force(self) -> Self:
        """Of each half-year the last published edition."""
        last = self.published().order_by("year", "semester", "-edition").distinct("year", "semester")
        return self.filter(pk__in=last.values("pk")).newest_first()


class Evaluation(models.Model):
    """One half-year of all agencies: a draft that is counted again and again, until it is published."""

    year = models.PositiveSmallIntegerField()
    semester = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="evaluation_edition_once", fields=["year", "semester", "edition"]),
            models.UniqueConstraint(
                name="evaluation_one_draft", fields=["year", "semester"], condition=Q(published_at__isnull=True)
            ),
            models.CheckConstraint(name="evaluation_semester_1_or_2", condition=Q(semester__in=[1, 2])),
            models.CheckConstraint(
                name="evaluation_published_was_counted",
                condition=Q(published_at__isnull=True) | Q(counted_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.semester} ({self.edition})"

    @property
    def half(self) -> HalfYear:
        return HalfYear(self.year, self.semester)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, by: Actor) -> Self:
        """What is published is everybody's; of a draft, agencies see their own and a coordinator its province."""
        if any(seat.role in EVERYWHERE for seat in by.seats):
            return self
        seen = Q(evaluation__published_at__isnull=False)
        for seat in by.seats:
            if seat.role in OWN or seat.role == Role.COORDINATOR:
                seen |= Q(agency=seat.agency_id)
            if seat.role == Role.COORDINATOR:
                seen |= Q(agency__coordinator=seat.unit_id)
        return self.filter(seen)


class Result(models.Model):
    """One agency in one evaluation, as it was counted; written in the order in which a ranking is read."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="results")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()  # by indicator: [part, whole, median days or mean rating]
    received = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    size = models.CharField(max_length=6, choices=Size)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # None: too little to judge by
    predicate = models.CharField(max_length=9, choices=Predicate, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)
    ranked = models.PositiveSmallIntegerField(default=0)  # how many of this kind and size have a score

    objects = ResultQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="result_once", fields=["evaluation", "agency"])]

    def __str__(self) -> str:
        return f"{self.agency_id} in {self.evaluation_id}"


class CaseQuerySet(models.QuerySet["Case"]):
    def behind(self, evaluation: Evaluation, agency_id: int, indicator: str, which: str) -> Self:
        """The reports that a figure was counted from: `whole`, its `part`, or the `rest`."""
        found = self.filter(evaluation=evaluation, agency=agency_id, counted__contains=[indicator])
        if which == "part":
            return found.filter(met__contains=[indicator])
        return found.exclude(met__contains=[indicator]) if which == "rest" else found


class Case(models.Model):
    """One report that counted for one agency: for which figures, and for which of them on the meant side."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="cases", db_index=False)
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)
    counted = ArrayField(models.CharField(max_length=12))
    met = ArrayField(models.CharField(max_length=12))
    days = models.PositiveIntegerField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="case_once", fields=["evaluation", "agency", "report"])]

    def __str__(self) -> str:
        return f"{self.report_id} for {self.agency_id}"
