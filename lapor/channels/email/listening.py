"""The door for mail: a server behind the one that faces the internet, which hands on what is for MAIL_DOMAIN by SMTP
or LMTP, as it likes.

It says 250 only when what a mail means is committed; while the database is away it says to come again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session, syntax
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from lapor.channels.email import addresses
from lapor.channels.email.receive import Envelope, receive
from lapor.core.errors import NotFound

LARGEST = 70 * 1024 * 1024  # five files of 10 MB, as mail writes them, and the letter around them
MOST_RECIPIENTS = 100  # as many as RFC 5321 wants; each costs a look

TOO_LARGE = "552 5.3.4 Surel terlalu besar: kirim dengan lampiran yang lebih sedikit atau lebih kecil"

log = logging.getLogger(__name__)


@contextmanager
def listening(host: str, port: int) -> Iterator[None]:
    """Take mail in for the length of the block, in threads of its own."""
    controller = Doorkeeper(Door(), hostname=host, port=port, data_size_limit=LARGEST, ready_timeout=10)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


class Talk(SMTP):
    """SMTP, or LMTP (RFC 2033) with whoever begins with LHLO: there each recipient of a mail gets an answer."""

    is_lmtp = False
    answers = 1  # how often the next one is given

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802  (named after the command)
        self.is_lmtp = True
        await self.smtp_EHLO(arg)

    async def push(self, status: Any) -> None:
        """aiosmtpd's own sentence about size is for its log; this one reaches the person whose mail was too large."""
        said = str(status)
        times, self.answers = self.answers, 1
        for _ in range(times):
            await super().push(TOO_LARGE if said.startswith("552") else status)
        if self.is_lmtp and self.envelope and said.startswith("354"):
            self.answers = len(self.envelope.rcpt_tos)


class Doorkeeper(Controller):
    def factory(self) -> SMTP:
        return Talk(self.handler, **self.SMTP_kwargs)


class Door:
    """What aiosmtpd asks at each step of a session."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: SmtpEnvelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Terlalu banyak penerima"  # its server brings the others in a second session
        if addresses.read(address) is None and not addresses.is_service(address):
            return "550 5.1.1 Alamat ini tidak menerima surel"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: SmtpEnvelope) -> str:
        return await sync_to_async(_take, thread_sensitive=False)(envelope)


def _take(envelope: SmtpEnvelope) -> str:
    message = envelope.original_content or b""
    close_old_connections()
    try:
        receive(message, Envelope(envelope.mail_from or "", tuple(envelope.rcpt_tos)), at=timezone.now())
    except NotFound:
        return "550 5.1.1 Alamat ini tidak menerima surel"
    except (DatabaseError, OSError) as error:  # the server before us keeps the mail and comes again
        log.error("mail put off: %s", type(error).__qualname__)
        return "451 4.3.0 Coba lagi nanti"
    except Exception as error:  # parsers of what strangers write fail in every way; nothing of it goes into the log
        log.error("mail not understood: %s", type(error).__qualname__)
        return "554 5.6.0 Surel ini tidak dapat kami baca"
    finally:
        close_old_connections()
    return "250 2.0.0 OK"
