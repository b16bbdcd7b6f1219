"""Looking at the work of others: notes among officers, checking whether "done" is true, marking what comes first."""

from datetime import datetime
from enum import StrEnum

from lapor.core.files import Accepted
from lapor.reports import attachments, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Audience
from lapor.reports.models import Part, Report
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
    data = {"result": result, "files": [attachments.checksum(report, file) for file in files]}
    event = record.advance(report, step, by=by, at=at, data=data, texts={Part.NOTE: require(text)})
    attachments.add(report, event, files, audience=Audience.OFFICERS)
    return report


def prioritize(number: int, *, reason: str, by: Actor, at: datetime) -> Report:
    """Mark a report as a priority, or take the mark away again. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `own_report`, `wrong_state`, `empty`, `too_long`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.PRIORITIZE, by=by)
    marked = not report.is_priority
    texts = {Part.NOTE: require(reason, field="reason")}
    record.advance(report, step, by=by, at=at, data={"priority": marked}, texts=texts, is_priority=marked)
    return report
