"""What a message says, in its person's language: sealed content as it is, templates with their one-time secret."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from lapor.accounts import codes, one_time
from lapor.channels import discretion, stopping
from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import ADDRESS
from lapor.connection import invitations
from lapor.core import encryption

SECRETS = {
    "code": codes.PURPOSE,
    "invitation": invitations.PURPOSE,
    "decree_judged": invitations.PURPOSE,
    "receipt": "pin",
}  # template → purpose of the secret in it
GO_WITHOUT = {"receipt"}  # the number alone is better than nothing


def letter_of(message: OutgoingMessage, *, at: datetime) -> Letter:
    """The message as its channel carries it.

    Raises DeliveryFailed once its secret has expired, the report that everybody might read is hidden, or its person
    wants no news.
    """
    to = encryption.unseal(message.to_ciphertext, context=ADDRESS).decode()
    if stopping.holds_back(message, to):
        raise DeliveryFailed("stopped", permanent=True)
    content = _rendered(message, at=at) if message.template else Content.unseal(message.content_ciphertext)
    content = discretion.still_told(content, language=message.language)
    recipient = bytes(message.recipient) if message.recipient else None
    return Letter(message.pk, to, content, message.language, recipient, at)


def _rendered(message: OutgoingMessage, *, at: datetime) -> Content:
    context = message.context | {"site_url": settings.SITE_URL}
    if message.template in SECRETS:
        context["secret"] = _secret(message, at=at)
    with translation.override(message.language):
        subject = render_to_string(f"channels/{message.template}.subject.txt", context)
        names = [f"channels/{message.template}.{channel}.txt" for channel in (message.channel, "sms")]
        text = render_to_string(names, context).strip()  # in a chat we say what we say by SMS
    return Content(subject=subject, text=text, short=text)


def _secret(message: OutgoingMessage, *, at: datetime) -> str | None:
    secret = one_time.look(message.secret_id or 0, purpose=SECRETS[message.template], at=at)
    if secret is None and message.template not in GO_WITHOUT:
        raise DeliveryFailed("secret_gone", permanent=True)
    return secret
