"""A text message in the talk: what can't be part of one is left to a person, and politely answered where it can be."""

from datetime import datetime, timedelta

from lapor.channels import incoming
from lapor.channels.dialogue import answers, talk
from lapor.channels.dialogue.said import Answer, Said
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.channels.outbox import Way
from lapor.channels.sms.arriving import BINARY, NAMELESS, PIECE
from lapor.reports import adding
from lapor.reports.lifecycle import Action, Channel

# The pieces of a message that never became whole come at the same moment, and in any order.
FIRST_COMES_WITHIN = timedelta(minutes=1)
BELONGS_WITHIN = timedelta(minutes=10)


def understand(message: IncomingMessage, *, at: datetime) -> None:
    """Understand what a phone wrote. Call it in a transaction that holds message and writer."""
    words, writer = Words.unseal(message.content_ciphertext), message.correspondent
    kind, _blank, detail = words.subject.partition(" ")
    if writer is None or kind == NAMELESS:  # "INFO" can't be answered
        incoming.leave_to_person(message, "no_number")
        return
    phone = incoming.address_of(writer)
    said = Said(message, writer, words.text, Way("sms", phone), Channel.SMS, at, {"phone": phone})
    if kind == BINARY:
        talk.hear(said, Answer(answers.unreadable(), waits="binary"))
    elif kind == PIECE:
        _piece(said, detail)
    else:
        talk.hear(said)


def _piece(said: Said, which: str) -> None:
    """The first begins whatever it begins; the others wait for it, and are added to the report that it became."""
    if which.startswith("1/"):
        talk.hear(said)
        return
    first_is_here_at = said.message.received_at + FIRST_COMES_WITHIN
    if said.at < first_is_here_at:
        incoming.have_understood(said.message, None, not_before=first_is_here_at)
        return
    report = said.reports().filter(channel=Channel.SMS, submitted_at__gt=said.at - BELONGS_WITHIN).first()
    if report is None or Action.ADD not in report.offers(by=said.by(report)):
        talk.hear(said, Answer(answers.incomplete(), waits="piece"))
        return
    adding.add(report.number, text=f"[{which}] {said.text or '...'}", by=said.by(report), at=said.at)
    talk.tell(said, Answer(report=report, asks=said.asked))
