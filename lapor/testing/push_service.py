"""A push service (RFC 8030) on this machine: checks who sends (RFC 8292), reads as a browser would (RFC 8291).

`service.subscribe()` gives what `PushManager.subscribe()` gives; `service.received` are the messages that came,
decrypted; `service.answers` what it says to the next ones instead of 201 (a status, or "hang"). What isn't as the
standards say is answered 400 or 403, and stands in `service.faults`.
"""

import base64
import json
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapor.channels.push.subscriptions import Browser
from lapor.testing.loopback import Asked, Loopback, Said

LONGEST = 4096  # what push services must take (RFC 8030 § 7.2); more is refused
DAY = 86_400


class Fault(Exception):  # noqa: N818
    """What a sender did against the standards."""


@dataclass
class Received:
    """One message: what it said, and the headers it came with."""

    endpoint: str
    said: dict[str, Any]
    headers: dict[str, str]
    raw: bytes


@dataclass
class PushService(Loopback):
    """Use it as a context manager."""

    received: list[Received] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _keys: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _end: threading.Event = field(default_factory=threading.Event)

    def __exit__(self, *error: object) -> None:
        self._end.set()
        super().__exit__(*error)

    def subscribe(self) -> Browser:
        """A new browser that takes messages."""
        path, key, secret = f"/{os.urandom(8).hex()}", ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self._keys[path] = key, secret
        return Browser(f"{self.origin}{path}", _base64(_point(key.public_key())), _base64(secret))

    def end(self, browser: Browser) -> None:
        """The person took the permission back: from now on 410."""
        self._gone.add(urlsplit(browser.endpoint).path)

    def answer(self, asked: Asked) -> Said | None:
        said = self.answers.pop(0) if self.answers else self._judged(asked)
        if said == "hang":
            self._end.wait(30)
            return None
        return Said(int(said), headers={"Location": f"{self.origin}/elsewhere"})

    def _judged(self, asked: Asked) -> int:
        if asked.path in self._gone:
            return 410
        if asked.path not in self._keys:
            return 404
        if len(asked.body) > LONGEST:
            return 413
        try:
            self._check_sender(asked.headers.get("Authorization", ""))
            self.received.append(self._read(asked))
        except Fault as fault:
            self.faults.append(str(fault))
            return 403
        except (ValueError, KeyError, InvalidSignature, http_ece.ECEException) as error:
            self.faults.append(repr(error))
            return 400
        return 201

    def _check_sender(self, authorization: str) -> None:
        """`vapid t=JWT, k=key`, signed with ES256, for us, for a day at most, with somebody to ask (RFC 8292)."""
        kind, _space, rest = authorization.partition(" ")
        _demand(kind.lower() == "vapid", "no VAPID")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        header, claims, signature = parts["t"].split(".")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(parts["k"]))
        sealed = _bytes(signature)
        r, s = int.from_bytes(sealed[:32]), int.from_bytes(sealed[32:])
        key.verify(encode_dss_signature(r, s), f"{header}.{claims}".encode(), ec.ECDSA(SHA256()))
        said = json.loads(_bytes(claims))
        _demand(json.loads(_bytes(header)) == {"typ": "JWT", "alg": "ES256"}, "not ES256")
        _demand(said["aud"] == self.origin, f"for {said['aud']}")
        _demand(0 < said["exp"] - time.time() <= DAY, "not valid now, or for too long")
        _demand(said["sub"].startswith(("mailto:", "https:")), f"nobody to ask: {said['sub']}")

    def _read(self, asked: Asked) -> Received:
        headers = dict(asked.headers.items())
        _demand(headers.get("Content-Encoding") == "aes128gcm", "not RFC 8291")
        _demand(headers.get("TTL", "").isdigit(), "no TTL")
        key, secret = self._keys[asked.path]
        said = http_ece.decrypt(asked.body, private_key=key, auth_secret=secret)
        return Received(f"{self.origin}{asked.path}", json.loads(said), headers, asked.body)


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Fault(otherwise)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
