"""Text messages. Without a gateway they are offered only in the embedded service, which keeps them in its mailbox."""

from django.conf import settings

from lapor.channels import mailbox
from lapor.channels.errors import DeliveryFailed


def available() -> bool:
    return settings.EMBEDDED


def send(*, to: str, subject: str, text: str) -> None:
    """A text message has no subject. Raises DeliveryFailed."""
    if not available():
        raise DeliveryFailed("no_gateway", permanent=True)
    mailbox.drop("sms", to=to, subject="", text=text)
