"""Notices on a phone or computer through its browser's push service (Web Push).

`to` is whom it is for (a recipient's tag, in hexadecimal): a notice goes to all of that person's browsers. The push
service carries it encrypted (RFC 8291) and learns our name (VAPID, RFC 8292), not what it says.
Owns `PushSubscription`. Everything else here is imported late: a channel is known before the tables are.
"""

from django.conf import settings

from lapor.channels.letter import Letter


def available() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def send(letter: Letter) -> None:
    """Raises DeliveryFailed: for good when none of this person's browsers takes notices any more."""
    from lapor.channels.push import delivery

    delivery.deliver(letter)
