"""Who we are to push services: one key pair of the installation (RFC 8292)."""

import base64
from email.utils import parseaddr

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02


def public_key() -> str:
    """What a browser needs to subscribe, base64url; it takes notices from the holder of this key only."""
    point = _key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def authorization(origin: str) -> str:
    """The header that says to the push service of this origin, for twelve hours, that a message is ours."""
    contact = settings.VAPID_CONTACT or f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    return _key().sign({"aud": origin, "sub": contact})["Authorization"]


def _key() -> Vapid02:
    return Vapid02.from_string(settings.VAPID_PRIVATE_KEY)
