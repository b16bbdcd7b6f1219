"""A real SMTP server on this machine that keeps what it is given, and misbehaves on request.

with MailServer() as server, server.used_by(settings):
    ...
    [letter] = server.letters
"""

import asyncio
import email.policy
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PARSER = BytesParser(policy=email.policy.default)


@dataclass(frozen=True)
class Letter:
    """A mail as it arrived: the addresses on the envelope and the parsed message."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes

    @property
    def to(self) -> str:
        return self.recipients[0]

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part
        return part.get_content()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class MailServer:
    """Refuses (`refuse[address] = "550 no such user"`, also 451), hangs, or drops the connection before its 250."""

    letters: list[Letter] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False
    sessions: int = 0
    on_letter: Callable[[], object] = lambda: None  # called when it has a letter and before it says so
    port: int = 0

    def __enter__(self) -> Self:
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60)
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    @contextmanager
    def used_by(self, settings: Any, *, timeout: float = 60) -> Iterator[None]:
        """Have mails sent here, by Django's own SMTP backend, also where the service is embedded."""
        settings.EMBEDDED = False
        settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": self.options | {"timeout": timeout}}}
        yield

    @property
    def environment(self) -> dict[str, str]:
        """For programs that are to send their mails here."""
        public = {"LAPOR_EMBEDDED": "", "SITE_URL": "https://lapor.example"}
        return {**public, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.port)}

    @property
    def options(self) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.port}

    # --- what aiosmtpd asks ----------------------------------------------------------------------------------------

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hangs:
            await asyncio.sleep(3600)
        if self.drops:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "451 gone"
        raw = envelope.content
        assert isinstance(raw, bytes)
        message = PARSER.parsebytes(raw)
        assert isinstance(message, EmailMessage)
        self.letters.append(Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), message, raw))
        self.on_letter()
        return "250 OK"
