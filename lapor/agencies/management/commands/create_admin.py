"""`lapor create-admin`: the first officer, who can then let in the others."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts import officers
from lapor.agencies import memberships
from lapor.agencies.models import NATIONAL_DESK, Role, Unit
from lapor.core.errors import Refused


class Command(BaseCommand):
    help = "Membuat akun petugas dengan satu peran: admin nasional, bila tidak disebut lain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="surel dinas, dipakai untuk masuk")
        parser.add_argument("--name", required=True, help="nama petugas yang dilihat orang lain")
        parser.add_argument("--role", choices=Role.values, default=Role.NATIONAL_ADMIN)
        parser.add_argument("--unit", default=NATIONAL_DESK, metavar="KODE", help="kode unit (bawaan: %(default)s)")
        parser.add_argument("--password", help="paling sedikit 12 huruf; tanpa ini dibuatkan dan ditampilkan")

    def handle(self, *, email: str, name: str, role: str, unit: str, password: str | None, **options: Any) -> None:
        at = timezone.now()
        where = Unit.objects.current(at).filter(code=unit).first()
        if where is None:
            raise CommandError(_("Unit %s tidak ada. Jalankan load-reference lebih dahulu.") % unit)
        chosen = password or secrets.token_urlsafe(15)
        try:
            with transaction.atomic():
                officer = officers.create(email, name, password=chosen, at=at)
                memberships.grant(officer, unit=where, role=Role(role), at=at)
        except Refused as refused:
            raise CommandError(refused.sentence)
        self.stdout.write(
            _("%(login)s kini %(role)s di %(unit)s.")
            % {
                "login": officer.login,
                "role": Role(role).label,
                "unit": where.name,
            }
        )
        if not password:
            self.stdout.write(_("Kata sandi: %s") % chosen)
