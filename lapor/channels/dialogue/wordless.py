"""A photo or a place on the map without a word, and what can't be read at all: known to be one, or asked about."""

from dataclasses import replace
from datetime import timedelta

from lapor.channels.dialogue import answers, reporting, steps
from lapor.channels.dialogue.said import WORDLESS, Answer, Said
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.regions import places
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Report

TOGETHER = timedelta(seconds=10)  # the photos of one album come one by one, and are answered once


def answer(said: Said) -> Answer | None:
    """What follows from such a message; None for one with words."""
    if said.unread:
        return Answer(answers.UNREAD[said.unread](), said.about, asks=said.asked)
    if said.point:
        return _point(said, said.point)
    if said.text or not (said.files or said.left_out):
        return None
    return _photo(said) if said.files else Answer(report=said.about, asks=said.asked, waits="only_files")


def _point(said: Said, point: tuple[float, float]) -> Answer:
    """The answer to our question where it happened, else a place for the report that we talk about."""
    if not places.is_ours(*point):
        return Answer(answers.not_in_indonesia(), said.about, asks=said.asked)
    told = replace(said, text=Words(said.text, latitude=point[0], longitude=point[1]).written)
    if said.asked in reporting.PLACES and said.about:
        return reporting.place(told, said.about)
    report = said.talked_about()
    if report and Action.ADD in report.offers(by=said.by(report)):
        return reporting.place(told, report) if report.latitude is None else steps.say(told, report, told.text)
    return _ask(said)


def _photo(said: Said) -> Answer:
    report = said.talked_about()
    if report and report.state != State.ANSWERED and report.is_open:
        is_known = report.state != State.ON_HOLD and _comes_with_others(said, report)
        done = steps.say(said, report, said.text)
        return replace(done, text="" if is_known else done.text, asks=said.asked)
    waiting = said.waiting()
    if waiting:
        return Answer(answers.asks_which(waiting), waiting, asks=steps.WHICH, waits=steps.STILL_ASKED)
    return _ask(said)


def _ask(said: Said) -> Answer:
    """It waits for a word; of several that come together only the first is asked about."""
    return Answer("" if said.wordless() else answers.asks_what(), waits=WORDLESS)


def _comes_with_others(said: Said, report: Report) -> bool:
    came = said.message.received_at
    before = said.writer.messages.filter(report=report, state=IncomingMessage.State.DONE, pk__lt=said.message.pk)
    return before.filter(received_at__gt=came - TOGETHER).exists()
