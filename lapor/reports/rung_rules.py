"""Who may set when a clock climbs: the national admin, for every class or for one of them."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lapor.core.errors import NotFound, Refused
from lapor.reports import in_force
from lapor.reports.actors import Actor
from lapor.reports.deadline_rules import may_set_national, named_basis
from lapor.reports.ladder import MEASURES, Measure
from lapor.reports.lifecycle import ReportClass, Rung
from lapor.reports.models import RungRule

MOST = {Measure.PERCENT: 99, Measure.DAYS_LATE: 60, Measure.DAY_OF_MONTH: 15}


@dataclass(frozen=True)
class Line:
    """One rung: what holds for every class, and the classes that have a rule of their own."""

    rung: Rung
    measure: Measure
    general: RungRule | None
    own: list[RungRule]


def table() -> list[Line]:
    """The rungs that have rules, from the foot of the ladder up."""
    rules = list(RungRule.objects.order_by("report_class"))
    return [
        Line(
            rung,
            measure,
            next((rule for rule in rules if rule.rung == rung and not rule.report_class), None),
            [rule for rule in rules if rule.rung == rung and rule.report_class],
        )
        for rung, measure in MEASURES.items()
    ]


@transaction.atomic
def put(rung: Rung, report_class: str, *, amount: int, basis: str, by: Actor) -> None:
    """Say when this rung is reached, by every class ("") or by one.

    Raises NotFound for what is no rung or no class; Refused: `not_your_step`, `out_of_range`, `out_of_order`, `empty`.
    """
    _check_may(rung, report_class, by)
    if not 1 <= amount <= MOST[MEASURES[rung]]:
        raise Refused("out_of_range", _("Isi antara 1 dan %d.") % MOST[MEASURES[rung]], field="amount")
    RungRule.objects.update_or_create(
        rung=rung, report_class=report_class, defaults={"amount": amount, "basis": named_basis(basis)}
    )
    in_force.forget()
    _check_order()


@transaction.atomic
def drop(rung: Rung, report_class: str, *, by: Actor) -> None:
    """Let a class climb as every other. Raises NotFound; Refused: `not_your_step`, `out_of_order`."""
    _check_may(rung, report_class, by)
    if not report_class:
        raise NotFound(rung)
    RungRule.objects.filter(rung=rung, report_class=report_class).delete()
    in_force.forget()
    _check_order()


def _check_may(rung: Rung, report_class: str, by: Actor) -> None:
    if rung not in MEASURES or report_class not in ("", *ReportClass.values):
        raise NotFound(rung)
    if not may_set_national(by):
        raise Refused("not_your_step", _("Tangga keterlambatan ditetapkan oleh admin nasional."))


def _check_order() -> None:
    """The first warning comes before the second, in every class."""
    amounts = {(rule.rung, rule.report_class): rule.amount for rule in RungRule.objects.all()}
    for report_class in ("", *ReportClass.values):
        first, second = (
            amounts.get((rung, report_class), amounts.get((rung, ""), 0))
            for rung in (Rung.FIRST_WARNING, Rung.SECOND_WARNING)
        )
        if first >= second:
            raise Refused("out_of_order", _("Peringatan pertama harus sebelum peringatan kedua."), field="amount")
