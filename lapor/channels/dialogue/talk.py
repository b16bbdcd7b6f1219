"""One turn of the talk: what a message asks for is done, answered in one short message, and remembered."""

import re
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import translation

from lapor.accounts import limits
from lapor.channels import incoming, outbox, receipts, recipients
from lapor.channels.content import Content
from lapor.channels.dialogue import answers, commands, nothing_said, reporting, small_talk, steps, wordless
from lapor.channels.dialogue.commands import Command, Verb
from lapor.channels.dialogue.said import Answer, Said
from lapor.channels.models import IncomingMessage
from lapor.core.errors import NotFound, Refused
from lapor.reports.lifecycle import State
from lapor.reports.models import Report

MESSAGES, WITHIN = 20, timedelta(hours=1)  # of one person; what is more is taken up an hour later
SHORTEST_REPORT = 3  # words: fewer, right after a talk about a report, may as well be more about that one
LONGEST_ANSWER = 120  # letters: what is longer is no answer to our question but a report of its own
# "Sudah diperbaiki, terima kasih": nobody closes a report with that, and nobody sends a new one.
KINDNESS = re.compile(
    r"\b(?:terima ?kasih|makasih|trims|trimakasih|tks|thanks|mantap|siap|sip|oke?"
    r"|matur nuwun|hatur nuhun|nuwun|suwun|nuhun|sam[ai]\W?sam[ai]"
    r"|(?:sudah|sdh|udah|udh) (?:beres|selesai|diperbaiki|baik|bagus|ditambal|nyala|normal))\b"
)
KIND_WORDS = 8
FILLERS = frozenset({
    "ya", "yaa", "iya", "pak", "bapak", "bu", "ibu", "mas", "mbak", "kak", "min", "admin", "lapor", "banyak",
    "sekali", "atas", "bantuan", "bantuannya", "respon", "responnya", "semua", "semuanya", "untuk", "dan", "nya",
    "sangat", "siap",
})  # fmt: skip


def hear(said: Said, answer: Answer | None = None) -> None:
    """Answer one message, which is understood first unless its `answer` is known. The transaction holds the writer."""
    with translation.override("id"):
        if not is_within_limit(said):
            put_off(said)
            return
        tell(said, answer or decide(said))


def decide(said: Said) -> Answer:
    """Do what a message asks for, in its own savepoint; what can't be done is an answer too."""
    said = replace(said, text=small_talk.in_words(said.text))
    command = commands.read(said.text)
    try:
        with transaction.atomic():
            return wordless.answer(said) or _answer(said, command)
    except Refused as refused:
        about = steps.meant(said, command)
        return Answer(answers.refused(about, refused.sentence) if about else answers.unclear(), waits="refused")
    except NotFound:
        return Answer(answers.unknown())


def tell(said: Said, answer: Answer) -> None:
    """Put the answer on its way, remember our question, and what became of the message."""
    writer = said.writer
    writer.asked, writer.asked_at = answer.asks, said.at if answer.asks else None
    writer.asked_about = answer.report or writer.asked_about
    writer.save(update_fields=["asked", "asked_at", "asked_about"])
    if answer.is_receipt and answer.report:
        receipts.hand(said.writer, answer.report, asks=answer.asks, at=said.at)
    words = " ".join(filter(None, (answer.text, *said.left_out)))
    if words:
        _say(said, words, step=answer.report if answer.is_step else None)
    if answer.waits:
        incoming.leave_to_person(said.message, answer.waits)
    else:
        incoming.done(said.message, answer.report)


def _answer(said: Said, command: Command) -> Answer:
    if small_talk.wants_no_news(said.text):
        return steps.hear_no_news(said)
    match command.verb:
        case Verb.EMPTY:
            return _to_nothing(said) or _meanwhile(said, Answer(answers.unreadable()))
        case Verb.HELP:
            return _meanwhile(said, Answer(answers.help_()))
        case Verb.STATUS:
            return _meanwhile(said, steps.status(said, command))
        case Verb.REPLY:
            return steps.reply(said, command)
        case Verb.RATE:
            return _with_way_back(steps.rate(said, command))
        case Verb.WITHDRAW:
            return steps.withdraw(said, command)
        case Verb.STOP:
            return steps.hear_no_news(said)
        case Verb.START:
            return steps.hear_news(said)
        case Verb.YES | Verb.NO if not _may_be_more(said):
            return steps.yes_or_no(said, yes=command.verb == Verb.YES)
    return _free(said)


def _with_way_back(rated: Answer) -> Answer:
    """Whoever forged a number may have closed it: the phone it belongs to hears how to undo that."""
    is_closed = rated.report and rated.report.state == State.CLOSED
    return replace(rated, text=f"{rated.text} {answers.way_back()}") if is_closed else rated


def _may_be_more(said: Said) -> bool:
    """To "where?" nobody says yes or no; and who never wrote to us doesn't answer with "tidak ada air"."""
    if said.asked:
        return said.asked in reporting.LACKING and said.about is not None
    return small_talk.misses_something(said.text) and not said.sent_before


