"""What the reporter adds by themselves while a report is open: more words, or what a short channel left out."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.agencies.models import Unit
from lapor.core.errors import Refused
from lapor.core.files import Accepted
from lapor.regions.models import Region
from lapor.reports import attachments, intake, places, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Part, Report
from lapor.reports.words import require

MOST_PER_HOUR = 60  # to one report: whoever has its PIN needs no account, and each time may bring five files


def add(
    number: int,
    *,
    text: str,
    by: Actor,
    at: datetime,
    files: tuple[Accepted, ...] = (),
    gives: str = "",
    region: Region | None = None,
    point: places.Point | None = None,
    agency: Unit | None = None,
) -> Report:
    """The reporter tells more about an open report; it stays where it stands. Call it in a transaction.

    `gives` names what was missing and stands in these words; a `region` and a `point` fill what is empty. An `agency`
    counts as chosen as long as nobody has looked at the report: then it moves there, as if chosen at the beginning.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `too_many`, `empty`, `too_long`, `odd_characters`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.ADD, by=by)
    if not limits.allow(limits.key("add", number), at=at, most=MOST_PER_HOUR, within=timedelta(hours=1)):
        raise Refused("too_many", _("Terlalu banyak percobaan. Coba lagi satu jam lagi."), field="text")
    changes: dict[str, Any] = {"missing": [each for each in report.missing if each != gives]}
    if region and report.region is None:
        changes["region"] = region
    if point and report.latitude is None:
        latitude, longitude = point
        changes |= {"latitude": latitude, "longitude": longitude, "grid": places.grid(latitude, longitude)}
    if agency and may_choose_agency(report):
        changes |= {"chosen_agency": agency, "holder": intake.receiver(agency)}
    data = ({"gives": gives} if gives else {}) | attachments.noted(report, files)
    event = record.advance(report, step, by=by, at=at, data=data, texts={Part.TEXT: require(text)}, **changes)
    attachments.add(report, event, files)
    return report


def may_choose_agency(report: Report) -> bool:
    """Is it still at the desk where reports without an agency begin, unread?"""
    waits = report.state == State.SUBMITTED and not report.is_verified
    return waits and report.chosen_agency_id is None and report.holder.code == intake.NATIONAL_DESK
