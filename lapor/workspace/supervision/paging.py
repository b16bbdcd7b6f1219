"""Lists that end after one page and go on from the last row: no page numbers, no counting."""

from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from lapor.core.http import read_id

SIZE = 25


@dataclass(frozen=True)
class Rows[M: Model]:
    """One page; `next` is the address of the one after it, empty at the end."""

    rows: list[M]
    next: str
    is_first: bool


def page[M: Model](found: QuerySet[M], request: HttpRequest, *, by: str) -> Rows[M]:
    """The rows with the greatest `by` first, from the one on that `?sesudah=` names."""
    after = read_id(request.GET.get("sesudah", ""))
    last = found.filter(pk=after).values_list(by, flat=True).first() if after else None
    if last is not None:
        found = found.filter(Q(**{f"{by}__lt": last}) | Q(**{by: last}, pk__lt=after))
    rows = list(found.order_by(f"-{by}", "-pk")[: SIZE + 1])
    query = request.GET.copy()
    query["sesudah"] = str(rows[SIZE - 1].pk) if len(rows) > SIZE else ""
    return Rows(rows[:SIZE], f"?{query.urlencode()}" if query["sesudah"] else "", last is None)
