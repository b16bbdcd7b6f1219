"""A mail to the service's own address becomes a report; what can't become one waits for a person, and is answered.

Nobody has shown who they are: whoever a mail claims to be from, it makes a report as a visitor's form does, no more.
"""

from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.agencies.models import Unit
from lapor.channels import incoming
from lapor.channels.email import addresses, answering, asking, keeping, machines, reading, replies, talking
from lapor.channels.email.attached import files_of
from lapor.channels.incoming import Words
from lapor.channels.models import Correspondent, IncomingMessage
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.core.files import Accepted
from lapor.reports import actors, intake
from lapor.reports.intake import BODY_LENGTH, TITLE_LENGTH, Submission
from lapor.reports.lifecycle import Channel, Kind
from lapor.reports.models import Report

MOST_PER_HOUR = 5  # from one address; what is more waits for a person


def understand(message: IncomingMessage, *, at: datetime) -> None:
    """Make a report of a mail, or answer it. Call it in a transaction that has locked the message."""
    mail, words = reading.parsed(keeping.raw_of(message)), Words.unseal(message.content_ciphertext)
    if addresses.read(words.to):
        _to_signed_address(message, words, mail, at=at)
    elif message.correspondent is None or machines.wrote(mail):
        _drop(message)
    elif machines.sent_to_many(mail):
        incoming.leave_to_person(message, "mailing_list")  # and without an answer, which all of them could get
    else:
        with translation.override(answering.LANGUAGE):
            _of_a_person(message, message.correspondent, words, mail, at=at)


def _to_signed_address(message: IncomingMessage, words: Words, mail: EmailMessage, *, at: datetime) -> None:
    if message.correspondent is None:  # no address on file, and none in the mail
        incoming.leave_to_person(message, "astray")
        return
    if machines.sent_to_many(mail):
        incoming.leave_to_person(message, "mailing_list")
        return
    report = talking.understand(message, words, mail, at=at)
    if report:
        _used(message, report)


def _of_a_person(
    message: IncomingMessage, writer: Correspondent, words: Words, mail: EmailMessage, *, at: datetime
) -> None:
    files, left_out = files_of(replies.passed_on(mail))
    command = asking.command_of(words, answers_ours=machines.answers_ours(mail))
    if command is None and machines.answers_ours(mail):
        _wait(message, writer, "astray", _astray(), at=at)
    elif not (words.text or words.subject or files):
        _empty(message, writer, left_out, at=at)
    elif not _is_within_limit(writer, at=at):
        _wait(message, writer, "flood", _flood(), at=at)
    elif command and command.text:  # words for a report that may be the sender's
        _wait(message, writer, "astray", asking.how(), at=at)
    elif command and (files or left_out):  # which report they are for, a person sees
        incoming.leave_to_person(message, "astray")
        asking.answer(writer, command, _seen_later(), *left_out, follows=reading.message_id_of(mail), at=at)
    elif command:
        asking.answer(writer, command, follows=reading.message_id_of(mail), at=at)
        _used(message)
    else:
        _report(message, writer, words, files, left_out, follows=reading.message_id_of(mail), at=at)


def _report(
    message: IncomingMessage,
    writer: Correspondent,
    words: Words,
    files: tuple[Accepted, ...],
    left_out: list[str],
    *,
    follows: str,
    at: datetime,
) -> None:
    by = actors.pin_holder().acting(command=UUID(bytes=encryption.tag(message.external_id, purpose="mail in")[:16]))
    try:
        with transaction.atomic():
            report = intake.submit(_submission(writer, words, files, at=at), by=by, at=at)
    except Refused as refused:
        _wait(message, writer, refused.code, refused.sentence, at=at)
        return
    answering.receipt(writer, report, [*_cut(words), *left_out], follows=follows, at=at)
    _used(message, report)


def _submission(writer: Correspondent, words: Words, files: tuple[Accepted, ...], *, at: datetime) -> Submission:
    """Anonymous: nobody asked whether the reported agency may know who wrote it."""
    code_word = addresses.code_word_of(words.to)
    return Submission(
        kind=Kind.COMPLAINT,
        title=words.subject[:TITLE_LENGTH],
        body=(words.text or words.subject or _("Berkas terlampir."))[:BODY_LENGTH],
        channel=Channel.EMAIL,
        is_anonymous=True,
        is_secret=False,
        email=incoming.address_of(writer),
        agency=Unit.objects.agency_of_code_word(code_word, at),
        files=files,
        lang=answering.LANGUAGE,
    )


def _is_within_limit(writer: Correspondent, *, at: datetime) -> bool:
    key = limits.key("mail", answering.mailbox_of(writer))
    return limits.allow(key, at=at, most=MOST_PER_HOUR, within=timedelta(hours=1))


def _cut(words: Words) -> list[str]:
    if len(words.text) <= BODY_LENGTH:
        return []
    sentence = _(
        "Surel Anda lebih dari %s karakter. Yang sesudahnya tidak masuk ke laporan; kirim sebagai PDF bila perlu."
    )
    return [sentence % BODY_LENGTH]


def _empty(message: IncomingMessage, writer: Correspondent, left_out: list[str], *, at: datetime) -> None:
    sentence = _(
        "Surel Anda kosong, jadi belum menjadi laporan. Ceritakan apa yang terjadi dan di mana, lalu kirim lagi."
    )
    if left_out:
        _wait(message, writer, "only_files", sentence, *left_out, at=at)
        return
    answering.explain(writer, sentence, at=at)
    _used(message)


def _wait(message: IncomingMessage, writer: Correspondent, reason: str, *sentences: str, at: datetime) -> None:
    incoming.leave_to_person(message, reason)
    answering.explain(writer, *sentences, at=at)


def _drop(message: IncomingMessage) -> None:
    message.state, message.content_ciphertext = message.State.DROPPED, b""
    message.save(update_fields=["state", "content_ciphertext"])
    keeping.erase(message.mail)


def _used(message: IncomingMessage, report: Report | None = None) -> None:
    keeping.erase(message.mail)
    incoming.done(message, report)


def _astray() -> str:
    return _(
        "Surel Anda menjawab surel dari kami, tetapi tidak sampai di laporan Anda. Petugas akan membacanya. "
        "Lebih cepat: buka laporan Anda dengan nomor dan PIN, atau balas surel kami yang terakhir tanpa mengubah "
        "alamatnya."
    )


def _seen_later() -> str:
    return _("Lampirannya belum masuk ke laporan mana pun; petugas akan melihatnya.")


def _flood() -> str:
    sentence = _(
        "Dari alamat ini sudah masuk %s laporan dalam satu jam. Surel Anda yang ini kami simpan dan akan dibaca "
        "petugas; Anda tidak perlu mengirimnya lagi."
    )
    return sentence % MOST_PER_HOUR
