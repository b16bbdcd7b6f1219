"""The deadlines that every installation starts with, and the regulation of each; agencies may be stricter."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lapor.reports.lifecycle import ClockKind, ReportClass
from lapor.reports.models import DeadlineRule

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
    say("Tenggat: siap.")
