"""What somebody does with a report they have sent: look, reply, rate, withdraw, and say yes or no to a question."""

import re
from dataclasses import replace
from typing import Any

from lapor.channels import incoming, stopping
from lapor.channels.dialogue import answers, reporting
from lapor.channels.dialogue.commands import Command, Verb
from lapor.channels.dialogue.said import WORDLESS, Answer, Said
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.reports import actors, adding, closing, fixing, holding, overseeing, response, timeline, tracking
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Channel, State
from lapor.reports.models import Report

WITHDRAW, REOPEN, OMBUDSMAN, WHICH = "withdraw", "reopen", "ombudsman", "which"
STILL_ASKED = "asked"  # why a message waits whose meaning we asked for
# In "ya, tapi masih rusak": no plain yes, and "tidak rusak lagi" is no plain no.
NOT_FIXED = re.compile(r"\b(?:belum|blm|tidak|tdk|tak|bukan|masih|tapi|tetapi|lagi|kurang|rusak)\b")

STILL = re.compile(r"\W*(?:belum|blum|belom|blom|blm|durung|dereng)\b")


def status(said: Said, command: Command) -> Answer:
    if command.number and command.pin:
        return _with_pin(said, command)
    report = meant(said, command)
    return Answer(_status(report, said.by(report)), report) if report else _unknown(command)


def reply(said: Said, command: Command) -> Answer:
    report = meant(said, command)
    if report is None:
        return _unknown(command) if command.number is not None else Answer(answers.unclear(), waits="unclear")
    if not command.text:
        return Answer(_status(report, said.by(report)), report)
    return say(said, report, command.text)


def say(said: Said, report: Report, text: str) -> Answer:
    """Words for a report: what it waits for, or else more about it. Raises Refused."""
    told: dict[str, Any] = {"text": text or answers.only_files(), "files": said.files, "by": said.by(report)}
    if report.state == State.ON_HOLD:
        return Answer(answers.continued(holding.supply(report.number, **told, at=said.at)), report, is_step=True)
    if report.state == State.ANSWERED:
        return Answer(answers.continued(response.reply(report.number, **told, at=said.at)), report, is_step=True)
    return Answer(answers.added(adding.add(report.number, **told, at=said.at)), report)


def rate(said: Said, command: Command) -> Answer:
    report = meant(said, command)
    if report is None:
        return _unknown(command)
    if report.is_open and report.state != State.ANSWERED:
        return Answer(answers.not_answered_yet(report), report)
    if command.rating is None:
        return Answer(answers.asks_rating(report), report)
    by = said.by(report)
    report = closing.accept(
        report.number, rating=command.rating, text=command.text, files=said.files, by=by, at=said.at
    )
    return Answer(answers.rated(report, asks=not command.text), report, is_step=True)


def withdraw(said: Said, command: Command) -> Answer:
    report = meant(said, command)
    if report is None:
        return _unknown(command)
    report.may(Action.WITHDRAW, by=said.by(report))
    return _asks_withdraw(said, report)


def _asks_withdraw(said: Said, report: Report) -> Answer:
    return Answer(answers.asks_withdraw(report, _proof(said, report)), report, asks=WITHDRAW)


def _proof(said: Said, report: Report) -> str:
    """Six digits that only the phone reads which we ask: whoever forges its number can say YA, and not them.

    Empty where a sender can't be forged.
    """
    if said.channel != Channel.SMS:
        return ""
    tag = encryption.tag(f"{said.writer.pk} {report.number}", purpose="proof of a phone")
    return f"{int.from_bytes(tag) % 10**6:06d}"


def rate_answered(said: Said, rating: int) -> Answer | None:
    """A rating without a command; which report it is for must be beyond doubt."""
    answered = list(said.reports().filter(state=State.ANSWERED)[:2])
    if len(answered) == 1:
        return rate(said, Command(Verb.RATE, "", answered[0].number, rating=rating))
    return Answer(answers.asks_rating(answered[0]), answered[0]) if answered else None


def told_done(said: Said) -> Answer | None:
    """ "sudah beres": the answer to whether it still is, or the moment to ask for a rating."""
    if report := _asked_if_fixed(said):
        return _fixed(said, report, yes=True)
    report = said.reports().filter(state=State.ANSWERED).first()
    return Answer(answers.asks_rating(report), report) if report else None


def agreed(said: Said) -> Answer | None:
    """ "ok sip": a yes to whatever can be undone; withdrawing can't be."""
    if said.about is None or said.asked in reporting.LACKING:
        return None
    return _asks_withdraw(said, said.about) if said.asked == WITHDRAW else yes_or_no(said, yes=True)


def _asked_if_fixed(said: Said) -> Report | None:
    return next((each for each in said.reports()[:20] if fixing.awaits_answer(each, at=said.at)), None)


def hear_no_news(said: Said) -> Answer:
    stopping.stop(said.writer, at=said.at)
    return Answer(answers.stopped(), asks=said.asked)


def hear_news(said: Said) -> Answer:
    stopping.start(said.writer)
    return Answer(answers.started(), asks=said.asked)


