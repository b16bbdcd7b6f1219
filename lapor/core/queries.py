"""Reading one row, at the price of one row, and writing many at the price of one statement."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model, QuerySet


def one[M: Model, Row](found: QuerySet[M, Row]) -> Row | None:
    """The only one of these, or None.

    `first()` would order them, and Django compares every selected column to write an ORDER BY: for a report with its
    units and keys that takes longer than the whole query.
    """
    return next(iter(found.order_by()[:1]), None)


def update_many(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Save these columns of many rows of one table.

    `bulk_update` writes a CASE with one line for each row and column, which costs more than the rows themselves.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [meta.pk, *(meta.get_field(column) for column in columns)]
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in fields]
    arrays = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields]
    changes = ", ".join(f"{name} = new.{name}" for name in names[1:])
    statement = (
        f"UPDATE {quote(meta.db_table)} AS known SET {changes} FROM unnest({arrays}) AS new({', '.join(names)})"  # noqa: S608  (our own names)
        f" WHERE known.{names[0]} = new.{names[0]}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
