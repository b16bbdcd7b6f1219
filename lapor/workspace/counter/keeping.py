"""What the browser needs to keep entries while there is no network: whose they are, and the key that seals them.

The key is the officer's own and lives in the page alone: on the disk of a shared computer lies only what nobody can
read who hasn't signed in as that officer.
"""

from base64 import b64encode
from dataclasses import dataclass

from lapor.core import encryption
from lapor.reports.actors import Actor


@dataclass(frozen=True)
class Kept:
    owner: str  # names nobody
    key: str  # 256 bits, base64


def for_officer(by: Actor) -> Kept:
    """The same each time for the same officer, so that what was kept yesterday can be sent today."""
    owner = encryption.tag(by.ref, purpose="desk entries of")
    return Kept(owner.hex(), b64encode(encryption.tag(by.ref, purpose="desk entries key")).decode())
