"""The deadlines and the ladder that every installation starts with, and the basis of each; agencies may be stricter."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lapor.reports import in_force
from lapor.reports.lifecycle import ClockKind, ReportClass, Rung
from lapor.reports.models import DeadlineRule, RungRule

PERMENPANRB = "PermenPANRB 62/2018"
UU_25 = "UU 25/2009"
OWN = "Ketetapan sistem"

# clock, class ("" for every class), days, in working days, basis
RULES = (
    (ClockKind.VERIFICATION, "", 3, True, PERMENPANRB),
    (ClockKind.FOLLOW_UP, "", 5, True, PERMENPANRB),
    (ClockKind.SETTLEMENT, ReportClass.INFORMATION, 5, True, PERMENPANRB),
    (ClockKind.SETTLEMENT, ReportClass.ASPIRATION, 5, True, PERMENPANRB),
    (ClockKind.SETTLEMENT, ReportClass.COMPLAINT, 14, True, PERMENPANRB),
    (ClockKind.SETTLEMENT, ReportClass.SUPERVISORY, 60, True, PERMENPANRB),
    (ClockKind.REPLY, "", 10, True, PERMENPANRB),
    (ClockKind.HOLD, "", 30, False, UU_25),
    (ClockKind.SIXTY_DAYS, "", 60, False, UU_25),
)

# rung, class ("" for every class), amount (of what: ladder.MEASURES), basis
RUNGS = (
    (Rung.FIRST_WARNING, "", 75, OWN),
    (Rung.SECOND_WARNING, "", 90, OWN),
    (Rung.COORDINATOR, "", 5, OWN),
    (Rung.NATIONAL, "", 1, OWN),
)


def is_loaded() -> bool:
    """Is there every rule without which no clock can start? Two queries."""
    known = set(DeadlineRule.objects.filter(agency=None).values_list("kind", "report_class"))
    rungs = set(RungRule.objects.filter(report_class="").values_list("rung", flat=True))
    return known >= {(kind, of) for kind, of, *_ in RULES} and rungs >= {rung for rung, *_ in RUNGS}


@transaction.atomic
def load(at: datetime, say: Callable[[str], object]) -> None:
    """Add the national rules that are missing; one that an administrator changed stays changed."""
    DeadlineRule.objects.bulk_create(
        [
            DeadlineRule(kind=kind, report_class=report_class, days=days, in_working_days=working, basis=basis)
            for kind, report_class, days, working, basis in RULES
        ],
        ignore_conflicts=True,
    )
    RungRule.objects.bulk_create(
        [
            RungRule(rung=rung, report_class=report_class, amount=amount, basis=basis)
            for rung, report_class, amount, basis in RUNGS
        ],
        ignore_conflicts=True,
    )
    in_force.forget()
    say("Tenggat: siap.")
