"""What was sent in a chat and waits for a person."""

from django.db import models

from lapor.core.encryption import DataKey
from lapor.core.kept import KeptFile

CONTEXT = "file of a chat"


class SentFile(KeptFile):
    """The file of a message, cleaned, as long as its words are kept; its key goes with the row."""

    room = "chat"

    message = models.OneToOneField("channels.IncomingMessage", on_delete=models.CASCADE, related_name="sent_file")
    wrapped_key = models.BinaryField()

    def __str__(self) -> str:
        return f"file of a chat {self.pk}"

    @property
    def _key(self) -> DataKey:
        return DataKey.unwrap(self.wrapped_key, context=CONTEXT)
