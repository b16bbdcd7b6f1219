"""Where new mails come in: kept before the server that brings one hears that we have it."""

from datetime import datetime
from email.message import EmailMessage

from django.db import transaction

from lapor.channels import incoming
from lapor.channels.email import keeping, reading, replies
from lapor.channels.incoming import Words


def take(mail: EmailMessage, raw: bytes, envelope_sender: str, *, at: datetime) -> None:
    """Keep a mail, once however often it comes; it is committed when this returns."""
    sender = reading.sender_of(mail, envelope_sender)
    name = reading.name_of(mail, raw, sender=sender)
    words = Words(replies.new_words_of(mail), subject=reading.subject_of(mail))
    with transaction.atomic(durable=True):
        message = incoming.take("email", name, words, sender=sender, at=at)
        if message:
            keeping.keep(message, raw)
