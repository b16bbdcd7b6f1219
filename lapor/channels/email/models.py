"""Mails until they are understood."""

from django.db import models


class RawMail(models.Model):
    """A mail as it came, beside the words that were read from it: encrypted on the disk with a key of its own."""

    message = models.OneToOneField("channels.IncomingMessage", on_delete=models.CASCADE, related_name="mail")
    stored = models.CharField(max_length=120)
    wrapped_key = models.BinaryField()

    def __str__(self) -> str:
        return f"raw mail {self.pk}"
