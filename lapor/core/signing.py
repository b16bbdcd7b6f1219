"""Signatures between us and other systems, as Standard Webhooks has them, over bytes of any kind.

Its library signs text only, and a package is none; what it signs we accept, and what we sign of texts it accepts.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)


class Unsigned(Exception):  # noqa: N818
    """Nobody who knows the secret sent this, or not lately."""


def key(secret: str) -> bytes:
    """The bytes of a secret as it is written: `whsec_` and base64. Raises ValueError."""
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(raw) < 24:
        raise ValueError("shorter than 24 bytes")
    return raw


def headers(body: bytes, *, secret: str, message_id: str, at: datetime) -> dict[str, str]:
    """What goes with a body so that the other side can tell that it is ours."""
    sent = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": sent,
        "webhook-signature": f"v1,{_signature(body, secret, message_id, sent)}",
    }


def check(body: bytes, said: Mapping[str, str], *, secret: str, at: datetime) -> str:
    """The id of a message that was signed with our secret. Raises Unsigned."""
    message_id, sent = said.get("webhook-id", ""), said.get("webhook-timestamp", "")
    if not (message_id and sent.isascii() and sent.isdigit() and len(sent) < 12):
        raise Unsigned("headers")
    if abs(at.timestamp() - int(sent)) > TOLERANCE.total_seconds():
        raise Unsigned("timestamp")
    wanted = _signature(body, secret, message_id, sent).encode()
    given = said.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(f"v1,{wanted.decode()}".encode(), each.encode()) for each in given):
        raise Unsigned("signature")
    return message_id


def _signature(body: bytes, secret: str, message_id: str, sent: str) -> str:
    signed = hmac.digest(key(secret), f"{message_id}.{sent}.".encode() + body, hashlib.sha256)
    return base64.b64encode(signed).decode()
