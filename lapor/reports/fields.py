"""Column types that Django lacks."""

from django.db import models
from django.db.models.expressions import Func


class Xid8Field(models.Field):
    """PostgreSQL's xid8: which transaction wrote the row. Read "since" only up to pg_snapshot_xmin, so that a
    transaction that commits late is never skipped."""

    def db_type(self, connection):
        return "xid8"


class CurrentTransaction(Func):
    template = "pg_current_xact_id()"
    output_field = Xid8Field()
