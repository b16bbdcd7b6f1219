"""Signed notices to partner applications (Standard Webhooks): that something happened to a report of theirs.

`to` is the id of a `PartnerEndpoint`, which this channel owns. What is told are codes, numbers and times, never words;
of a secret report nothing. Everything here is imported late: a channel is known before the tables are.
"""

from lapor.channels.letter import Letter


def available() -> bool:
    return True


def send(letter: Letter) -> None:
    """Raises DeliveryFailed."""
    from lapor.channels.webhook import delivery

    delivery.deliver(letter)
