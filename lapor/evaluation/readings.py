"""What a result says to people: each figure with its words, its share or days, and what it is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.evaluation import scoring
from lapor.evaluation.indicators import INDICATORS, Indicator
from lapor.evaluation.models import Evaluation, Method, Predicate, Result
from lapor.evaluation.scoring import Figure
from lapor.ui.charts import Figure as Bar
from lapor.ui.charts import Series

TONES = {Predicate.VERY_GOOD: "selesai", Predicate.GOOD: "selesai", Predicate.FAIR: "proses", Predicate.POOR: "belum"}


@dataclass(frozen=True)
class Reading:
    """One figure of one agency; `value` is said only where enough reports stand behind it, the counts always."""

    indicator: Indicator
    figure: Figure
    weight: int
    points: Decimal | None
    is_small: bool
    group: Figure  # the same of all agencies it is compared with

    @property
    def value(self) -> str:
        if self.is_small:
            return "–"
        return said(self.indicator, self.figure)

    @property
    def of_group(self) -> str:
        return said(self.indicator, self.group)

    @property
    def counts(self) -> str:
        """What stands behind it, also where that is too little for a rate."""
        counted = {"part": number_format(self.figure.part), "whole": number_format(self.figure.whole)}
        if self.indicator.in_days:
            return _("%(whole)s laporan") % counted
        return _("%(part)s dari %(whole)s laporan") % counted

    @property
    def share(self) -> Decimal | None:
        return None if self.is_small else self.figure.share

    @property
    def mean_rating(self) -> str:
        known = self.indicator.key == "satisfied" and not self.is_small and self.figure.amount is not None
        return number_format(round(self.figure.amount or 0, 1)) if known else ""


def of(result: Result, method: Method, group: Iterable[Result] = ()) -> list[Reading]:
    """Every figure of this result, in the order of the indicators; `group` are those it is compared with."""
    compared = [figures(each) for each in group]
    own = figures(result)
    return [
        Reading(
            indicator=indicator,
            figure=own[indicator.key],
            weight=method.weights.get(indicator.key, 0),
            points=scoring.points(indicator, own[indicator.key], method) if indicator.is_scored else None,
            is_small=own[indicator.key].whole < method.smallest,
            group=_together(each[indicator.key] for each in compared),
        )
        for indicator in INDICATORS
    ]


def figures(result: Result) -> dict[str, Figure]:
    """The counts of a result; a figure that was thought of after it was published is empty in it."""
    return {each.key: Figure(*result.figures.get(each.key, ())) for each in INDICATORS}


def said(indicator: Indicator, figure: Figure) -> str:
    """ "82,4%" or "6 hari"; "–" where there is nothing to say it of."""
    if not indicator.in_days:
        return "–" if figure.share is None else f"{number_format(figure.share)}%"
    if figure.amount is None:
        return "–"
    days = int(figure.amount) if figure.amount == int(figure.amount) else round(figure.amount, 1)
    return ngettext("%s hari", "%s hari", int(days)) % number_format(days)


def tone(predicate: str) -> str:
    """The colour that helps the word."""
    return TONES[Predicate(predicate)] if predicate else ""


def _together(figures: Iterable[Figure]) -> Figure:
    """Of several agencies: their reports put together. Medians can't be added up, so there is none."""
    known = list(figures)
    return Figure(sum(each.part for each in known), sum(each.whole for each in known))


def spread(predicates: Iterable[str]) -> list[Bar]:
    """How many agencies have which predicate, the best first; those without a score last."""
    held = list(predicates)
    bars = [Bar(str(choice.label), held.count(choice), tone=TONES[choice]) for choice in Predicate]
    return [*bars, Bar(_("Belum dinilai"), held.count(""), tone="note")]


def course(results: Iterable[Result]) -> list[Series]:
    """The scores of one agency from half-year to half-year, as a line."""
    points = [(each.evaluation.half.short, None if each.score is None else float(each.score)) for each in results]
    return [Series(_("Nilai"), points)]


def method_lines(method: Method) -> list[dict[str, Any]]:
    """Each indicator with its definition and weight, for whoever wants to know how it is counted."""
    return [{"indicator": each, "weight": method.weights.get(each.key, 0)} for each in INDICATORS]


def title(evaluation: Evaluation) -> str:
    """ "Semester I 2026", from the second edition on with its number."""
    if evaluation.edition == 1:
        return evaluation.half.name
    return _("%(half)s, edisi %(edition)d") % {"half": evaluation.half.name, "edition": evaluation.edition}


def shares(known: Iterable[Reading]) -> list[Bar]:
    """The figures that are shares, as bars: those where more is better first."""
    told = [each for each in known if each.figure.whole and not each.indicator.in_days]
    return [
        Bar(
            str(each.indicator.name),
            None if each.share is None else float(each.share),
            note=each.counts,
            tone="proses" if each.indicator.fewer_is_better else "",
        )
        for each in sorted(told, key=lambda each: each.indicator.fewer_is_better)
    ]
