"""The file of a message that waits for a person, so that they see what was sent: gone as soon as its words are."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from lapor.channels.chat.models import CONTEXT, SentFile
from lapor.channels.models import IncomingMessage
from lapor.core import kept, storage
from lapor.core.encryption import DataKey
from lapor.core.files import Accepted, Limits, inspect
from lapor.core.queries import one

ORPHANED_AFTER = timedelta(hours=2)  # a younger file may be waiting for its transaction


def keep(message: IncomingMessage, file: Accepted) -> None:
    """Once, also when the message waits again. Call it in the transaction that leaves it to a person."""
    if file_of(message):
        return
    sent = SentFile(message=message, wrapped_key=DataKey.new().wrap(context=CONTEXT))
    sent.keep(file)
    sent.save()


def file_of(message: IncomingMessage) -> SentFile | None:
    """What came with a message whose words are still kept."""
    return one(SentFile.objects.filter(message=message).exclude(message__content_ciphertext=b""))


def files_of(message: IncomingMessage) -> tuple[Accepted, ...]:
    """The same, fit for a report."""
    sent = file_of(message)
    return (inspect(SimpleUploadedFile(sent.file_name, sent.read()), limits=Limits()),) if sent else ()


def forget(*, at: datetime) -> None:
    """Erase the files whose words are erased too, and those that no row knows."""
    with transaction.atomic():
        done = SentFile.objects.filter(message__content_ciphertext=b"")
        names = list(done.values_list("stored", flat=True))
        done.filter(stored__in=names).delete()
        for name in names:
            transaction.on_commit(partial(storage.erase, name), robust=True)
    kept.forget_orphans(SentFile, before=at - ORPHANED_AFTER)
