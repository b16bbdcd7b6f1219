"""Fixing which reports something is about: one statement, however many there are."""

from django.db import connection, models


def fix(rows: type[models.Model], *columns: str, chosen: models.QuerySet) -> int:
    """Insert what `chosen` (a `values_list`) finds into these columns; returns how many rows it made."""
    select, values = chosen.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        # The names are our own tables' and the statement Django's; what somebody typed is in `values`.
        cursor.execute(f"INSERT INTO {rows._meta.db_table} ({', '.join(columns)}) {select}", values)  # noqa: S608
        return cursor.rowcount
