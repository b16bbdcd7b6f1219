"""The talk by mail: what came to a signed address is about its report, and answers the question of that address.

It may do what the PIN may do on a page, and that is all it shows: a mail that was passed on gives it away. So whatever
we say goes to the address on file, never to whoever wrote, and the YA that withdraws a report is asked for there, as is
a rating that comes from another address.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.channels import incoming, recipients
from lapor.channels.dialogue import answers, steps, talk
from lapor.channels.dialogue.commands import Command, Verb
from lapor.channels.dialogue.said import Answer, Enclosed
from lapor.channels.email import addresses, answering, attached, reading
from lapor.channels.email.reply import RATING, WAITS, Reply
from lapor.channels.incoming import Words
from lapor.channels.models import Correspondent, IncomingMessage
from lapor.channels.outbox import Way
from lapor.core.errors import Refused
from lapor.reports import actors, adding, attachments
from lapor.reports.lifecycle import Action, Channel, State
from lapor.reports.models import Event, Report

ONCE_IN = timedelta(hours=1)  # that words nobody asked for are answered: machines that answer mails stay slow
MOVES = (Action.CONTEST, Action.REOPEN)  # to somebody with a new deadline, which the reporter should have in writing
NAME = "LAPOR! "  # begins every short message; a mail has a sender and a subject


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
        before = report.events.latest("seq").seq
        answer = _with_files(said, _decide(said))
        _tell(said, answer, report.events.filter(seq__gt=before).order_by("seq").first())
    if answer.waits:
        incoming.leave_to_person(message, answer.waits)
        return None
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
        is_from_file=addresses.plain(reading.writer_of(mail)) == addresses.plain(on_file),
    )  # fmt: skip


def _decide(said: Reply) -> Answer:
    """In a savepoint of its own; what can't be done is an answer too."""
    try:
        with transaction.atomic():
            return _answer(said, said.command)
    except Refused as refused:
        return Answer(_not_done(said, refused.sentence), said.report)


def _answer(said: Reply, command: Command) -> Answer:
    if said.names_another:
        return Answer(_of_another(said.report), said.report)
    match command.verb:
        case Verb.EMPTY if said.files:  # a photo, and a thumb
            return steps.say(said, said.report, "")
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
    if not said.may_rate and {Action.ACCEPT, Action.CONTEST} & said.report.offers(by=said.by(said.report)):
        return _asks_whose(said, command)
    answer = steps.rate(said, command)
    if (answer.report or said.report).state != State.CLOSED:
        return answer
    undo = _(
        "Bukan Anda yang menilai, atau masih ada yang belum beres? Selama 60 hari laporan ini bisa dibuka kembali."
    )
    return _with(answer, undo)


def _asks_whose(said: Reply, command: Command) -> Answer:
    """Whoever got the mail passed on doesn't end a report; people with two addresses say it once more."""
    if not said.way.to:
        return Answer(waits="refused")  # nobody can be asked
    text = _(
        "Ada surel dari alamat lain yang memberi nilai %(rating)s untuk laporan %(n)s. Nilai itu belum kami catat. "
        "Bila itu dari Anda, balas surel ini dengan SELESAI %(rating)s. Bila bukan, abaikan saja: tidak ada yang "
        "berubah."
    )
    return Answer(text % {"rating": command.rating, "n": said.report.number}, said.report, asks=RATING)


def _with(answer: Answer, sentence: str) -> Answer:
    return replace(answer, text=f"{answer.text}\n\n{sentence}".strip())


def _with_files(said: Reply, answer: Answer) -> Answer:
    """What comes with a command or with thanks is put on the report too, or the sender hears that it isn't there."""
    if answer.waits or not said.files or said.names_another or attachments.are_kept(said.report, said.files):
        return answer
    try:
        with transaction.atomic():
            adding.add(
                said.report.number, text=answers.only_files(), files=said.files, by=said.by(said.report), at=said.at
            )
    except Refused:
        return _with(answer, _left_behind(said.reports().get()))
    return _with(answer, _("Lampiran Anda kami simpan di laporan %s.") % said.report.number)


def _left_behind(report: Report) -> str:
    if report.is_open:
        return _("Lampiran Anda belum masuk ke laporan ini. Sertakan lagi bila Anda membalas surel ini.")
    return _("Lampiran Anda tidak masuk ke laporan ini. Bila perlu, kirim sebagai laporan baru dan sebut nomornya.")


def _words(said: Reply) -> Answer:
    """The answer to our question, thanks, or words for the report: the address says for which."""
    if talk.is_kind(said.text) and not steps.NOT_FIXED.search(said.text.casefold()):
        if said.report.state == State.ANSWERED:
            return Answer(answers.asks_rating(said.report), said.report)
        if talk.is_only_kind(said.text):
            return Answer(report=said.report)  # whoever thanks us expects no answer, least of all a machine
    return talk.to_our_question(said) or steps.say(said, said.report, said.text)


def _tell(said: Reply, answer: Answer, step: Event | None) -> None:
    """Once: of the `step` that was taken this is also the notice, so it says until when and by whom it is looked at."""
    sentences = [answer.text.removeprefix(NAME), *said.left_out]
    if not any(sentences) or not _may_be_told(said, answer):
        return
    if step and step.action in MOVES:
        sentences.append(answering.where(said.reports().get()))
    if step and not said.is_from_file and said.question != RATING:
        sentences.append(
            _("Surel itu dari alamat lain. Bukan Anda yang menulisnya? Balas surel ini dan beri tahu kami.")
        )
    answering.tell_reporter(
        said.report, *filter(None, sentences), subject=said.subject, asks=answer.asks, follows=said.name,
        event_id=step.pk if step else None, at=said.at,
    )  # fmt: skip


def _may_be_told(said: Reply, answer: Answer) -> bool:
    """Commands, questions and what the report waited for are always answered; other words once an hour."""
    is_asked = said.command.verb not in (Verb.FREE, Verb.EMPTY) or said.report.state in WAITS or said.asked
    if is_asked or answer.asks or said.left_out:
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
