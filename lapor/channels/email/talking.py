"""The talk by mail: what came to a signed address is about its report, and answers the question of that address.

It may do what the PIN may do on a page, and that is all it shows: a mail that was passed on gives it away. So whatever
we say goes to the address on file, never to whoever wrote, and the YA that withdraws a report is asked for there.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cached_property

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.channels import recipients
from lapor.channels.dialogue import answers, reporting, steps, talk
from lapor.channels.dialogue.commands import Command, Verb
from lapor.channels.dialogue.said import Answer, Enclosed, Said
from lapor.channels.email import addresses, answering, attached, orders, reading
from lapor.channels.incoming import Words
from lapor.channels.models import Correspondent, IncomingMessage
from lapor.channels.outbox import Way
from lapor.core.errors import Refused
from lapor.reports import actors, adding, fixing
from lapor.reports.lifecycle import Action, Channel, State
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet

WAITS = (State.ON_HOLD, State.ANSWERED)  # for words of the reporter
ONCE_IN = timedelta(hours=1)  # that words nobody asked for are answered: machines that answer mails stay slow
NAME = "LAPOR! "  # begins every short message; a mail has a sender and a subject


@dataclass(frozen=True, kw_only=True)
class Reply(Said):
    """An answer to a mail of ours: it speaks of this one report, also of a secret one, and of no other."""

    report: Report
    question: str  # that its address was given away with
    subject: str
    name: str  # its Message-ID

    @property
    def asked(self) -> str:
        """The question, as long as it is one."""
        moot = {
            reporting.PLACE: self.report.state in WAITS or "place" not in self.report.missing,
            reporting.AGENCY: not adding.may_choose_agency(self.report),
        }
        return "" if moot.get(self.question) else self.question

    @cached_property
    def about(self) -> Report | None:
        return self.report

    @cached_property
    def sent_before(self) -> list[int]:
        return [self.report.pk]

    def reports(self) -> ReportQuerySet:
        return Report.objects.with_holder().select_related("key").filter(pk=self.report.pk)

    @cached_property
    def command(self) -> Command:
        """Yes and no are one as long as they are asked for: "tidak" also answers what an officer asked."""
        command = orders.read(self.text)
        if command.verb == Verb.YES and steps.NOT_FIXED.search(command.text.casefold()):
            return Command(Verb.FREE, self.text)  # "ya, tapi rusak lagi"
        if self.asked == steps.REOPEN and orders.first_line(self.text).verb == Verb.YES:
            return Command(Verb.YES, self.text)  # what stands below it is the reason
        if command.verb in (Verb.YES, Verb.NO) and not self._may_answer(command):
            return Command(Verb.FREE, self.text)
        return command

    def _may_answer(self, command: Command) -> bool:
        if self.asked in (reporting.PLACE, reporting.AGENCY):
            return command.verb == Verb.NO and len(command.text.split()) <= 1  # "tidak tahu"
        if self.asked or fixing.awaits_answer(self.report, at=self.at):
            return True
        if self.report.state == State.ANSWERED:
            return command.verb == Verb.YES and not command.text
        return self.report.state != State.ON_HOLD and steps.may_hear_of_ombudsman(self.report, self)


def understand(message: IncomingMessage, words: Words, mail: EmailMessage, *, at: datetime) -> Report | None:
    """Do what an answer asks for, and answer it. Call it in a transaction that holds message and writer.

    Returns the report that it was for; None where it has to wait.
    """
    token = addresses.read(words.to)
    assert token
    assert message.correspondent
    report = Report.objects.locked(token.number, by=actors.pin_holder(token.number))
    with translation.override(report.lang):
        said = _said(message, message.correspondent, report, words, mail, token.purpose.asks, at=at)
        if not talk.is_within_limit(said):
            talk.put_off(said)
            return None
        _tell(said, _decide(said))
    return report


def _said(
    message: IncomingMessage,
    writer: Correspondent,
    report: Report,
    words: Words,
    mail: EmailMessage,
    question: str,
    *,
    at: datetime,
) -> Reply:
    files, left_out = attached.files_of(mail)
    text, on_file = words.text or (_("Berkas terlampir.") if files else ""), recipients.mail_of(report)
    return Reply(
        message, writer, text, Way("email", on_file), Channel.EMAIL, at, {"email": on_file},
        {message.pk: Enclosed(files, tuple(left_out))},
        report=report, question=question, subject=words.subject, name=reading.message_id_of(mail),
    )  # fmt: skip


def _decide(said: Reply) -> Answer:
    """In a savepoint of its own; what can't be done is an answer too."""
    try:
        with transaction.atomic():
            return _answer(said, said.command)
    except Refused as refused:
        return Answer(_not_done(said, refused.sentence), said.report)


