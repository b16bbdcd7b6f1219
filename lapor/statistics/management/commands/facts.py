"""`lapor facts`: make the daily facts anew, after an import or a correction; the worker keeps them up to date."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lapor.statistics import spots
from lapor.statistics.rebuild import day_of, first_day, rebuild


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” bukan tanggal. Tulis seperti 2026-11-24.") from None


class Command(BaseCommand):
    help = "Menghitung ulang angka harian dan titik berulang dari catatan laporan. Aman diulang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=day, metavar="TANGGAL", help="hari pertama; tanpa ini: semua")
        parser.add_argument("--to", dest="last", type=day, metavar="TANGGAL", help="hari terakhir; tanpa ini: hari ini")

    def handle(self, *, first: date | None, last: date | None, **options: Any) -> None:
        at = timezone.now()
        first, last = first or first_day(), last or day_of(at)
        if first is None:
            self.stdout.write("Belum ada laporan, jadi belum ada angka.")
            return
        if first > last:
            raise CommandError(f"Hari pertama ({first}) sesudah hari terakhir ({last}).")
        self.stdout.write(f"{rebuild(first, last)} angka harian, {spots.find(at=at)} titik berulang.")
