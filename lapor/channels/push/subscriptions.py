"""A browser says that it wants to be told, or not any more."""

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.translation import gettext as _

from lapor.channels import outgoing_http
from lapor.channels.outbox import Way
from lapor.channels.push.models import PushSubscription
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.core.queries import one

CONTEXT = "push subscription"
MOST = 10  # browsers for one recipient: the oldest makes room


@dataclass(frozen=True)
class Browser:
    """What `PushManager.subscribe()` gave: where to send, and the two keys to encrypt with (base64url)."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def point(self) -> bytes:
        return _bytes(self.p256dh)

    @property
    def secret(self) -> bytes:
        return _bytes(self.auth)


def subscribe(browser: Browser, *, recipient: bytes, at: datetime) -> PushSubscription:
    """Tell this browser what this recipient is told; a second time changes nothing but the keys.

    Raises Refused: `unknown_push_service`, `bad_key`.
    """
    check(browser)
    sealed = {"ciphertext": encryption.seal(json.dumps(asdict(browser)).encode(), context=CONTEXT)}
    subscription, is_new = PushSubscription.objects.update_or_create(
        endpoint_tag=_tag(browser.endpoint),
        recipient=recipient,
        defaults=sealed,
        create_defaults=sealed | {"created_at": at},
    )
    if is_new:
        kept = PushSubscription.objects.filter(recipient=recipient).order_by("-created_at", "-pk")[:MOST]
        PushSubscription.objects.filter(recipient=recipient).exclude(pk__in=[each.pk for each in kept]).delete()
    return subscription


def unsubscribe(endpoint: str, *, recipient: bytes) -> None:
    """Tell this browser nothing more of this recipient's; no matter if it wasn't told before."""
    PushSubscription.objects.filter(endpoint_tag=_tag(endpoint), recipient=recipient).delete()


def is_told(endpoint: str, *, recipient: bytes) -> bool:
    """Whether this browser takes this recipient's notices."""
    return one(PushSubscription.objects.filter(endpoint_tag=_tag(endpoint), recipient=recipient)) is not None


def among(wanted: Iterable[bytes]) -> dict[bytes, Way]:
    """The way to the browsers of each of these recipients who has any; one query."""
    if not settings.VAPID_PRIVATE_KEY:
        return {}
    found = PushSubscription.objects.filter(recipient__in=list(wanted)).values_list("recipient", flat=True).distinct()
    return {bytes(tag): Way("push", bytes(tag).hex()) for tag in found}


def opened(subscription: PushSubscription) -> Browser:
    """Raises Undecipherable."""
    return Browser(**json.loads(encryption.unseal(subscription.ciphertext, context=CONTEXT)))


def gone(subscription: PushSubscription) -> None:
    """The push service doesn't know this browser any more: forget it, for whomever it was told."""
    PushSubscription.objects.filter(endpoint_tag=bytes(subscription.endpoint_tag)).delete()


def is_push_service(url: str) -> bool:
    """Whether an address belongs to a push service: a browser could name any address, and we would call it."""
    if not outgoing_http.is_fit(url):
        return False
    host = outgoing_http.origin_of(url).removeprefix("https://")
    known = any(host == name or host.endswith(f".{name}") for name in settings.PUSH_SERVICES)
    return known or outgoing_http.is_trusted(url)


def check(browser: Browser) -> None:
    """Raises Refused as `subscribe` does."""
    if not is_push_service(browser.endpoint):
        raise Refused("unknown_push_service", _("Layanan pemberitahuan peramban ini belum kami kenal."))
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser.point)
        fits = len(browser.secret) == 16
    except (ValueError, binascii.Error):
        fits = False
    if not fits:
        raise Refused("bad_key", _("Peramban ini mengirim kunci yang tidak dapat kami pakai."))


def _tag(endpoint: str) -> bytes:
    return encryption.tag(endpoint, purpose="push endpoint")


def _bytes(text: str) -> bytes:
    """Raises ValueError (also binascii.Error) for what isn't base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
