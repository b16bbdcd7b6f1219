"""A new report by short message: it exists at once, and then at most two questions complete it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from lapor.agencies.models import Unit
from lapor.channels import incoming
from lapor.channels.dialogue import answers
from lapor.channels.dialogue import nothing_said as nothing
from lapor.channels.dialogue.said import Answer, Enclosed, Said
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.core.files import Limits
from lapor.regions import places
from lapor.regions.models import Region
from lapor.reports import adding, intake, timeline
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Kind
from lapor.reports.models import Report

PLACE, PLACE_AGAIN, AGENCY = LACKING = "place", "place_again", "agency"
PLACES = PLACE, PLACE_AGAIN
SAME_WITHIN = timedelta(hours=1)  # an operator who delivers twice gives the copy another name
KEYWORD_LENGTH = 20


def begin(said: Said) -> Answer:
    """Everything somebody writes that isn't anything else."""
    agency = keyword(said)
    if agency and len(said.text.split()) == 1:
        return Answer(answers.only_a_keyword(agency))
    before = said.wordless()
    report = _submit(said, agency, before)
    for message in before:
        incoming.done(message, report)
    if report.latitude is not None:
        return replace(agency_question(report), text="", is_receipt=True)
    return Answer(report=report, asks=PLACE, is_receipt=True)


def place(said: Said, report: Report) -> Answer:
    """The answer to our first question."""
    report = adding.add(
        report.number,
        text=said.text,
        files=said.files,
        gives="place",
        region=region_of(said),
        point=said.point,
        by=said.by(report),
        at=said.at,
    )
    return agency_question(report) if said.asked != PLACE_AGAIN else Answer(answers.complete(report), report)


def nothing_said(said: Said, report: Report) -> Answer | None:
    """To an answer that answers nothing: after two questions the report stays as it is, for a person to read."""
    if nothing.is_later(said.text):
        return Answer(answers.asks_to_answer_later(report), report, asks=said.asked)
    cannot_say = nothing.is_unknown(said.text) or nothing.is_told(said.text)
    if said.asked == PLACE and cannot_say:
        return agency_question(report, has_place=False)
    if not (cannot_say or nothing.is_no_place(said.text)):
        return None
    if said.asked == PLACE:
        return Answer(answers.asks_place_again(), report, asks=PLACE_AGAIN)
    return Answer(answers.complete(report), report)


def agency_question(report: Report, *, has_place: bool = True) -> Answer:
    if adding.may_choose_agency(report):
        return Answer(answers.asks_agency(report, has_place=has_place), report, asks=AGENCY)
    return Answer(answers.complete(report), report)


def agency(said: Said, report: Report) -> Answer:
    """The answer to our second question; where it names nobody for sure, the national desk looks."""
    report = adding.add(
        report.number, text=said.text, files=said.files, agency=_agency(said), by=said.by(report), at=said.at
    )
    return Answer(answers.complete(report), report)


def _submit(said: Said, agency: Unit | None, before: list[IncomingMessage]) -> Report:
    """With the photos and the place that were sent before a word was."""
    known: dict[str, Any] = {"agency": agency, **said.contact}
    sent = [message.pk for message in (*before, said.message)]
    known["files"] = tuple(file for pk in sent for file in said.enclosed.get(pk, Enclosed()).files)[: Limits().files]
    point = said.point or next(filter(None, (_point_of(message) for message in before)), None)
    if point:
        known |= {"latitude": point[0], "longitude": point[1], "region": places.region_at(*point)}
    # Nobody could be asked how much to hide, so the identity is; the report itself must be read to be helped with.
    submission = Submission(
        kind=Kind.COMPLAINT, body=said.text, channel=said.channel, is_anonymous=True, is_secret=False, **known
    )
    return intake.submit(submission, by=said.by(), at=said.at)


def same_again(said: Said) -> Report | None:
    """The report that these very words became a moment ago."""
    if not said.sent_before:
        return None
    recent = said.reports().filter(channel=said.channel, submitted_at__gt=said.at - SAME_WITHIN)[:5]
    for report in recent:
        words = timeline.original(report, by=said.by(report))
        if words and words.body == said.text:
            return report
    return None


def keyword(said: Said) -> Unit | None:
    """The agency whose code word the message begins with."""
    first = said.text.split()[0][:KEYWORD_LENGTH].strip(":,.")
    return Unit.objects.agency_of_code_word(first, said.at)


def _point_of(message: IncomingMessage) -> tuple[float, float] | None:
    return Words.unseal(message.content_ciphertext).point


def region_of(said: Said) -> Region | None:
    """Where a point lies; else only a name that means one region and no other. The words are kept in any case."""
    if said.point:
        return places.region_at(*said.point)
    found = Region.objects.search(said.text, at=said.at, limit=2)
    return found[0] if len(found) == 1 else None


def _agency(said: Said) -> Unit | None:
    """Only where every unit that it could mean belongs to one agency."""
    found = {unit.root for unit in Unit.objects.search(said.text, said.at, limit=5)}
    return keyword(said) or (found.pop() if len(found) == 1 else None)
