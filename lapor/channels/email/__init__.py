"""E-mail out (through the SMTP server of the settings; the embedded service keeps it in its mailbox instead) and in.

`send` carries a letter; `receive.receive` takes new mails, what people answer and what mail servers report. A mail's
addresses are signed (addresses.py), so that an answer finds its report and a bounce its message; a new mail is kept
(arriving.py) and becomes a report afterwards (understanding.py).
"""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend

from lapor.channels import mailbox
from lapor.channels.email import composing
from lapor.channels.errors import ChannelDown, DeliveryFailed
from lapor.channels.letter import Letter


def available() -> bool:
    return True


def send(letter: Letter) -> None:
    """Raises DeliveryFailed; ChannelDown when the server is away or takes too long."""
    with session() as carry:
        carry(letter)


@contextmanager
def session() -> Iterator[Callable[[Letter], None]]:
    """`send` for several letters over one connection, opened with the first."""
    if settings.EMBEDDED:
        yield _keep
        return
    server = mailers["default"]
    try:
        yield lambda letter: _hand_over(letter, server)
    finally:
        _hang_up(server)


def _keep(letter: Letter) -> None:
    subject, paragraphs = composing.written(letter)
    text = "\n\n".join(paragraphs)
    mailbox.drop("email", to=letter.to, subject=subject, text=text, is_awaited=letter.is_awaited)


def _hand_over(letter: Letter, server: BaseEmailBackend) -> None:
    """Raises DeliveryFailed: for good when the server says 5xx to the recipient or to the message itself."""
    try:
        mail = composing.compose(letter)
    except ValueError:
        raise DeliveryFailed("bad_address", permanent=True) from None
    try:
        server.open()
        server.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as refused:
        [(code, _reason)] = refused.recipients.values()
        raise DeliveryFailed(f"smtp_{code}", permanent=code >= 500) from None
    except smtplib.SMTPDataError as refused:
        raise DeliveryFailed(f"smtp_{refused.smtp_code}", permanent=refused.smtp_code >= 500) from None
    except ValueError:
        raise DeliveryFailed("bad_address", permanent=True) from None
    except (smtplib.SMTPException, OSError):
        _hang_up(server)  # what is left of this connection answers nobody
        raise ChannelDown("mail_server") from None


def _hang_up(server: BaseEmailBackend) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.close()