def yes_or_no(said: Said, *, yes: bool) -> Answer:
    """To the question that is open, else to the one that a notice asked; else nobody knows to which."""
    asked, about = said.asked, said.about
    if asked and about:
        is_not_fixed = asked == WHICH and about.state == State.ANSWERED and STILL.match(said.text.casefold())
        yes = yes or bool(is_not_fixed)  # we asked whether it is not
        return ANSWERED[asked](said, about, yes)
    is_doubtful = yes and bool(NOT_FIXED.search(said.text.casefold()))
    report = _asked_if_fixed(said)
    if report and not is_doubtful:
        return _fixed(said, report, yes)
    if not yes and (report := _just_closed(said)):
        return _open_again(said, report)
    report = next((each for each in said.reports()[:20] if may_hear_of_ombudsman(each, said)), None)
    if report and not is_doubtful:
        return Answer(answers.asks_ombudsman(report), report, asks=OMBUDSMAN)
    report = next(iter(said.reports().filter(state=State.ANSWERED)[:1]), None)
    if report and yes and not is_doubtful:
        return Answer(answers.asks_rating(report), report)
    if report:  # "belum beres, masih mati": words that the report may go on with
        return Answer(answers.asks_which(report), report, asks=WHICH, waits=STILL_ASKED)
    return Answer(answers.unclear(), waits="unclear")


def _just_closed(said: Said) -> Report | None:
    """What the last message closed: perhaps somebody else's, who forged the number."""
    report = said.talked_about()
    is_closed = report and report.state == State.CLOSED and Action.REOPEN in report.offers(by=said.by(report))
    return report if is_closed else None


def _open_again(said: Said, report: Report) -> Answer:
    """ "belum beres", as our message said; of a mere "tidak" we ask what it means."""
    if STILL.match(said.text.casefold()):
        return _reopen(said, report, yes=True)
    return Answer(answers.asks_reopen(report), report, asks=REOPEN)


def meant(said: Said, command: Command) -> Report | None:
    """By its number, else the one we talked about last, else the newest."""
    if command.number is not None:
        return said.own(command.number)
    return said.about or said.reports().first()


def _unknown(command: Command) -> Answer:
    return Answer(answers.unknown() if command.number is not None else answers.no_report())


def _with_pin(said: Said, command: Command) -> Answer:
    try:
        report = tracking.open_with_pin(
            str(command.number), command.pin, at=said.at, address=f"{said.way.channel} {said.way.to}"
        )
    except Refused as refused:
        return Answer(answers.too_many_guesses() if refused.code == "too_many" else answers.unknown())
    return Answer(_status(report, actors.pin_holder(report.number)))


def _status(report: Report, by: Actor) -> str:
    """Words of a secret report are read on its page: others carry our messages, and stand beside the phone."""
    asks = {State.ON_HOLD: Action.HOLD, State.ANSWERED: Action.ANSWER}.get(State(report.state))
    told = [entry.text for entry in timeline.entries(report, by=by) if entry.action == asks] if asks else []
    return answers.status(report, told[-1] if told and not report.is_secret else "")


def _withdraw(said: Said, report: Report, yes: bool) -> Answer:
    if not yes:
        return Answer(answers.left_alone(report), report)
    proof = _proof(said, report)
    if proof and proof != re.sub(r"\D", "", said.text):
        return _asks_withdraw(said, report)
    report = closing.withdraw(report.number, by=said.by(report), at=said.at)
    return Answer(answers.withdrawn(report), report, is_step=True)


def _fixed(said: Said, report: Report, yes: bool) -> Answer:
    report = fixing.tell(report.number, fixed=yes, by=said.by(report), at=said.at)
    return Answer(answers.fixed(report), report) if yes else Answer(answers.asks_reopen(report), report, asks=REOPEN)


def _reopen(said: Said, report: Report, yes: bool) -> Answer:
    if not yes:
        return Answer(answers.left_alone(report), report)
    reason = said.text if len(said.text.split()) > 1 else "Belum beres."
    report = closing.reopen(report.number, reason=reason, by=said.by(report), at=said.at)
    return Answer(answers.reopened(report), report, is_step=True)


def _ombudsman(said: Said, report: Report, yes: bool) -> Answer:
    if not yes:
        return Answer(answers.left_alone(report), report)
    report = overseeing.consent(report.number, given=True, by=said.by(report), at=said.at)
    return Answer(answers.ombudsman_may(report), report)


def may_hear_of_ombudsman(report: Report, said: Said) -> bool:
    return report.ombudsman_consent_at is None and overseeing.may_be_asked(report, at=said.at)


def _which(said: Said, report: Report, yes: bool) -> Answer:
    """What the message before this one meant: words for that report, or a report of its own."""
    earlier = (
        said.writer.messages.filter(state=IncomingMessage.State.WAITING, reason=STILL_ASKED).order_by("-pk").first()
    )
    if earlier is None:
        return Answer(answers.unclear(), waits="unclear")
    words = Words.unseal(earlier.content_ciphertext)
    meant = replace(said, message=earlier, text=words.text, point=words.point)
    if not yes and not words.text:  # a photo: nobody has said yet what it is about
        incoming.leave_to_person(earlier, WORDLESS)
        return Answer(answers.asks_what())
    answer = say(meant, report, meant.text) if yes else reporting.begin(meant)
    incoming.done(earlier, answer.report)
    return answer


def _place(said: Said, report: Report, yes: bool) -> Answer:
    """Nobody knows a place called "no"; what they know is asked next."""
    return reporting.agency_question(report, has_place=False)


def _agency(said: Said, report: Report, yes: bool) -> Answer:
    return Answer(answers.complete(report), report)


ANSWERED = {
    reporting.PLACE: _place, reporting.AGENCY: _agency, WITHDRAW: _withdraw, REOPEN: _reopen, OMBUDSMAN: _ombudsman,
    WHICH: _which,
}  # fmt: skip
