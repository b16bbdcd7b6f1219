"""The mail as it came, with its attachments: kept as long as the words that were read from it."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from lapor.channels.email import attached, reading, replies
from lapor.channels.email.models import RawMail
from lapor.channels.models import IncomingMessage
from lapor.core import storage
from lapor.core.encryption import DataKey
from lapor.core.errors import NotFound
from lapor.core.files import Accepted

ROOM = "mail"
CONTEXT = "raw mail"
ORPHANED_AFTER = timedelta(hours=2)  # a younger file may be waiting for its transaction


def keep(message: IncomingMessage, raw: bytes) -> None:
    """Call it in the transaction that takes the message."""
    key = DataKey.new()
    stored = storage.store(raw, key=key, room=ROOM)
    RawMail.objects.create(message=message, stored=stored, wrapped_key=key.wrap(context=CONTEXT))


def raw_of(message: IncomingMessage) -> bytes:
    """Raises NotFound once it was erased, and Undecipherable."""
    try:
        kept = message.mail
    except RawMail.DoesNotExist:
        raise NotFound(message.pk) from None
    return storage.fetch(kept.stored, key=DataKey.unwrap(kept.wrapped_key, context=CONTEXT))


def files_of(message: IncomingMessage) -> tuple[Accepted, ...]:
    """What can be kept of the attachments of a mail that waits for a person; nothing of messages that are no mails."""
    try:
        return attached.files_of(replies.passed_on(reading.parsed(raw_of(message))))[0]
    except NotFound:
        return ()


def erase(*mails: RawMail) -> None:
    """Whoever has used what a mail said erases it; the file goes when that is committed."""
    RawMail.objects.filter(pk__in=[mail.pk for mail in mails]).delete()
    for mail in mails:
        transaction.on_commit(partial(storage.erase, mail.stored), robust=True)


def forget(*, at: datetime) -> int:
    """Erase the mails whose words are erased too, and files that no row knows; returns how many."""
    with transaction.atomic():
        done = list(RawMail.objects.filter(message__content_ciphertext=b""))
        erase(*done)
    orphans = list(storage.orphans(_known, before=at - ORPHANED_AFTER, room=ROOM))
    for name in orphans:
        storage.erase(name)
    return len(done) + len(orphans)


def _known(names: list[str]) -> set[str]:
    return set(RawMail.objects.filter(stored__in=names).values_list("stored", flat=True))
