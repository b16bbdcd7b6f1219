"""The files of chat messages, which stay with the app's company until we fetch them: outside any transaction."""

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels import telegram, whatsapp
from lapor.channels.chat import keeping
from lapor.channels.dialogue.said import QUESTION_LASTS, WORDLESS, Enclosed
from lapor.channels.dialogue.steps import STILL_ASKED
from lapor.channels.errors import DeliveryFailed, NotYet
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.core.errors import Refused
from lapor.core.files import Limits, inspect

FETCH = {"whatsapp": whatsapp.fetch, "telegram": telegram.fetch}
MOST = Limits().files
TRIED_FOR = timedelta(hours=1)  # after that the sender hears that it must be sent again


class FilesNeeded(Exception):  # noqa: N818
    """These messages must be fetched the files of before one of them can be understood."""

    def __init__(self, messages: list[IncomingMessage]):
        super().__init__()
        self.messages = messages


def needed_for(message: IncomingMessage) -> list[IncomingMessage]:
    """This message and those of the same person that wait for its words, as far as they have a file."""
    sent = [message]
    if message.correspondent:
        lately = message.correspondent.messages.filter(received_at__gt=message.received_at - QUESTION_LASTS)
        waiting = lately.filter(state=IncomingMessage.State.WAITING, reason__in=[WORDLESS, STILL_ASKED])
        sent += waiting.filter(pk__lt=message.pk).order_by("-pk")[:MOST]
    return [each for each in sent if _file_of(each)]


def fetch_all(messages: list[IncomingMessage], *, at: datetime) -> dict[int, Enclosed]:
    """Their files, by message. Call it outside any transaction: the other side may take its time. Raises NotYet."""
    with translation.override("id"):
        return {message.pk: _fetched(message, at=at) for message in messages}


def _file_of(message: IncomingMessage) -> str:
    return Words.unseal(message.content_ciphertext).media


def _fetched(message: IncomingMessage, *, at: datetime) -> Enclosed:
    """Once we have kept it, its company may have forgotten it."""
    if kept := keeping.files_of(message):
        return Enclosed(kept)
    try:
        content = FETCH[message.channel](_file_of(message))
        return Enclosed((inspect(SimpleUploadedFile(_("lampiran"), content), limits=Limits()),))
    except Refused as refused:
        return Enclosed(left_out=(refused.sentence,))
    except DeliveryFailed as failure:
        if not failure.permanent and at - message.received_at < TRIED_FOR:
            raise NotYet(failure.code) from None
        return Enclosed(left_out=(_why(failure),))


def _why(failure: DeliveryFailed) -> str:
    if failure.code == "too_large":
        return _("Berkas Anda lebih dari %d MB. Mohon kirim yang lebih kecil.") % (Limits().bytes // 1024**2)
    return _("Berkas Anda tidak bisa kami ambil. Mohon kirim lagi.")