def _answer(said: Reply, command: Command) -> Answer:
    if command.number is not None and command.number != said.report.number:
        return Answer(_of_another(said.report), said.report)
    match command.verb:
        case Verb.EMPTY:
            return Answer(answers.unreadable(), said.report)
        case Verb.HELP:
            return Answer(answering.how_to_answer(said.report), said.report)
        case Verb.STOP:
            return Answer(_stops_by_link(), said.report)
        case Verb.RATE if command.rating:
            return _rated(said, command)
        case Verb.RATE:
            return Answer(answers.asks_rating(said.report), said.report)
        case Verb.WITHDRAW:
            return _with(steps.withdraw(said, command), _("Bukan Anda yang memintanya? Abaikan saja surel ini."))
        case Verb.YES | Verb.NO:
            return steps.yes_or_no(said, yes=command.verb == Verb.YES)
        case Verb.REPLY if command.text:
            return steps.say(said, said.report, command.text)
        case Verb.STATUS | Verb.REPLY:
            return Answer(answering.status(said.report, by=said.by(said.report)), said.report)
    return _words(said)


def _rated(said: Reply, command: Command) -> Answer:
    """Whoever got the mail passed on may rate too; the one whose report it is hears of it, and what undoes it."""
    answer = steps.rate(said, command)
    report, by = answer.report or said.report, said.by(said.report)
    if said.files and Action.ADD in report.offers(by=by):  # what shows why it isn't good
        adding.add(report.number, text=_("Berkas terlampir."), files=said.files, by=by, at=said.at)
    if report.state != State.CLOSED:
        return answer
    undo = _(
        "Bukan Anda yang menilai, atau masih ada yang belum beres? Selama 60 hari laporan ini bisa dibuka kembali."
    )
    return _with(answer, undo)


def _with(answer: Answer, sentence: str) -> Answer:
    return replace(answer, text=f"{answer.text}\n\n{sentence}")


def _words(said: Reply) -> Answer:
    """The answer to our question, thanks, or words for the report: the address says for which."""
    if talk.is_kind(said.text) and not steps.NOT_FIXED.search(said.text.casefold()):
        if said.report.state == State.ANSWERED:
            return Answer(answers.asks_rating(said.report), said.report)
        if talk.is_only_kind(said.text):
            return Answer(report=said.report)  # whoever thanks us expects no answer, least of all a machine
    return talk.to_our_question(said) or steps.say(said, said.report, said.text)


def _tell(said: Reply, answer: Answer) -> None:
    sentences = [answer.text.removeprefix(NAME), *said.left_out]
    if any(sentences) and _may_be_told(said, answer):
        answering.tell_reporter(
            said.report, *filter(None, sentences), subject=said.subject, asks=answer.asks, follows=said.name, at=said.at
        )


def _may_be_told(said: Reply, answer: Answer) -> bool:
    """Commands, questions and what the report waited for are always answered; other words once an hour."""
    if said.command.verb not in (Verb.FREE, Verb.EMPTY) or said.report.state in WAITS or said.asked or answer.asks:
        return True
    return limits.allow(limits.key("mail explained", said.report.number), at=said.at, most=1, within=ONCE_IN)


def _not_done(said: Reply, why: str) -> str:
    if said.command.verb in (Verb.FREE, Verb.EMPTY, Verb.REPLY):
        begin = _("Isi surel Anda belum kami masukkan ke laporan %s.") % said.report.number
    else:
        begin = _("Yang Anda minta untuk laporan %s tidak bisa dilakukan saat ini.") % said.report.number
    end = _("Di halaman laporan Anda bisa melihat perkembangannya dan langkah yang bisa Anda ambil sekarang.")
    return f"{begin} {why}\n\n{end}"


def _stops_by_link() -> str:
    return _("Di bawah setiap surel kabar ada tautan untuk berhenti menerimanya; satu klik cukup.")


def _of_another(report: Report) -> str:
    sentence = _(
        "Surel yang Anda balas adalah tentang laporan %s, jadi tidak ada yang kami lakukan. Untuk laporan lain, balas "
        "surel kami tentang laporan itu, atau bukalah dengan nomor dan PIN."
    )
    return sentence % report.number
