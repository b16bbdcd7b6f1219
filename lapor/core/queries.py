"""Reading or writing one row, at the price of one row, and writing many at the price of one statement."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import connection
from django.db.models import Field, Model, QuerySet


def one[M: Model, Row](found: QuerySet[M, Row]) -> Row | None:
    """The only one of these, or None.

    `first()` would order them, and Django compares every selected column to write an ORDER BY: for a report with its
    units and keys that takes longer than the whole query.
    """
    return next(iter(found.order_by()[:1]), None)


def insert(row: Model) -> None:
    """Insert a row that is complete but for what the database itself fills in; sets its id.

    `save()` writes the statement anew for each row, which takes longer than carrying it out.
    """
    fields, statement = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, [_prepared(field, row) for field in fields])
        (row.pk,) = cursor.fetchone()
        row._state.adding = False


def update(row: Model, columns: Sequence[str]) -> None:
    """Save these columns of a row, as `save(update_fields=…)` does, at the price of the statement alone.

    Raises FieldDoesNotExist; ObjectDoesNotExist where the row is gone.
    """
    fields, statement = _change(type(row), tuple(columns))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(_prepared(field, row) for field in fields), row.pk])
        if cursor.rowcount != 1:
            raise ObjectDoesNotExist(row.pk)


def insert_many[M: Model](rows: Sequence[M]) -> None:
    """Insert rows that are complete but for what the database itself fills in; sets their ids.

    `bulk_create` writes out each value of each row where a column has a default of the database.
    """
    if not rows:
        return
    fields, statement = _insertion_of_many(type(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns(fields, rows))
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding = pk, False


def update_many(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Save these columns of many rows of one table. Raises FieldDoesNotExist.

    `bulk_update` writes a CASE with one line for each row and column, which costs more than the rows themselves.
    """
    if not rows:
        return
    fields, statement = _change_of_many(type(rows[0]), tuple(columns))
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns(fields, rows))


@cache
def _insertion(model: type[Model]) -> tuple[list[Field], str]:
    meta = model._meta
    fields = _written(meta.concrete_fields)
    names, places = ", ".join(_names(fields)), ", ".join(["%s"] * len(fields))
    return fields, f"INSERT INTO {meta.db_table} ({names}) VALUES ({places}) RETURNING {meta.pk.column}"  # noqa: S608  (our own names)


@cache
def _insertion_of_many(model: type[Model]) -> tuple[list[Field], str]:
    meta = model._meta
    fields = _written(meta.concrete_fields)
    names, arrays = ", ".join(_names(fields)), _arrays(fields)
    return (
        fields,
        f"INSERT INTO {meta.db_table} ({names}) SELECT * FROM unnest({arrays}) RETURNING {meta.pk.column}",  # noqa: S608  (our own names)
    )


@cache
def _change_of_many(model: type[Model], columns: tuple[str, ...]) -> tuple[list[Field], str]:
    meta = model._meta
    fields = [meta.pk, *_named(model, columns)]
    names = _names(fields)
    changes = ", ".join(f"{name} = new.{name}" for name in names[1:])
    return fields, (
        f"UPDATE {meta.db_table} AS known SET {changes} FROM unnest({_arrays(fields)}) AS new({', '.join(names)})"  # noqa: S608  (our own names)
        f" WHERE known.{names[0]} = new.{names[0]}"
    )


@cache
def _change(model: type[Model], columns: tuple[str, ...]) -> tuple[list[Field], str]:
    meta, fields = model._meta, _named(model, columns)
    changes = ", ".join(f"{name} = %s" for name in _names(fields))
    return fields, f"UPDATE {meta.db_table} SET {changes} WHERE {meta.pk.column} = %s"  # noqa: S608  (our own names)


def _named(model: type[Model], columns: Sequence[str]) -> list[Field]:
    fields = [field for field in model._meta.concrete_fields if field.name in columns]
    if len(fields) != len(set(columns)):
        raise FieldDoesNotExist(columns)
    return fields


def _written(fields: Iterable[Field]) -> list[Field]:
    """Those that the database doesn't fill in by itself."""
    return [field for field in fields if not (field.primary_key or field.generated or field.has_db_default())]


def _prepared(field: Field, row: Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


def _names(fields: Sequence[Field]) -> list[str]:
    return [connection.ops.quote_name(str(field.column)) for field in fields]


def _arrays(fields: Sequence[Field]) -> str:
    return ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)


def _columns(fields: Sequence[Field], rows: Sequence[Model]) -> list[list]:
    """The values column by column, as one array each: however many rows, as many parameters as columns."""
    return [[_prepared(field, row) for row in rows] for field in fields]
