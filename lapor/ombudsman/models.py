"""The tables of the room: what the reporter tells the Ombudsman alone, and the packages that carry it there."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lapor.core.encryption import DataKey
from lapor.core.kept import KeptFile
from lapor.reports.lifecycle import Outcome
from lapor.reports.models import Report


class Disclosure(models.Model):
    """What the Ombudsman's law asks of a reporter, under the report's own key. Read it through details.py."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="disclosure")
    consent_at = models.DateTimeField()  # of the consent it was given under; with another one it counts for nothing
    at = models.DateTimeField()
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return f"disclosure of {self.report_id}"


class Package(KeptFile):
    """What was handed over of one report under one consent, and what the Ombudsman made of it."""

    room = "ombudsman"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="packages")
    consent_at = models.DateTimeField()
    made_at = models.DateTimeField()
    sha256 = models.BinaryField(max_length=32)
    taken_back_at = models.DateTimeField(null=True)  # the reporter's consent; the file is gone since then

    sent_at = models.DateTimeField(null=True)  # to the Ombudsman's own system, where one is set
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    withdrawal_sent_at = models.DateTimeField(null=True)  # to that system, which may have got the package before
    trouble = models.CharField(max_length=40, blank=True)  # a code, never what the other side said

    register = models.CharField(max_length=60, blank=True)  # the Ombudsman's number: its receipt
    acknowledged_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)  # the newest
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="package_once_a_consent", fields=["report", "consent_at"]),
            models.UniqueConstraint(name="package_register_once", fields=["register"], condition=~Q(register="")),
            models.CheckConstraint(name="package_outcome_known", condition=Q(outcome__in=["", *Outcome.values])),
            models.CheckConstraint(
                name="package_concluded_is_acknowledged", condition=Q(outcome="") | Q(acknowledged_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="package_to_send", fields=["next_try_at"], condition=Q(next_try_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.token)

    @property
    def _key(self) -> DataKey:
        """The report's own, unlike other kept files: who erases the report erases its packages."""
        return self.report.data_key

    @property
    def is_open(self) -> bool:
        """May it still be fetched? Never without the consent it was made under."""
        return bool(self.stored) and self.report.ombudsman_consent_at == self.consent_at


class Fetch(models.Model):
    """One download by an officer of the Ombudsman."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="fetches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = [F("at").desc()]

    def __str__(self) -> str:
        return f"fetch {self.pk}"
