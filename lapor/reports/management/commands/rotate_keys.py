"""`lapor rotate-keys`: after a new key was put first in LAPOR_KEYS, wrap everything with it."""

from typing import Any

from django.core.management.base import BaseCommand

from lapor.reports import keys


class Command(BaseCommand):
    help = "Membungkus ulang semua kunci laporan dan kontak dengan kunci pertama di LAPOR_KEYS; aman diulang."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{keys.rotate()} dibungkus ulang. Kunci lama kini boleh dikeluarkan dari LAPOR_KEYS.")
