"""Columns: types that Django lacks, and codes that the database checks."""

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Func


class Xid8Field(models.Field):
    """PostgreSQL's xid8: which transaction wrote the row. Read "since" only up to pg_snapshot_xmin, so that a
    transaction that commits late is never skipped."""

    def db_type(self, connection):
        return "xid8"


class CurrentTransaction(Func):
    template = "pg_current_xact_id()"
    output_field = Xid8Field()


def known_code(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The database refuses a code that the program doesn't know."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))
