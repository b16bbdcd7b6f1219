"""The tables of the room. Words and addresses of people never stand in them: a notice is rendered into the outbox."""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Unit
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports.models import Event, Report


class Way(models.TextChoices):
    """How somebody can be told; `bell` is the list inside the application."""

    BELL = "bell"
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    CHAT = "chat"
    WEBHOOK = "webhook"


class Rule(models.Model):
    """One line of the policy: on this occasion this audience is told, by these ways. Differences are rows, not code."""

    occasion = models.CharField(max_length=20, choices=Occasion)
    audience = models.CharField(max_length=12, choices=Audience)
    ways = ArrayField(models.CharField(max_length=10, choices=Way))
    is_on = models.BooleanField(default=True)
    in_digest = models.BooleanField(default=False)  # officers: told in the day's digest rather than at once

    class Meta:
        constraints = [models.UniqueConstraint(name="rule_once", fields=["occasion", "audience"])]

    def __str__(self) -> str:
        return f"{self.occasion} → {self.audience}"


class RuleChange(models.Model):
    """What somebody made of a line of the policy, and when; as it was shipped stands in policy.toml."""

    occasion = models.CharField(max_length=20, choices=Occasion)
    audience = models.CharField(max_length=12, choices=Audience)
    ways = ArrayField(models.CharField(max_length=10, choices=Way))
    is_on = models.BooleanField()
    in_digest = models.BooleanField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="rule_change_of", fields=["occasion", "audience", "-id"])]

    def __str__(self) -> str:
        return f"{self.occasion} → {self.audience}, {self.changed_at}"


@dataclass(frozen=True)
class Words:
    """What is said on one line of the policy, in one language, before it is filled in."""

    subject: str
    text: str
    short: str


class WordingQuerySet(models.QuerySet["Wording"]):
    def newest(self) -> Self:
        """The version of each line and language that counts."""
        line = ("occasion", "audience", "language")
        return self.order_by(*line, "-version").distinct(*line)


class Wording(models.Model):
    """What is said, in one language; the highest version counts, earlier ones stay."""

    occasion = models.CharField(max_length=20, choices=Occasion)
    audience = models.CharField(max_length=12, choices=Audience)
    language = models.CharField(max_length=5)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=120)
    text = models.TextField()  # mail, chat: whole sentences with {placeholders}
    short = models.CharField(max_length=300)  # SMS and push, before the placeholders are filled in
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="wording_version_once", fields=["occasion", "audience", "language", "version"])
        ]

    def __str__(self) -> str:
        return f"{self.occasion} → {self.audience} {self.language} {self.version}"

    @property
    def words(self) -> Words:
        return Words(self.subject, self.text, self.short)


class Signature(models.Model):
    """What an agency adds below the mails about its reports; it takes nothing away."""

    agency = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"signature of {self.agency_id}"


class Notice(models.Model):
    """One person told of one event. The row is the bell's entry; what went out is in the channels' outbox."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    recipient = models.BinaryField(max_length=32)  # channels.recipients: a tag that names nobody
    audience = models.CharField(max_length=12, choices=Audience)
    occasion = models.CharField(max_length=20, choices=Occasion)
    created_at = models.DateTimeField()
    digested_at = models.DateTimeField(null=True)  # officers: waits for, or went out with, the day's digest
    in_digest = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["event", "recipient"])]
        indexes = [
            models.Index(name="notice_of", fields=["recipient", "-id"]),
            models.Index(name="notice_unread", fields=["recipient"], condition=Q(read_at__isnull=True)),
            models.Index(
                name="notice_to_digest", fields=["recipient"], condition=Q(in_digest=True, digested_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.pk}"


class Preference(models.Model):
    """What somebody chose; without a row the policy's own ways apply."""

    recipient = models.BinaryField(max_length=32, unique=True)
    ways = ArrayField(models.CharField(max_length=10, choices=Way))
    digest = models.BooleanField(default=True)  # officers: one mail a day for what isn't urgent
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"preference {self.pk}"


class Digest(models.Model):
    """One mail to one officer for one day: a second one can't be made."""

    recipient = models.BinaryField(max_length=32)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(name="digest_once", fields=["recipient", "day"])]

    def __str__(self) -> str:
        return f"digest {self.day}"
