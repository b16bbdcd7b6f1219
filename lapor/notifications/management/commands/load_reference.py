"""`lapor load-reference`: what every installation starts with. It lives here to reach all rooms."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lapor.agencies import reference as agencies_reference
from lapor.notifications import reference as notifications_reference
from lapor.regions import reference as regions_reference
from lapor.reports import reference as reports_reference

# In this order: governments are derived from regions.
PARTS = (regions_reference.load, agencies_reference.load, reports_reference.load, notifications_reference.load)


class Command(BaseCommand):
    help = "Memuat wilayah, instansi, unit, kategori, tenggat, dan aturan pemberitahuan; boleh diulang kapan saja."

    def handle(self, **options: Any) -> None:
        at = timezone.now()
        for load in PARTS:
            load(at, self.stdout.write)
