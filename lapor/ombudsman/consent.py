"""The reporter lets the Ombudsman read a report, or takes that back, with all that hangs on it."""

from datetime import datetime

from lapor.ombudsman import details, standing
from lapor.reports import overseeing
from lapor.reports.actors import Actor
from lapor.reports.models import Report


def give(number: int, *, by: Actor, at: datetime) -> Report:
    """The Ombudsman may read this report; the details can be filled in now or later. Call it in a transaction.

    Raises what `overseeing.consent` raises.
    """
    return overseeing.consent(number, given=True, by=by, at=at)


def take_back(number: int, *, by: Actor, at: datetime) -> Report:
    """From now on the Ombudsman reads nothing here: the details are erased, packages can't be fetched any more.

    Call it in a transaction. Raises what `overseeing.consent` raises.
    """
    report = overseeing.consent(number, given=False, by=by, at=at)
    details.forget(report, at=at)
    return report


def forget_left_behind(*, at: datetime) -> int:
    """Erase what outlived its consent. Call it in a transaction; returns of how many reports."""
    reports = Report.objects.select_for_update(of=("self",)).filter(pk__in=standing.left_behind())
    for report in reports:
        details.forget(report, at=at)
    return len(reports)
