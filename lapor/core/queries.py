"""Reading one row, at the price of one row."""

from django.db.models import Model, QuerySet


def one[M: Model, Row](found: QuerySet[M, Row]) -> Row | None:
    """The only one of these, or None.

    `first()` would order them, and Django compares every selected column to write an ORDER BY: for a report with its
    units and keys that takes longer than the whole query.
    """
    return next(iter(found.order_by()[:1]), None)
