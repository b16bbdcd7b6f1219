"""Days that a decree made free, or made working days, beside those the holiday package knows."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HolidayDecree(models.Model):
    """One day as a decree (SKB, regional holiday, election day) sets it; it wins over the package."""

    date = models.DateField(_("tanggal"), unique=True)
    name = models.CharField(_("nama"), max_length=120)
    working = models.BooleanField(
        _("hari kerja"), default=False, help_text=_("Centang bila hari ini tetap hari kerja.")
    )
    decree = models.CharField(_("nomor keputusan"), max_length=120)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["date"]
        verbose_name = _("keputusan hari libur")
        verbose_name_plural = _("keputusan hari libur")

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"
