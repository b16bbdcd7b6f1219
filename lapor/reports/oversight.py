"""Looking at the work of others: notes among officers, checking whether "done" is true, marking what comes first."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.core.files import Accepted
from lapor.reports import attachments, record, roles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Audience, Who
from lapor.reports.models import Part, Programme, Report, SampledReport
from lapor.reports.words import require


class Inspection(StrEnum):
    """What somebody found who went and looked."""

    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"


def note(number: int, *, text: str, by: Actor, at: datetime) -> Report:
    """Tell the other officers something; nobody else ever reads it. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `own_report`, `empty`, `too_long`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.NOTE, by=by)
    record.advance(report, step, by=by, at=at, texts={Part.NOTE: require(text)})
    return report


def inspect(
    number: int, *, result: Inspection, text: str, by: Actor, at: datetime, files: tuple[Accepted, ...] = ()
) -> Report:
    """Record whether what the answer says was found to be so; the state stays. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `own_report`, `wrong_state`, `empty`, `too_long`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.INSPECT, by=by)
    data: dict[str, Any] = {"result": result, "files": [attachments.checksum(report, file) for file in files]}
    if (drawn := _waiting_in_sample(report, by)) is not None:
        data["sample"] = drawn.sample_id
        drawn.result, drawn.inspected_at = result, at
        drawn.save(update_fields=["result", "inspected_at"])
    event = record.advance(report, step, by=by, at=at, data=data, texts={Part.NOTE: require(text)})
    attachments.add(report, event, files, audience=Audience.OFFICERS)
    return report


def _waiting_in_sample(report: Report, by: Actor) -> SampledReport | None:
    """Its place in a sample, where nobody inspected it yet; an agency's own look at itself doesn't fill that."""
    if not roles.stance(report, by=by) & {Who.COORDINATOR, Who.NATIONAL_ADMIN}:
        return None
    return SampledReport.objects.filter(report=report, result="").order_by("-sample__half_from").first()


def prioritize(number: int, *, reason: str, by: Actor, at: datetime, programme: Programme | None = None) -> Report:
    """Mark a report as a priority, of a programme where one is given, or take the mark away. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `own_report`, `wrong_state`, `empty`, `too_long`, `ended`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.PRIORITIZE, by=by)
    marked = not report.is_priority
    programme = programme if marked else None
    if programme and not programme.is_current(at):
        raise Refused("ended", _("%s sudah berakhir.") % programme.name, field="programme")
    record.advance(
        report,
        step,
        by=by,
        at=at,
        data={"priority": marked, "programme": programme.code if programme else None},
        texts={Part.NOTE: require(reason, field="reason")},
        is_priority=marked,
        programme=programme,
    )
    return report
