"""`lapor demo`: accounts and reports for trying it out; only into an empty database."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lapor.accounts.models import User
from lapor.demo import content, people
from lapor.reports import escalation, fixing
from lapor.reports.models import Report


class Command(BaseCommand):
    help = "Mengisi basis data yang kosong dengan akun dan laporan contoh; --code menampilkan kode masuk akun contoh."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", metavar="SUREL", help="tampilkan kode masuk 6 angka sebuah akun contoh")

    def handle(self, *, code: str | None, **options: Any) -> None:
        if code:
            self._show_code(code)
            return
        if Report.objects.exists() or User.objects.exists():
            raise CommandError("Basis data ini sudah berisi akun atau laporan, jadi contoh tidak ditambahkan.")
        at = timezone.now()
        self.stdout.write("Akun contoh: membuat kata sandi dan faktor kedua …")
        path = people.create(at=at)
        content.create(at=at, say=self.stdout.write)
        escalation.sweep(at=at)
        fixing.ask(at=at)
        self.stdout.write(f"Akun contoh tertulis di {path}.")

    def _show_code(self, login: str) -> None:
        try:
            self.stdout.write(people.current_code(login.strip().lower(), at=timezone.now()))
        except Authenticator.DoesNotExist:
            raise CommandError("Ini bukan akun contoh. Kode akun lain ada di aplikasi autentikator pemiliknya.")
