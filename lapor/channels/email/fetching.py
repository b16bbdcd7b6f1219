"""Mail that is fetched: where no mail server can bring it to us, a mailbox is emptied into the same `receive`.

Each mail is committed here before it is moved there. What is cut off in between is fetched once more and changes
nothing, because a mail has one name however it comes.
"""

import logging
import re
import time
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels import condition, handling, incoming
from lapor.channels.email import addresses, answering, imap, machines, reading
from lapor.channels.email.imap import Folder, Mailbox, MailboxDown
from lapor.channels.email.listening import LARGEST, MOST_RECIPIENTS
from lapor.channels.email.receive import Envelope, receive
from lapor.channels.incoming import Words
from lapor.core import encryption

BATCH = 50
BATCH_SECONDS = 30

RECIPIENTS = {"delivered-to", "x-original-to", "envelope-to", "to", "cc"}
# No name is longer than 64 letters: without that end a header that was made to be slow takes minutes.
ADDRESS = re.compile(r"[^\s<>\",;:()@]{1,64}@[^\s<>\",;:()]+")

log = logging.getLogger(__name__)


def fetch(*, at: datetime) -> bool:
    """Take what lies in the mailbox, at most BATCH mails; True when there may be more. Call it outside a transaction.

    One at a time: two would take every mail twice, which costs, and changes nothing.
    """
    if not settings.IMAP_URL:
        return False
    try:
        with imap.opened() as mailbox:
            more = _empty(mailbox, at=at)
    except MailboxDown as down:
        log.error("mailbox: %s", down.code)
        condition.trouble("email", down.code, at=at)
        return False
    condition.recovered("email")
    return more


def forget(*, at: datetime) -> int:
    """Erase in the mailbox what was taken long ago; returns how many. Raises MailboxDown."""
    if not settings.IMAP_URL:
        return 0
    with imap.opened() as mailbox:
        return mailbox.forget(before=at - handling.KEPT_FOR)


def _empty(mailbox: Mailbox, *, at: datetime) -> bool:
    stop_at = time.monotonic() + BATCH_SECONDS
    found = mailbox.oldest(BATCH)
    for number, size in found.items():
        raw = mailbox.beginning(number) if size > LARGEST else mailbox.mail(number)
        if raw is not None:
            mailbox.move(number, _take(raw, is_too_large=size > LARGEST, at=at))
        if time.monotonic() > stop_at:
            return True
    return len(found) == BATCH


def _take(raw: bytes, *, is_too_large: bool, at: datetime) -> Folder:
    """Keep a mail and say where it goes; nothing is moved while nothing can be kept. Raises MailboxDown."""
    try:
        mail = reading.parsed(raw)
        if not is_too_large:
            receive(raw, envelope_of(mail), at=at)
            return Folder.TAKEN
        _show_too_large(mail, raw, at=at)
    except (OperationalError, InterfaceError, OSError) as error:
        log.error("mail put off: %s", type(error).__qualname__)
        raise MailboxDown("storage") from None
    except Exception as error:  # parsers of what strangers write fail in every way; nothing of it goes into the log
        log.error("mail not understood: %s", type(error).__qualname__)
        _show_unread(raw, at=at)
    return Folder.ASIDE


def envelope_of(mail: EmailMessage) -> Envelope:
    """What a mail server would have told us, from what it wrote above the mail.

    Whatever lies in the mailbox came to the service, also as a blind copy or passed on from another address.
    """
    written = [str(value) for name, value in mail.raw_items() if name.lower() in RECIPIENTS]
    named = ADDRESS.findall(" ".join(written).lower())
    ours = [address for address in named if addresses.read(address) or addresses.is_service(address)]
    sender = mail.get("Return-Path", mail.get("From", ""))
    return Envelope(parseaddr(str(sender))[1], (*dict.fromkeys(ours[:MOST_RECIPIENTS]), settings.MAIL_IN_ADDRESS))


def _show_too_large(mail: EmailMessage, beginning: bytes, *, at: datetime) -> None:
    """A person sees it, and its sender is told how it gets through; of machines nobody hears anything."""
    sender = reading.sender_of(mail, envelope_of(mail).sender)
    if not sender or machines.wrote(mail):
        return
    name = reading.name_of(mail, beginning, sender=sender)
    with translation.override(answering.LANGUAGE), transaction.atomic(durable=True):
        words = Words("", subject=reading.subject_of(mail))
        message = incoming.take("email", name, words, sender=sender, at=at)
        if message is None:
            return
        incoming.leave_to_person(message, "mail_too_large")
        if message.correspondent and not machines.sent_to_many(mail):
            answering.explain(message.correspondent, _too_large(), at=at)


def _show_unread(raw: bytes, *, at: datetime) -> None:
    name = encryption.tag(sha256(raw).hexdigest(), purpose="mail in").hex()
    with transaction.atomic(durable=True):
        message = incoming.take("email", name, Words(""), sender="", at=at)
        if message:
            incoming.leave_to_person(message, "mail_unread")


def _too_large() -> str:
    return _(
        "Surel Anda terlalu besar untuk kami terima. Kirim lagi dengan lampiran yang lebih sedikit atau lebih kecil: "
        "paling banyak lima berkas, masing-masing 10 MB."
    )
