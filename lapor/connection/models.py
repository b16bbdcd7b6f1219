"""The tables of the room. A step of the ladder is written by `ladder.record` alone and never altered."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lapor.accounts.models import OneTimeSecret
from lapor.agencies.models import TeamDecree, Unit
from lapor.core.kept import KeptFile

ROOM = "connection"  # the folder of its files
PERSON = settings.AUTH_USER_MODEL


class Status(models.TextChoices):
    """The rungs of the ladder, from the ground up."""

    NOT_CONNECTED = "not_connected", _("Belum terhubung")
    INVITED = "invited", _("Diundang")
    DECREE_SENT = "decree_sent", _("SK Tim dikirim")
    TRAINED = "trained", _("Sudah bimtek")
    CONNECTED = "connected", _("Terhubung")
    INTEGRATED = "integrated", _("Terintegrasi")

    @property
    def is_connected(self) -> bool:
        """Do reports for such an agency come to its own inbox?"""
        return self in (Status.CONNECTED, Status.INTEGRATED)

    @property
    def colour(self) -> str:
        """Which of the three public states it looks like."""
        if self.is_connected:
            return "selesai"
        return "belum" if self == Status.NOT_CONNECTED else "proses"


class Invitation(models.Model):
    """A link on its way to the person who shall lead an agency's team; good once, and for some days."""

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    token_tag = models.BinaryField(max_length=32, unique=True)
    secret = models.OneToOneField(OneTimeSecret, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, user__isnull=True)
                | Q(accepted_at__isnull=False, user__isnull=False, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class DecreeDocument(KeptFile):
    """A team decree as an agency sent it: it counts once somebody who leads the agency has looked and accepted it."""

    room = ROOM

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decree_documents")
    number = models.CharField(max_length=100)
    decree_date = models.DateField()
    about = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="the first day on which it no longer holds")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.CharField(max_length=500, blank=True)
    decree = models.ForeignKey(TeamDecree, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decreedocument_ends_after_it_begins", condition=Q(valid_until__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="decreedocument_waits_or_is_judged",
                condition=Q(judged_at__isnull=True, decree__isnull=True, refusal="")
                | Q(judged_at__isnull=False, decree__isnull=False, refusal="")
                | (Q(judged_at__isnull=False, decree__isnull=True) & ~Q(refusal="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        return self.judged_at is None

    @property
    def last_day(self) -> date:
        return self.valid_until - timedelta(days=1)


class Training(models.Model):
    """A training session (bimtek): when and where, by whom."""

    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    held_on = models.DateField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.about


class Participant(models.Model):
    """Somebody of an agency who is expected at a training, and whether they came."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="participants")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=120, blank=True)  # the part of the agency they work in
    attended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="participant_once_per_training", fields=["training", "agency", "name"])
        ]
        ordering = ["agency__name", "name"]

    def __str__(self) -> str:
        return f"participant {self.pk}"


class Material(KeptFile):
    """What a training hands out: a file or a link."""

    room = ROOM

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="material_is_a_file_or_a_link", condition=Q(link="", stored__gt="") | Q(link__gt="", stored="")
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One rung that an agency stepped on, up or down; the database refuses to alter or delete it."""

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="connection_steps")
    status = models.CharField(max_length=20, choices=Status)
    on_date = models.DateField(help_text="the day from which it stands so")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(DecreeDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    training = models.ForeignKey(Training, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="step_status_is_known", condition=Q(status__in=Status.values))]
        indexes = [models.Index(name="step_latest", fields=["agency", "-on_date", "-id"])]
        ordering = ["on_date", "id"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.status} {self.on_date}"


class Target(models.Model):
    """How many agencies of a kind shall be connected at the end of a year, as the national admin set it."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="target_once_per_year_and_kind", fields=["year", "kind"])]

    def __str__(self) -> str:
        return f"{self.year} {self.kind}: {self.number}"
