"""lapor load-boundaries FILE.geojson"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.regions import boundaries


class Command(BaseCommand):
    help = "Memuat batas wilayah dari berkas GeoJSON (WGS84; properti kode = kode Kemendagri, nama)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, metavar="BERKAS.geojson")

    def handle(self, *args, file: Path, **options) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("Berkas %(file)s tidak dapat dibaca: %(why)s.") % {"file": file, "why": error.strerror}
            )
        try:
            count = boundaries.load(content, at=timezone.now())
        except Refused as refused:
            raise CommandError(_("%s Tidak ada yang dimuat.") % refused.sentence)
        self.stdout.write(_("%d batas wilayah dimuat.") % count)
