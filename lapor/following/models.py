"""The one table of the room."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Category, Unit
from lapor.regions.models import Region
from lapor.reports.models import Report


class Kind(models.TextChoices):
    """What can be followed; each is also the name of its column."""

    REPORT = "report", _("Laporan")
    REGION = "region", _("Wilayah")
    CATEGORY = "category", _("Topik")
    AGENCY = "agency", _("Instansi")


class Way(models.TextChoices):
    EMAIL = "email", _("Surel")
    PUSH = "push", _("Pemberitahuan di peramban")


def _is(kind: Kind) -> Q:
    """It is of this kind, and exactly that column is filled in."""
    filled_in = {f"{other}__isnull": other != kind for other in Kind.values}
    return Q(kind=kind, **filled_in)


class FollowQuerySet(models.QuerySet["Follow"]):
    def of(self, recipient: bytes) -> "FollowQuerySet":
        return self.filter(recipient=recipient)

    def confirmed(self) -> "FollowQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def of_many(self) -> "FollowQuerySet":
        """Of an area, a topic or an agency: told once a day of what is new there."""
        return self.confirmed().exclude(kind=Kind.REPORT)


class Follow(models.Model):
    """Somebody follows one thing by one way, until a click ends it; the row names nobody."""

    kind = models.CharField(max_length=8, choices=Kind)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, related_name="+")
    agency = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")  # or a unit of one
    recipient = models.BinaryField(max_length=32)  # channels.recipients, or the tag of a mail address
    way = models.CharField(max_length=5, choices=Way)
    address_ciphertext = models.BinaryField(default=b"")  # only without an account
    language = models.CharField(max_length=5)
    token = models.UUIDField(default=uuid4, unique=True)  # in the links of its mails: confirms it, then ends it
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)  # of many: what was published up to then needn't be told any more

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="follow_once", fields=["recipient", *Kind.values, "way"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="follow_one_thing",
                condition=_is(Kind.REPORT) | _is(Kind.REGION) | _is(Kind.CATEGORY) | _is(Kind.AGENCY),
            ),
            models.CheckConstraint(name="follow_way_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="follow_of_many_knows_the_day",
                condition=Q(kind=Kind.REPORT) | Q(confirmed_at__isnull=True) | Q(told_until__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            # The job of the day claims in this order; single reports and what was never confirmed aren't in it.
            models.Index(
                name="follow_to_tell",
                fields=["told_until", "id"],
                condition=Q(confirmed_at__isnull=False) & ~Q(kind=Kind.REPORT),
            ),
            models.Index(name="follow_unconfirmed", fields=["created_at"], condition=Q(confirmed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"

    @property
    def thing(self) -> Any:
        """The report, region, category or unit."""
        return getattr(self, self.kind)

    def confirm(self, at: datetime) -> None:
        self.confirmed_at, self.told_until = at, None if self.kind == Kind.REPORT else at
