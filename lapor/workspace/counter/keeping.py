"""What the browser needs to keep entries while there is no network: whose they are, a lock and its key.

The lock (a public key) closes what is entered and may lie on the disk of a shared computer. The key opens it and lives
in the page of the signed-in officer alone, so what waits on the disk is read by nobody who hasn't signed in as them.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec

from lapor.core import encryption
from lapor.reports.actors import Actor

CURVE = ec.SECP256R1()  # what browsers call P-256
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of that curve: FIPS 186-4, D.1.2.3


@dataclass(frozen=True)
class Kept:
    owner: str  # names nobody
    lock: str  # JSON Web Keys
    key: str

    def locked(self) -> Self:
        """For a page that may lie on the disk."""
        return type(self)(self.owner, self.lock, "")


def for_officer(by: Actor) -> Kept:
    """The same each time for the same officer, so that what was kept yesterday can be sent today."""
    owner = encryption.tag(by.ref, purpose="desk entries of")
    secret = int.from_bytes(encryption.tag(by.ref, purpose="desk entries key")) % (ORDER - 1) + 1
    point = ec.derive_private_key(secret, CURVE).public_key().public_numbers()
    lock = {"kty": "EC", "crv": "P-256", "x": _coordinate(point.x), "y": _coordinate(point.y)}
    return Kept(owner.hex(), json.dumps(lock), json.dumps({**lock, "d": _coordinate(secret)}))


def _coordinate(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()
