"""Encryption at rest: server keys that rotate, one data key per report, and keyed tags for look-ups.

A token of the server's is `key id (1 byte) + nonce (12) + AES-256-GCM`; the context (what the text is and whose) is
bound to it, so a ciphertext moved to another row doesn't open. Keys: `LAPOR_KEYS="2:base64,1:base64"`, the first
encrypts, all decrypt.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
Stored = bytes | memoryview  # what a binary column gives back


class Undecipherable(Exception):
    """The key is unknown or the text was altered, moved or erased."""


@cache
def _keyring(keys: str) -> tuple[int, dict[int, AESGCM]]:
    ring = {}
    for entry in keys.split(","):
        key_id, _, key = entry.strip().partition(":")
        ring[int(key_id)] = AESGCM(base64.b64decode(key, validate=True))
    return int(keys.split(":", 1)[0]), ring


def seal(plaintext: bytes, *, context: str) -> bytes:
    """Encrypt with the newest server key."""
    active, ring = _keyring(settings.LAPOR_KEYS)
    nonce = os.urandom(NONCE)
    return bytes([active]) + nonce + ring[active].encrypt(nonce, plaintext, context.encode())


def unseal(token: Stored, *, context: str) -> bytes:
    """Decrypt with whichever server key sealed it. Raises Undecipherable."""
    _, ring = _keyring(settings.LAPOR_KEYS)
    token = bytes(token)
    try:
        return ring[token[0]].decrypt(token[1 : 1 + NONCE], token[1 + NONCE :], context.encode())
    except (KeyError, IndexError, InvalidTag) as error:
        raise Undecipherable(context) from error


def key_id(token: Stored) -> int:
    """Which server key sealed this: what rotation looks for."""
    return bytes(token)[0]


def newest_key() -> int:
    """The id of the key that seals now; what an older one sealed is due for `lapor rotate-keys`."""
    return _keyring(settings.LAPOR_KEYS)[0]


def tag(value: str, *, purpose: str) -> bytes:
    """A keyed fingerprint (32 bytes): equal for equal values, and it says nothing without the server's key."""
    key = base64.b64decode(settings.LAPOR_TAG_KEY)
    return hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")


def same(left: Stored, right: Stored) -> bool:
    """Compare two secrets without telling by the time it takes."""
    return hmac.compare_digest(bytes(left), bytes(right))


@dataclass(frozen=True)
class DataKey:
    """The key of one report: erase it and the report's words are gone, whatever backups hold."""

    raw: bytes

    @classmethod
    def new(cls) -> "DataKey":
        return cls(os.urandom(32))

    @classmethod
    def unwrap(cls, wrapped: Stored, *, context: str) -> "DataKey":
        return cls(unseal(wrapped, context=context))

    def wrap(self, *, context: str) -> bytes:
        return seal(self.raw, context=context)

    def encrypt(self, plaintext: bytes, *, context: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.raw).encrypt(nonce, plaintext, context.encode())

    def decrypt(self, token: Stored, *, context: str) -> bytes:
        """Raises Undecipherable."""
        token = bytes(token)
        try:
            return AESGCM(self.raw).decrypt(token[:NONCE], token[NONCE:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise Undecipherable(context) from error


def commitment(text: str, *, salt: bytes) -> bytes:
    """What the record keeps of a text: enough to prove it later, nothing once text and salt are erased."""
    return hmac.digest(salt, text.encode(), hashlib.sha256)
