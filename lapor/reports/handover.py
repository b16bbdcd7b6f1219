"""What becomes of reports when units change: handed to a successor one by one, seen by whoever is above them now."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.accounts.models import User
from lapor.agencies import units
from lapor.agencies.models import Unit
from lapor.core.errors import Refused
from lapor.reports import referral
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import STEPS, Action
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet

# Everybody above the unit may see what it holds; of a secret report those who were above it may no longer look.
SEEN_FROM_ABOVE = """
UPDATE reports_report AS report
SET circle = ARRAY(
    SELECT DISTINCT seen FROM unnest(
        CASE WHEN report.is_secret THEN '{}'::bigint[] ELSE report.circle END
        || string_to_array(trim(both '/' from unit.path), '/')::bigint[]
    ) AS seen ORDER BY seen
)
FROM agencies_unit AS unit
WHERE unit.id = report.holder_id AND unit.path LIKE %s || '%%'
"""


def to_pass_on(unit: Unit) -> ReportQuerySet:
    """Open reports of this unit that a successor can be given now."""
    return Report.objects.filter(holder=unit, state__in=sorted(STEPS[Action.REFER].origin))


def waiting(unit: Unit) -> ReportQuerySet:
    """Open reports of this unit in which the reporter has the word: they are passed on when it comes back."""
    return Report.objects.filter(holder=unit).waiting_for_reporter()


def pass_on(number: int, *, of: Unit, to: Unit, by: Actor, at: datetime) -> Report:
    """Refer one report of a unit to its successor; one that the unit no longer has stays where it is.

    Call it in a transaction. Raises what `referral.refer` raises.
    """
    report = Report.objects.locked(number, by=by)
    if report.holder_id != of.pk:
        return report
    return referral.hand_on(report, to=to, by=by, at=at, note=_("Serah terima dari %s.") % of.name)


@transaction.atomic
def move_unit(unit: Unit, *, under: Unit, by: User, at: datetime) -> Unit:
    """Move a unit in its tree; whoever is above it now sees its reports. Raises what `units.move` raises."""
    moved = units.move(unit, under=under, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(SEEN_FROM_ABOVE, [moved.path])
    return moved


@transaction.atomic
def end_unit(unit: Unit, *, by: User, at: datetime, succeeded: bool = False) -> Unit:
    """End a unit that has no work left. `succeeded`: what waits for reporters may stay, an admin sees to it later.

    Raises Refused: `has_reports`, and what `units.end` raises.
    """
    ended = units.end(unit, by=by, at=at)
    left = to_pass_on(unit) if succeeded else Report.objects.filter(holder=unit).open()
    if count := left.count():
        sentence = ngettext(
            "%(name)s masih memegang %(count)d laporan terbuka. Serahkan dahulu kepada unit penerus.",
            "%(name)s masih memegang %(count)d laporan terbuka. Serahkan dahulu kepada unit penerus.",
            count,
        )
        raise Refused("has_reports", sentence % {"name": unit.name, "count": count})
    return ended
