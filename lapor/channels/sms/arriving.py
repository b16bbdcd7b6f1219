"""What Kannel hands us for each text message of a phone: number, coding and header beside the text.

bearerbox asks with everything in the address. smsbox, which gets what bearerbox couldn't pass on before it was
restarted, posts the text and tells the rest in headers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from django.conf import settings

from lapor.accounts import contacts
from lapor.accounts.models import ContactKind
from lapor.channels.incoming import Words
from lapor.core import encryption
from lapor.core.errors import Refused

BINARY, NAMELESS, PIECE = "binary", "nameless", "piece"  # what is special about a message, in front of its subject
TEXT_CODINGS = {"0": "utf-8", "2": "utf-16-be"}  # Kannel's; 1 is binary
DIALLED = re.compile(r"\+?[0-9]{5,15}")  # no letters: whoever sends as 0812LAPORKU isn't the phone that these dial
LONGEST = 10_000  # letters: 255 parts, the most there are, hold no more than four times that
CONCATENATION = {0x00: 3, 0x08: 4}  # of a header: its element, and how many octets that has


@dataclass(frozen=True)
class Arrived:
    """One message: Kannel gives it the same name however often it posts it. `sender` is empty when it is no number."""

    name: str
    sender: str
    words: Words


def is_from_gateway(asked: Mapping[str, str]) -> bool:
    """Does the address hold the password that our configuration of Kannel has?"""
    password = settings.SMS_INCOMING_PASSWORD
    return bool(password) and encryption.same(password.encode(), asked.get("k", "").encode())


def asked(name: str, address: Mapping[str, str]) -> Arrived:
    """A message in an address, whose letters stand for octets."""
    text, header = (address.get(field, "").encode("latin-1") for field in ("text", "header"))
    return _read(name, address.get("from", ""), address.get("coding", "0"), header, text)


def posted(name: str, headers: Mapping[str, str], body: bytes) -> Arrived:
    """A message in a body, with the rest in headers."""
    header = unquote_to_bytes(headers.get("X-Kannel-UDH", "")[:200])
    return _read(name, headers.get("X-Kannel-From", ""), headers.get("X-Kannel-Coding", "0"), header, body)


def _read(name: str, typed: str, coding: str, header: bytes, octets: bytes) -> Arrived:
    """Whatever it is, it is read: what isn't text or comes from no number is for a person."""
    typed = typed[:40]
    try:
        sender = contacts.normal(ContactKind.PHONE, typed if DIALLED.fullmatch(typed) else "")
    except Refused:
        return Arrived(name, "", Words(_text(coding, octets), subject=f"{NAMELESS} {typed}"))
    if coding not in TEXT_CODINGS:
        return Arrived(name, sender, Words(octets[:1000].hex(" "), subject=BINARY))
    return Arrived(name, sender, Words(_text(coding, octets), subject=_piece(header)))


def _text(coding: str, octets: bytes) -> str:
    text = octets.decode(TEXT_CODINGS.get(coding, "latin-1"), "replace")
    return text.replace("\0", "")[:LONGEST].strip()


def _piece(header: bytes) -> str:
    """Of a long message that didn't arrive whole within the hour: which of how many parts this is."""
    rest = header[1:]
    while len(rest) > 2:
        element, size, value = rest[0], rest[1], rest[2 : 2 + rest[1]]
        if CONCATENATION.get(element) == size == len(value):
            return f"{PIECE} {value[-1]}/{value[-2]}"
        rest = rest[2 + size :]
    return ""
