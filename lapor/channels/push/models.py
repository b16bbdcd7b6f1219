"""Where browsers take notices."""

from django.db import models


class PushSubscription(models.Model):
    """One browser that takes notices for one recipient; its address and keys are sealed."""

    endpoint_tag = models.BinaryField(max_length=32)
    ciphertext = models.BinaryField()
    recipient = models.BinaryField(max_length=32)  # channels.recipients: a tag that names nobody
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A browser that opened two reports with their PINs takes notices for both.
            models.UniqueConstraint(name="push_subscription_once", fields=["endpoint_tag", "recipient"]),
        ]
        indexes = [models.Index(name="push_subscription_of", fields=["recipient", "created_at"])]

    def __str__(self) -> str:
        return f"push subscription {self.pk}"
