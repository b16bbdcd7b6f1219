"""`lapor worker`: does what must not keep a visitor waiting."""

from django.core.management.base import BaseCommand, CommandParser

from lapor.config import worker


class Command(BaseCommand):
    help = "Menjalankan pekerja latar belakang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--processes", type=int, default=2, help="banyaknya proses (%(default)s)")
        parser.add_argument("--concurrency", type=int, default=4, help="tugas sekaligus per proses (%(default)s)")

    def handle(self, *, processes: int, concurrency: int, **options: object) -> None:
        worker.keep_working(processes=processes, concurrency=concurrency)
