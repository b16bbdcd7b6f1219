"""A notice encrypted for each browser of a recipient and handed to the browser's push service."""

import json

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from lapor.channels import outgoing_http
from lapor.channels.discretion import discreet
from lapor.channels.errors import DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.push import subscriptions, vapid
from lapor.channels.push.models import PushSubscription
from lapor.channels.push.subscriptions import Browser

KEPT_FOR = 2 * 86_400  # seconds that a push service keeps a notice for a device that is off
LONGEST = {"title": 80, "text": 240}  # what phones show, and far below the 4096 bytes that push services take
GONE = (404, 410)


def deliver(letter: Letter) -> None:
    """Hand a notice over for every browser of its recipient; one that took it is enough.

    Raises DeliveryFailed: `no_browser` (for good) when nobody is left, else what the last browser's service said.
    """
    message, trouble, taken = payload(letter), DeliveryFailed("no_browser", permanent=True), False
    for subscription in PushSubscription.objects.filter(recipient=bytes.fromhex(letter.to)):
        try:
            _hand_over(subscription, message)
            taken = True
        except DeliveryFailed as failure:
            trouble = failure if trouble.permanent else trouble  # what passes is worth another try
    if not taken:
        raise trouble


def payload(letter: Letter) -> bytes:
    """What the service worker gets: a title, a sentence, where a click leads, and the report it replaces news of."""
    said = discreet(letter)
    return json.dumps(
        {
            "title": said.subject[: LONGEST["title"]],
            "text": said.short[: LONGEST["text"]],
            "link": said.link,
            "tag": f"laporan-{said.report}" if said.report else "lapor",
            "lang": letter.language,
        }
    ).encode()


def _hand_over(subscription: PushSubscription, message: bytes) -> None:
    """Raises DeliveryFailed."""
    browser = subscriptions.opened(subscription)
    if not subscriptions.is_push_service(browser.endpoint):  # the list may have changed since
        raise DeliveryFailed("blocked_address", permanent=True)
    answer = outgoing_http.post(browser.endpoint, _encrypted(message, browser), _headers(browser))
    if answer.status in GONE:
        subscriptions.gone(subscription)
        raise DeliveryFailed("gone", permanent=True)
    if not answer.is_good:
        raise DeliveryFailed(f"push_{answer.status}", permanent=not answer.is_for_later)


def _encrypted(message: bytes, browser: Browser) -> bytes:
    """RFC 8291: only this browser can read it; the key pair of ours is for this one message."""
    ours = ec.generate_private_key(ec.SECP256R1())
    return http_ece.encrypt(message, private_key=ours, dh=browser.point, auth_secret=browser.secret)


def _headers(browser: Browser) -> dict[str, str]:
    return {
        "Authorization": vapid.authorization(outgoing_http.origin_of(browser.endpoint)),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_FOR),
        "Urgency": "normal",
    }
