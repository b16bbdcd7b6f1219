"""A message of WhatsApp or Telegram in the talk that every short channel has."""

from collections.abc import Mapping
from datetime import datetime

from lapor.channels import incoming, writers
from lapor.channels.chat import keeping, media
from lapor.channels.chat.media import FilesNeeded
from lapor.channels.dialogue import talk
from lapor.channels.dialogue.said import Enclosed, Said
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.channels.outbox import Way
from lapor.reports.lifecycle import Channel


def understand(message: IncomingMessage, *, at: datetime, enclosed: Mapping[int, Enclosed] | None = None) -> None:
    """Understand what somebody wrote in a chat. Call it in a transaction that holds message and writer.

    Raises FilesNeeded, to be called again with them.
    """
    words, writer = Words.unseal(message.content_ciphertext), message.correspondent
    if writer is None:
        incoming.leave_to_person(message, "no_number")
        return
    address = incoming.address_of(writer)
    said = Said(
        message, writer, words.text, Way(message.channel, address), Channel.CHAT, at,
        writers.contact_of(message.channel, address), enclosed or {}, words.point, words.subject,
    )  # fmt: skip
    if enclosed is None and (messages := media.needed_for(message)) and talk.is_within_limit(said):
        raise FilesNeeded(messages)  # rolls the count back: once the files are here, it counts
    talk.hear(said)
    if said.files and message.state == message.State.WAITING:
        keeping.keep(message, said.files[0])
