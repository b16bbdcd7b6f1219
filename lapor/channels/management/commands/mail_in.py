"""`lapor mail-in`: takes the mail that people send, on this machine's own port behind the mail server."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lapor.channels.email.listening import listening


class Command(BaseCommand):
    help = "Menerima surel dari server di depannya dengan SMTP atau LMTP: laporan, balasan, kegagalan (MAIL_IN_PORT)."

    def handle(self, **options: Any) -> None:
        if not settings.MAIL_DOMAIN:
            raise CommandError("MAIL_DOMAIN belum diisi: domain yang surelnya diserahkan ke sini.")
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, frame: stop.set())
        with listening(settings.MAIL_IN_HOST, settings.MAIL_IN_PORT):
            where = f"{settings.MAIL_IN_HOST}:{settings.MAIL_IN_PORT}"
            self.stdout.write(f"Menerima surel untuk {settings.MAIL_DOMAIN} di {where}")
            stop.wait()
