"""From figures to a score: pure arithmetic on what was counted and the method in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from lapor.agencies.models import Kind
from lapor.evaluation.indicators import SCORED, Indicator
from lapor.evaluation.models import Method, Predicate, Size

if TYPE_CHECKING:
    from lapor.evaluation.models import Result

NO_POINTS_AFTER = 60  # calendar days: after these the Ombudsman may step in
ENOUGH = 50  # of the hundred weights must have a rate, or there is no score
SHOWN = Decimal("0.1")


@dataclass(frozen=True)
class Figure:
    """What was counted: `part` of `whole` reports; `amount` is their median of days, or their mean rating."""

    part: int = 0
    whole: int = 0
    amount: float | None = None

    @property
    def share(self) -> Decimal | None:
        """In percent; None where there is nothing to take a share of."""
        return _rounded(Decimal(100 * self.part) / self.whole) if self.whole else None

    @property
    def rest(self) -> int:
        return self.whole - self.part


def points(indicator: Indicator, figure: Figure, method: Method) -> Decimal | None:
    """What a figure is worth, 0 to 100; None where it stands on too few reports."""
    if figure.whole < method.smallest:
        return None
    if indicator.in_days:
        left = NO_POINTS_AFTER - Decimal(str(figure.amount or 0))
        return _rounded(max(100 * left / NO_POINTS_AFTER, Decimal(0)))
    share = Decimal(100 * figure.part) / figure.whole
    return _rounded(100 - share if indicator.fewer_is_better else share)


def score(figures: Mapping[str, Figure], method: Method) -> Decimal | None:
    """The weighted mean of the points there are; None where these carry less than half of the weights."""
    earned, carried = Decimal(0), 0
    for indicator in SCORED:
        weight, worth = method.weights.get(indicator.key, 0), points(indicator, figures[indicator.key], method)
        if worth is not None:
            earned, carried = earned + weight * worth, carried + weight
    return _rounded(earned / carried) if carried >= ENOUGH else None


def predicate(scored: Decimal | None, method: Method) -> str:
    """By the score as it is shown: whoever reads 90,0 is "Sangat Baik" where that begins at 90."""
    if scored is None:
        return ""
    steps = ((method.very_good, Predicate.VERY_GOOD), (method.good, Predicate.GOOD), (method.fair, Predicate.FAIR))
    return next((given for least, given in steps if scored >= least), Predicate.POOR)


def size(received: int, method: Method) -> Size:
    if received < method.few_below:
        return Size.FEW
    return Size.MANY if received >= method.many_from else Size.MEDIUM


def ranked(results: Iterable["Result"]) -> list["Result"]:
    """In the order in which they are read, each with its place among those of its kind and size.

    Equal scores share a place and the next one is skipped; who has no score stands at the end of its group, and who has
    nobody to be compared with has no place.
    """
    kinds, sizes = list(Kind), [Size.MANY, Size.MEDIUM, Size.FEW]
    ordered = sorted(
        results,
        key=lambda each: (
            kinds.index(Kind(each.kind)), sizes.index(Size(each.size)),
            each.score is None, -(each.score or 0), each.agency.name,
        ),
    )  # fmt: skip
    for _group, members in groupby(ordered, key=lambda each: (each.kind, each.size)):
        scored = [result for result in members if result.score is not None]
        if len(scored) < 2:
            continue
        for place, result in enumerate(scored, start=1):
            above = scored[place - 2] if place > 1 else None
            result.rank = above.rank if above and above.score == result.score else place
            result.ranked = len(scored)
    return ordered


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(SHOWN, rounding=ROUND_HALF_UP)
