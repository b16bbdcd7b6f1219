"""The database as the migrations leave it, and the way back there from a test whose transactions were real.

Django would empty its tables: also of what a migration wrote, and not those of the queue, which aren't models.
"""

from django.db import connection, transaction


class Slate:
    """Remembers every row that there is now; there are few."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()")
            self._rows = {table: _copied(cursor, table) for (table,) in cursor.fetchall()}

    def wipe(self) -> None:
        """Delete, where the record's triggers would forbid it, and put back; 88 tables are truncated far slower."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in self._rows))
            for table, rows in self._rows.items():
                if rows:
                    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(rows)


def _copied(cursor, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)
