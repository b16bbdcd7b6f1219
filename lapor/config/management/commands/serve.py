"""`lapor serve`: the web server."""

import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Menjalankan web (Granian, WSGI)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="alamat yang didengarkan (%(default)s)")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="porta (%(default)s)")
        parser.add_argument("--workers", type=int, default=2, help="banyaknya proses (%(default)s)")
        parser.add_argument(
            "--threads", type=int, default=4, help="utas per proses, masing-masing satu koneksi (%(default)s)"
        )

    def handle(self, *, host: str, port: int, workers: int, threads: int, **options: object) -> None:
        """Become the web server, so that signals reach it. No access log: addresses tell who reported what."""
        granian = Path(sys.executable).with_name("granian")
        os.execv(  # noqa: S606
            granian,
            [
                *(str(granian), "--interface", "wsgi", "--host", host, "--port", str(port), "--http", "1", "--no-ws"),
                *("--workers", str(workers), "--blocking-threads", str(threads), "--workers-kill-timeout", "3"),
                *("--respawn-failed-workers", "--no-access-log", "--log-level", "warning"),
                "lapor.config.wsgi:application",
            ],
        )
