"""Ways in and out: one folder per channel; `outbox.py` for what goes out, `incoming.py` for what comes in.

A way out is a module with `available() -> bool` and `send(letter: Letter) -> None`, which raises DeliveryFailed, and
perhaps `session()`, a context that gives its `send`, and `LINES`: so many threads call it at once, without queries.
A way in is a door that calls `incoming.take`, and a line in `understanding.UNDERSTAND`. Owns messages out and in, who
writes to us, recipients, pauses and troubles of a channel, raw mails, subscriptions of browsers, addresses of partners.
Who is told what is decided elsewhere, and what a message asks for is done by a step of `reports`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from lapor.channels import email, push, sms, telegram, webhook, whatsapp

CHANNELS: dict[str, Any] = {
    "email": email,
    "sms": sms,
    "push": push,
    "webhook": webhook,
    "whatsapp": whatsapp,
    "telegram": telegram,
}
CARRIES = {"email": "email", "phone": "sms"}  # kind of contact → channel


def available() -> list[str]:
    """The kinds of contact (`email`, `phone`) that can be reached now: doors offer only these."""
    return [kind for kind, channel in CARRIES.items() if CHANNELS[channel].available()]


def session(name: str) -> AbstractContextManager[Callable[..., None]]:
    """A channel's `send` for several letters, over one session where its server knows such a thing."""
    channel = CHANNELS[name]
    return channel.session() if hasattr(channel, "session") else nullcontext(channel.send)
