"""Where mails come in: kept before the server that brings one hears that we have it."""

from datetime import datetime
from email.message import EmailMessage

from django.db import transaction

from lapor.channels import incoming, recipients
from lapor.channels.email import keeping, reading, replies
from lapor.channels.incoming import Words
from lapor.reports.models import Report


def take_answer(mail: EmailMessage, raw: bytes, report: Report, *, to: str, envelope_sender: str, at: datetime) -> None:
    """Keep an answer to a mail of ours, once for each address; whoever wrote it, it counts as the reporter's."""
    sender = recipients.mail_of(report) or reading.sender_of(mail, envelope_sender)
    words = Words(replies.words_of(mail), subject=reading.subject_of(mail), to=to)
    _keep(raw, reading.name_of(mail, raw, sender=to.lower()), words, sender=sender, at=at)


def take(mail: EmailMessage, raw: bytes, envelope_sender: str, *, to: str = "", at: datetime) -> None:
    """Keep a mail, once however often it comes; it is committed when this returns. `to` has a code word in it."""
    sender = reading.sender_of(mail, envelope_sender)
    name = reading.name_of(mail, raw, sender=sender)
    words = Words(replies.new_words_of(replies.passed_on(mail)), subject=reading.subject_of(mail), to=to)
    _keep(raw, name, words, sender=sender, at=at)


def _keep(raw: bytes, name: str, words: Words, *, sender: str, at: datetime) -> None:
    with transaction.atomic(durable=True):
        message = incoming.take("email", name, words, sender=sender, at=at)
        if message:
            keeping.keep(message, raw)
