"""On hold: an officer asks the reporter for what is missing, the reporter supplies it, and the clocks go on."""

from datetime import datetime

from lapor.core.files import Accepted
from lapor.reports import attachments, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Audience, State
from lapor.reports.models import Part, Report
from lapor.reports.words import require


def hold(number: int, *, question: str, by: Actor, at: datetime) -> Report:
    """Ask the reporter for exactly what is missing; the clocks of work stand still for at most 30 calendar days.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.HOLD, by=by)
    before = report.state
    record.advance(report, step, by=by, at=at, texts={Part.QUESTION: require(question)}, before_hold=before)
    return report


def supply(number: int, *, text: str, by: Actor, at: datetime, files: tuple[Accepted, ...] = ()) -> Report:
    """The reporter gives what was asked for; the report goes back to where it stood.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.SUPPLY, by=by)
    event = record.advance(
        report,
        step,
        by=by,
        at=at,
        to=State(report.before_hold),
        data={"files": [attachments.checksum(report, file) for file in files]},
        texts={Part.TEXT: require(text)},
        audience=Audience.REPORTER,  # nobody has looked through these words before they would be read by all
        before_hold="",
        missing=[],
    )
    attachments.add(report, event, files)
    return report
