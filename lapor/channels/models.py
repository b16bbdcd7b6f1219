"""What waits to be carried to people, and what became of it."""

from django.db import models

from lapor.accounts.models import OneTimeSecret


class OutgoingMessage(models.Model):
    """One message to one person; who it went to and its secret are gone from the row once it was carried."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    channel = models.CharField(max_length=10)
    to_ciphertext = models.BinaryField()  # empty once carried or given up
    template = models.CharField(max_length=40)
    context = models.JSONField(default=dict)  # numbers, codes and dates; never a person's words, name or address
    secret = models.ForeignKey(OneTimeSecret, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not before: moved on while a sender holds it, and after each failure
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outgoing_state_known", condition=models.Q(state__in=["queued", "sent", "failed"])
            ),
        ]
        indexes = [
            models.Index(name="outgoing_due", fields=["due_at"], condition=models.Q(state="queued")),
            models.Index(name="outgoing_done", fields=["created_at"], condition=~models.Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"
