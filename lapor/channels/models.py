"""What waits to be carried to people, what comes in from them, and by which tag somebody is found again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.accounts.models import OneTimeSecret
from lapor.reports.models import Event, Report


class OutgoingMessage(models.Model):
    """One message to one person by one channel; who it went to is gone from the row once carried, and what it said once
    no other way can be needed.

    A message is either a template with its context (codes, invitations) or a `Content` written out by whoever decided
    to tell, sealed. `ways_left` (sealed) are the person's further channels, tried in order if this one fails for good.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"  # handed over to the server that carries it on
        DELIVERED = "delivered"  # that server, or the phone, said so
        FAILED = "failed"

    channel = models.CharField(max_length=10)
    to_ciphertext = models.BinaryField()  # empty once carried or given up
    template = models.CharField(max_length=40, blank=True)
    context = models.JSONField(default=dict)  # numbers, codes and dates; never a person's words, name or address
    content_ciphertext = models.BinaryField(default=b"")
    ways_left_ciphertext = models.BinaryField(default=b"")
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    recipient = models.BinaryField(max_length=32, null=True)  # channels.recipients
    secret = models.ForeignKey(OneTimeSecret, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not before: moved on while a sender holds it, and after each failure
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outgoing_state_known", condition=Q(state__in=["queued", "sent", "delivered", "failed"])
            ),
            models.UniqueConstraint(
                name="outgoing_once", fields=["event", "recipient", "channel"], condition=Q(event__isnull=False)
            ),
        ]
        indexes = [
            # what a channel's sender takes next
            models.Index(name="outgoing_due", fields=["channel", "due_at"], condition=Q(state="queued")),
            # what can be forgotten, and how a channel did in the last day
            models.Index(name="outgoing_done", fields=["created_at"], condition=~Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.template or self.channel} {self.pk}"


class Attempt(models.Model):
    """One try to carry a message: written before it is made, so that one which was cut off shows as `sending`."""

    class Outcome(models.TextChoices):
        SENDING = "sending"
        SENT = "sent"
        PUT_OFF = "queued"  # it didn't work now and is tried again later
        FAILED = "failed"

    message = models.ForeignKey(OutgoingMessage, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    code = models.CharField(max_length=40, blank=True)  # of the failure; never an address

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Recipient(models.Model):
    """The account behind a recipient's tag, sealed: without the server's keys nobody learns whose tag it is."""

    tag = models.BinaryField(max_length=32, unique=True)
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class Correspondent(models.Model):
    """One number or address that writes to us by one channel, found by a tag, and where the talk with it stands."""

    channel = models.CharField(max_length=10)
    tag = models.BinaryField(max_length=32)
    address_ciphertext = models.BinaryField()
    asked = models.CharField(max_length=20, blank=True)  # the code of our open question
    asked_about = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField(null=True)
    pranks = models.PositiveSmallIntegerField(default=0)  # marked by officers: answered later, never refused
    last_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)  # wants no news by this channel since then

    class Meta:
        constraints = [models.UniqueConstraint(name="correspondent_once", fields=["channel", "tag"])]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class IncomingMessage(models.Model):
    """One message that came in, once however often it is delivered; what it says is sealed and kept until it is used.

    The row is committed before the sender's server hears that we have it.
    """

    class State(models.TextChoices):
        NEW = "new"
        DONE = "done"  # became a report or a step, or was answered
        WAITING = "waiting"  # for a person: `reason` says why
        DROPPED = "dropped"  # of a machine, or set aside by a person

    channel = models.CharField(max_length=10)
    external_id = models.CharField(max_length=200)
    correspondent = models.ForeignKey(Correspondent, null=True, on_delete=models.PROTECT, related_name="messages")
    content_ciphertext = models.BinaryField(default=b"")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.NEW)
    reason = models.CharField(max_length=40, blank=True)
    report = models.ForeignKey(Report, null=True, on_delete=models.SET_NULL, related_name="+")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="incoming_once", fields=["channel", "external_id"]),
            models.CheckConstraint(
                name="incoming_state_known", condition=Q(state__in=["new", "done", "waiting", "dropped"])
            ),
        ]
        indexes = [
            # after a pause, or where a job was lost
            models.Index(name="incoming_new", fields=["id"], condition=Q(state="new")),
            # the lists of the channel inbox
            models.Index(name="incoming_waiting", fields=["id"], condition=Q(state="waiting")),
            models.Index(name="incoming_handled", fields=["id"], condition=Q(state="done", handled_by__isnull=False)),
            # when the last message came by each channel
            models.Index(name="incoming_day", fields=["channel", "received_at"]),
            # whose words can be forgotten
            models.Index(
                name="incoming_dropped",
                fields=["received_at"],
                condition=Q(state="dropped") & ~Q(content_ciphertext=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} in {self.pk}"


class ChannelPause(models.Model):
    """A time in which a channel stands still: who stopped it, why, and who let it go on. The last one may still run."""

    channel = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    paused_at = models.DateTimeField()
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pause_once", fields=["channel"], condition=Q(resumed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"pause of {self.channel}"


class PublicAnswer(models.Model):
    """Words that an officer means to post under a mention; the newest counts, and who chose them when stays known."""

    message = models.ForeignKey(IncomingMessage, on_delete=models.CASCADE, related_name="public_answers")
    text_ciphertext = models.BinaryField()
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    prepared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"public answer {self.pk}"


class ChannelTrouble(models.Model):
    """What keeps a channel from fetching or taking messages right now, as whoever fetches them found it."""

    channel = models.CharField(max_length=10, unique=True)
    code = models.CharField(max_length=40)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"trouble of {self.channel}"


# The tables of single channels stand in their folders; Django finds them through this module.
from lapor.channels.chat.models import SentFile as SentFile  # noqa: E402
from lapor.channels.email.models import RawMail as RawMail  # noqa: E402
from lapor.channels.push.models import PushSubscription as PushSubscription  # noqa: E402
from lapor.channels.webhook.models import PartnerEndpoint as PartnerEndpoint  # noqa: E402
