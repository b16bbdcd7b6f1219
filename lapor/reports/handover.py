"""What becomes of reports when units change: handed to a successor one by one, seen by whoever is above them now."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.accounts.models import User
from lapor.agencies import units
from lapor.agencies.models import Unit
from lapor.core.errors import Refused
from lapor.reports import record, referral
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action
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


def held(unit: Unit) -> ReportQuerySet:
    """What a successor takes over: every open report that the unit itself holds."""
    return Report.objects.filter(holder=unit).open()


def succeed(number: int, *, of: Unit, to: Unit, by: Actor, at: datetime) -> Report:
    """Give one report of a unit to its successor, where it stands and with its clocks; no longer the unit's, it stays.

    No referral: nobody decided anew who must act, so nothing begins anew. Call it in a transaction. Raises NotFound;
    Refused: `not_your_step`, `own_report`, `wrong_state`, `not_your_tree`.
    """
    report = Report.objects.locked(number, by=by)
    if report.holder_id != of.pk:
        return report
    step = report.may(Action.SUCCEED, by=by)
    inside = referral.targets(report, by=by, at=at).under(of.root)
    if not inside.filter(pk=to.pk).exists():
        raise Refused("not_your_tree", _("Pilih unit penerus di instansi yang sama."), field="to")
    changes: dict[str, Any] = {"bound_to": to} if report.bound_to_id == of.pk else {}
    record.advance(report, step, by=by, at=at, holder=to, data={"from": of.code, "to": to.code}, **changes)
    return report


@transaction.atomic
def move_unit(unit: Unit, *, under: Unit, by: User, at: datetime) -> Unit:
    """Move a unit in its tree; whoever is above it now sees its reports. Raises what `units.move` raises."""
    moved = units.move(unit, under=under, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(SEEN_FROM_ABOVE, [moved.path])
    return moved


@transaction.atomic
def end_unit(unit: Unit, *, by: User, at: datetime) -> Unit:
    """End a unit that has no work left; what a reporter reopens later comes to the agency's admin.

    Raises Refused: `has_reports`, and what `units.end` raises.
    """
    ended = units.end(unit, by=by, at=at)
    if count := held(unit).count():
        sentence = ngettext(
            "%(name)s masih memegang %(count)d laporan terbuka. Serahkan dahulu kepada unit penerus.",
            "%(name)s masih memegang %(count)d laporan terbuka. Serahkan dahulu kepada unit penerus.",
            count,
        )
        raise Refused("has_reports", sentence % {"name": unit.name, "count": count})
    return ended