def _free(said: Said) -> Answer:
    """Words without a command: the answer to our question, thanks, words for a report that waits, or a new report."""
    known = reporting.same_again(said)
    if known:
        return Answer(answers.known_already(known), known, asks=said.asked)
    if answer := _to_nothing(said) or _to_small_talk(said) or to_our_question(said) or _to_our_report(said):
        return answer
    waiting = said.waiting()
    if is_kind(said.text) and not said.files:
        if waiting and waiting.state == State.ANSWERED:
            return Answer(answers.asks_rating(waiting), waiting)
        if is_only_kind(said.text):
            return Answer(answers.thanks())
        if not waiting and said.reports().exists():  # "jalannya sudah bagus": of which report, a person sees
            return Answer(answers.thanks(), waits="unclear")
    if doubtful := waiting or _perhaps_about(said):
        return Answer(answers.asks_which(doubtful), doubtful, asks=steps.WHICH, waits=steps.STILL_ASKED)
    if _says_nothing(said):
        return Answer(answers.unclear(), waits="unclear")
    return reporting.begin(said)


def _says_nothing(said: Said) -> bool:
    """ "5", "sudah", "lol" about no report that we know: a person reads it, and nobody's desk gets a report of it."""
    is_rating = commands.rating_in(said.text) is not None
    return not said.files and (is_rating or small_talk.is_done(said.text) or nothing_said.is_nothing(said.text))


def _to_nothing(said: Said) -> Answer | None:
    """The answer to our question that says neither; thanks and small talk are answered as such."""
    is_thanks = is_kind(said.text) and is_only_kind(said.text)
    if said.asked not in reporting.LACKING or said.about is None or said.files or is_thanks:
        return None
    return reporting.nothing_said(said, said.about)


def _to_our_report(said: Said) -> Answer | None:
    """What is said about a report in other words than our commands."""
    if said.asked and said.about and small_talk.agrees(said.text):
        return steps.agreed(said)
    if said.files:
        return None
    if rating := commands.rating_in(said.text):
        rated = steps.rate_answered(said, rating)
        return _with_way_back(rated) if rated else None
    if small_talk.is_done(said.text):
        return steps.told_done(said)
    return _to_its_number(said)


def _to_its_number(said: Said) -> Answer | None:
    """Words with the number of a report of theirs: "cek laporan 1234567890 dong", or words for it; in doubt asked."""
    number = commands.number_in(said.text)
    report = said.own(number) if number else None
    if report is None:
        return None
    if small_talk.asks_for_status(said.text):
        return steps.status(said, Command(Verb.STATUS, "", number))
    if not report.is_open or len(said.text) > LONGEST_ANSWER:
        return None
    return Answer(answers.asks_which(report), report, asks=steps.WHICH, waits=steps.STILL_ASKED)


def _to_small_talk(said: Said) -> Answer | None:
    """What is said to a greeting and such; None where the words may be about something that happened."""
    if said.files:
        return None
    if small_talk.is_greeting(said.text):
        return _meanwhile(said, Answer(answers.greeting()))
    if small_talk.asks_how_far(said.text):
        return _meanwhile(said, steps.status(said, Command(Verb.STATUS, "")))
    if said.asked in reporting.LACKING and is_kind(said.text) and is_only_kind(said.text):
        return _meanwhile(said, Answer(answers.thanks()))
    return None


def _perhaps_about(said: Said) -> Report | None:
    """The open report that was just talked about, where two words more would make a poor report of their own."""
    if len(said.text.split()) >= SHORTEST_REPORT or reporting.keyword(said):
        return None
    report = said.talked_about()
    return report if report and report.is_open else None


def _meanwhile(said: Said, answer: Answer) -> Answer:
    """Whoever asks something back still owes us what the report lacks."""
    is_open = said.asked in reporting.LACKING and answer.report in (None, said.about)
    return replace(answer, asks=said.asked) if is_open else answer


def to_our_question(said: Said) -> Answer | None:
    """What completes a report, as long as that was asked last."""
    if said.about is None or len(said.text) > LONGEST_ANSWER:
        return None
    if said.asked in reporting.PLACES:
        return reporting.place(said, said.about)
    return reporting.agency(said, said.about) if said.asked == reporting.AGENCY else None


def is_kind(text: str) -> bool:
    """Few words, with thanks or praise among them."""
    return len(text.split()) <= KIND_WORDS and bool(KINDNESS.search(text.casefold()))


def is_only_kind(text: str) -> bool:
    """Nothing is left that could be about something: "siap pak", not "lampu jalan mati, oke?"."""
    return FILLERS.issuperset(re.findall(r"\w+", KINDNESS.sub(" ", text.casefold())))


def _say(said: Said, text: str, *, step: Report | None = None) -> None:
    """Of the `step` just taken on a report this is also the notice, by this channel."""
    content = Content(subject="LAPOR!", text=text, short=text)
    recipient = recipients.reporter_of(step) if step else bytes(said.writer.tag)
    event = step.events.latest("seq").pk if step else None
    outbox.tell([said.way], content, recipient=recipient, event_id=event, language="id", at=said.at)


def is_within_limit(said: Said) -> bool:
    return limits.allow(limits.key("messages in", said.writer.pk), at=said.at, most=MESSAGES, within=WITHIN)


def put_off(said: Said) -> None:
    """It stays as it is and is taken up later; one polite message an hour says so."""
    IncomingMessage.objects.filter(pk=said.message.pk).update(reason="flood")
    # Behind everybody else's: a flood that is due again comes all at once, and before what was written since.
    incoming.have_understood(said.message, None, not_before=said.at + WITHIN, priority=-1 - said.writer.pranks)
    if limits.allow(limits.key("flood told", said.writer.pk), at=said.at, most=1, within=WITHIN):
        _say(said, answers.too_many())
