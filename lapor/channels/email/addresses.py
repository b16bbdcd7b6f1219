"""Signed addresses: what comes to `balas+…` lands on a report as its reporter's, `pantul+…` is about one message.

A question that we ask has an address of its own, so what comes there answers that question and no other.

A token is a number (5 bytes) and a keyed tag of it (10 bytes) in base32: mail servers change capitals, not letters.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings

from lapor.core import encryption

TAG = 10  # bytes: nobody guesses 80 bits through a mail server
NUMBER = 5
TOKEN = re.compile(r"[a-z2-7]{24}")
NAME = re.compile(r"[0-9a-f]{32}")


class Purpose(StrEnum):
    REPLY = "balas"
    BOUNCE = "pantul"
    # The questions of the talk, each by the name that its code has there.
    PLACE = "tempat"
    AGENCY = "instansi"
    WITHDRAW = "tarik"
    REOPEN = "buka"
    OMBUDSMAN = "ombudsman"
    RATING = "nilai"

    @property
    def asks(self) -> str:
        """The code of the question that is answered at such an address."""
        return "" if self in (Purpose.REPLY, Purpose.BOUNCE) else self.name.lower()


@dataclass(frozen=True)
class Token:
    """What an address says; believe it only once `fits` has said so."""

    purpose: Purpose
    number: int
    tag: bytes

    def fits(self, *whose: bytes) -> bool:
        """Was this address made by us, for one of these people?"""
        return any(encryption.same(self.tag, _tag(self.purpose, self.number, who)) for who in whose)


def reply_to(report: int, *, recipient: bytes, asks: str = "") -> str:
    """Where this person's answers about this report go, or to this question; empty while no mail is taken in."""
    return _address(Purpose[asks.upper()] if asks else Purpose.REPLY, report, recipient)


def bounce_to(message_id: int) -> str:
    """Where mail servers report about this message (VERP); empty while no mail is taken in."""
    return _address(Purpose.BOUNCE, message_id, b"")


def read(address: str) -> Token | None:
    """The token in an address of ours, not yet believed; None for any other address."""
    local, _, domain = _bare(address).rpartition("@")
    purpose, _, token = local.partition("+")
    if domain != settings.MAIL_DOMAIN or purpose not in list(Purpose) or not TOKEN.fullmatch(token):
        return None
    try:
        raw = base64.b32decode(token.upper())
    except binascii.Error:
        return None
    return Token(Purpose(purpose), int.from_bytes(raw[:NUMBER]), raw[NUMBER:])


def is_service(address: str) -> bool:
    """Is this where new reports go, with an agency's code word (lapor+kutim@…) or without?"""
    return bool(settings.MAIL_IN_ADDRESS) and settings.MAIL_IN_ADDRESS in (_bare(address), plain(address))


def code_word_of(address: str) -> str:
    """What stands behind the + of the service's address; empty where nothing does."""
    return _bare(address).partition("+")[2].rpartition("@")[0] if plain(address) == settings.MAIL_IN_ADDRESS else ""


def is_ours(address: str) -> bool:
    """Do our own mails come from here? The domain alone says nothing: people who work in it write to us as well."""
    local, _, domain = plain(address).rpartition("@")
    is_signed = local in list(Purpose) and domain == settings.MAIL_DOMAIN
    return is_signed or is_service(address) or _bare(address) == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def is_message_id(text: str) -> bool:
    """Is this the name of a mail of ours, or of one of our threads?"""
    name, _, domain = text.strip().strip("<>").rpartition("@")
    return bool(NAME.fullmatch(name)) and domain.lower() == _domain().lower()


def message_id(pk: int) -> str:
    """The Message-ID of a message: always the same one, and it tells nothing."""
    return f"<{encryption.tag(str(pk), purpose='message id').hex()[:32]}@{_domain()}>"


def thread_id(report: int, *, recipient: bytes) -> str:
    """What all mails to one person about one report refer to, so that they are shown together."""
    tag = encryption.tag(f"{report} {recipient.hex()}", purpose="mail thread")
    return f"<{tag.hex()[:32]}@{_domain()}>"


def _address(purpose: Purpose, number: int, recipient: bytes) -> str:
    if not settings.MAIL_DOMAIN:
        return ""
    raw = number.to_bytes(NUMBER) + _tag(purpose, number, recipient)
    return f"{purpose}+{base64.b32encode(raw).decode().lower()}@{settings.MAIL_DOMAIN}"


def _tag(purpose: Purpose, number: int, recipient: bytes) -> bytes:
    return encryption.tag(f"{number} {recipient.hex()}", purpose=f"mail {purpose}")[:TAG]


def _bare(address: str) -> str:
    return address.strip().strip("<>").lower()


def plain(address: str) -> str:
    """Without what stands behind a +: one mailbox, however many addresses somebody makes of it."""
    local, _, domain = _bare(address).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _domain() -> str:
    return settings.MAIL_DOMAIN or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
