"""E-mail through Django's mail framework; in the embedded service into the mailbox folder instead."""

import smtplib

from django.conf import settings
from django.core.mail import send_mail

from lapor.channels import mailbox
from lapor.channels.errors import DeliveryFailed


def available() -> bool:
    return True


def send(*, to: str, subject: str, text: str) -> None:
    """Raises DeliveryFailed."""
    if settings.EMBEDDED:
        mailbox.drop("email", to=to, subject=subject, text=text)
        return
    try:
        send_mail(subject, text, None, [to])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reason in error.recipients.values()]
        raise DeliveryFailed("recipient_refused", permanent=all(code >= 500 for code in codes)) from None
    except (smtplib.SMTPException, OSError):
        raise DeliveryFailed("mail_server") from None
