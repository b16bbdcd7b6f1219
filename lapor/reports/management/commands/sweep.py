"""`lapor sweep`: act on every clock that has run out; the worker does the same every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lapor.reports import escalation


class Command(BaseCommand):
    help = "Menjalankan semua tenggat yang sudah tiba: peringatan, terlambat, selesai, dan arsip. Aman diulang."

    def handle(self, **options: Any) -> None:
        done = escalation.sweep(at=timezone.now())
        self.stdout.write(", ".join(f"{action}: {count}" for action, count in sorted(done.items())) or "Tidak ada.")
