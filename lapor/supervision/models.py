"""The tables of the room: an event, a drive and a letter, and which reports each is about."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Kind, Unit
from lapor.reports.models import Report

ROMAN = ("I", "II", "III", "IV")

# --- outreach ------------------------------------------------------------------------------------------------------


class Audience(models.TextChoices):
    COMMUNITY = "community", _("Kelompok masyarakat")
    CAR_FREE_DAY = "car_free_day", _("Pengunjung hari bebas kendaraan")
    TRAVELLERS = "travellers", _("Pemudik dan penumpang")
    SCHOOL = "school", _("Sekolah dan kampus")
    MARKET = "market", _("Pedagang dan pengunjung pasar")
    OFFICERS = "officers", _("Aparatur dan perangkat desa")
    PUBLIC = "public", _("Masyarakat umum")


class OutreachEvent(models.Model):
    """People were told about LAPOR!: where, when, whom, how many; its code word says which reports came of it."""

    organiser = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # an agency or the national desk
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=24, unique=True, help_text='on the poster: "CFD-SANGATTA"')
    date = models.DateField()
    place = models.CharField(max_length=200)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=14, choices=Audience)
    people = models.PositiveIntegerField(help_text="an estimate")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="outreach_audience_known", condition=Q(audience__in=Audience.values)),
        ]
        indexes = [models.Index(name="outreach_newest", fields=["-date", "-id"])]

    def __str__(self) -> str:
        return self.code


class OutreachReport(models.Model):
    """This report came of that event. Nothing says who sent it."""

    event = models.ForeignKey(OutreachEvent, on_delete=models.CASCADE, related_name="reports")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="outreach_report_once", fields=["event", "report"])]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.report_id}"


# --- clearance drives ----------------------------------------------------------------------------------------------


class Drive(models.Model):
    """Old reports that are still open, to be settled by a day; which ones is fixed when it starts."""

    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=200, help_text="the circular or decree it follows")
    submitted_from = models.DateField()
    submitted_until = models.DateField(help_text="the last day that counts")
    due_date = models.DateField()
    target = models.PositiveSmallIntegerField(help_text="percent to be settled")
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind), default=list, blank=True)  # empty: every kind
    province = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="drive_ends_after_it_begins", condition=Q(submitted_until__gte=F("submitted_from"))
            ),
            models.CheckConstraint(name="drive_target_is_percent", condition=Q(target__range=(1, 100))),
        ]

    def __str__(self) -> str:
        return self.name


class DriveReport(models.Model):
    """One report of a drive, counted with the agency that had it on the first day, wherever it goes."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="reports")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="drive_report_once", fields=["drive", "report"])]
        indexes = [models.Index(name="drive_of_agency", fields=["drive", "agency", "report"])]

    def __str__(self) -> str:
        return f"{self.drive_id}: {self.report_id}"


# --- reprimands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quarter:
    """Three months, "triwulan III 2026"."""

    year: int
    number: int

    @classmethod
    def before(cls, day: date) -> "Quarter":
        """The last one that was over on that day."""
        number = (day.month - 1) // 3
        return cls(day.year, number) if number else cls(day.year - 1, 4)

    @property
    def slug(self) -> str:
        """As it stands in an address."""
        return f"{self.year}-{self.number}"

    def __str__(self) -> str:
        return gettext("triwulan %(number)s %(year)d") % {"number": ROMAN[self.number - 1], "year": self.year}


class Status(models.TextChoices):
    DRAFT = "draft", _("Rancangan")
    APPROVED = "approved", _("Disetujui, belum dikirim")
    SENT = "sent", _("Terkirim")
    DROPPED = "dropped", _("Tidak dilanjutkan")


class Way(models.TextChoices):
    EMAIL = "email", _("Surel")
    POST = "post", _("Pos atau kurir")
    BY_HAND = "by_hand", _("Diserahkan langsung")
    OFFICE = "office", _("Naskah dinas elektronik")


class Reprimand(models.Model):
    """A formal warning to an agency with overdue reports: drafted from the data, approved by a person."""

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)

    drafted_at = models.DateTimeField()  # the figures are of this moment
    open_count = models.PositiveIntegerField()
    overdue_count = models.PositiveIntegerField()
    secret_count = models.PositiveIntegerField()  # of the overdue ones: counted, their numbers are not listed
    oldest_due_at = models.DateTimeField()

    letter_year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)  # of the letter, in that year
    letter_date = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_for = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was dropped
    sent_way = models.CharField(max_length=8, choices=Way, blank=True)
    sent_date = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reprimand_once_a_quarter", fields=["agency", "year", "quarter"]),
            models.UniqueConstraint(
                name="reprimand_number_once", fields=["letter_year", "serial"], condition=Q(serial__isnull=False)
            ),
            models.CheckConstraint(name="reprimand_quarter_1_to_4", condition=Q(quarter__range=(1, 4))),
            models.CheckConstraint(name="reprimand_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="reprimand_decided_has_number",
                condition=Q(
                    serial__isnull=False, letter_year__isnull=False, letter_date__isnull=False, decided_by__isnull=False
                )
                | Q(status__in=[Status.DRAFT, Status.DROPPED]),
            ),
            models.CheckConstraint(
                name="reprimand_sent_has_way",
                condition=~Q(status=Status.SENT) | Q(sent_date__isnull=False) & ~Q(sent_way=""),
            ),
        ]
        indexes = [models.Index(name="reprimand_list", fields=["year", "quarter", "-overdue_count", "id"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}-{self.quarter}"

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def number(self) -> str:
        """As it stands on the letter; empty until somebody approved it."""
        return f"{self.serial:03d}/TEG/LAPOR/{self.letter_year}" if self.serial else ""


class ReprimandReport(models.Model):
    """A report that was overdue when the letter was drafted; those that are secret aren't listed."""

    reprimand = models.ForeignKey(Reprimand, on_delete=models.CASCADE, related_name="reports")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="reprimand_report_once", fields=["reprimand", "report"])]

    def __str__(self) -> str:
        return f"{self.reprimand_id}: {self.report_id}"
