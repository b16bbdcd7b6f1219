"""Full-text search that stays quick when there are millions: the newest that match are looked for slice by slice.

Asked for "the newest thousand", PostgreSQL either reads the table backwards or takes every match there is and sorts;
for words that are neither common nor rare both are slow, and it can't tell beforehand. So one index holds, beside the
words and who may see a report, which slice of the table it lies in, and the search ends with the slice that fills it.
"""

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import F
from django.db.models.expressions import CombinedExpression
from django.db.models.lookups import Exact

SLICE = 14  # bits: 16,384 reports that came one after another
MOST = 1000  # so many of the newest are weighed: a common word must not cost more than a rare one


def query(words: str) -> SearchQuery:
    """Indonesian stems; quotes and minus work as people know them."""
    return SearchQuery(words, search_type="websearch", config="indonesian")


def slice_of_table() -> CombinedExpression:
    """Which slice a report lies in: the first column of the index that searches use."""
    return F("id").bitrightshift(SLICE)


def _slice_of_table() -> models.Func:
    """The same in a query: written out, because the planner can't match the index with a parameter."""
    return models.Func(F("id"), template=f"(%(expressions)s >> {SLICE})", output_field=models.BigIntegerField())


class _Slice(models.Expression):
    """The slice that `Newest` is at."""

    output_field = models.BigIntegerField()

    def as_sql(self, compiler, connection):
        return "slice.n", []


class Newest(models.Subquery):
    """The newest ids of a query on reports, at most MOST."""

    template = (
        "(SELECT found.id FROM generate_series((SELECT max(id) FROM reports_report) >> %(bits)s, 0, -1) slice(n)"
        " CROSS JOIN LATERAL (%(subquery)s) found(id) LIMIT %(most)s)"
    )

    def __init__(self, reports: models.QuerySet) -> None:
        within = reports.filter(Exact(_slice_of_table(), _Slice())).order_by("-id").values("pk")[:MOST]
        super().__init__(within, bits=SLICE, most=MOST)
