"""Mentions in social media: a way in alone. They come as a file that somebody exported or from a watching service,
signed, and wait in the channel inbox; nothing is ever published from here.
"""

from django.conf import settings

CHANNEL = "social"


def account(platform: str, author: str) -> str:
    """What an author is known by."""
    return f"{platform}: {author}"


def author_of(account: str) -> str:
    return account.partition(": ")[2]


def available() -> bool:
    """Is there a service that sends them by itself? Files can be imported in any case."""
    return bool(settings.MENTIONS_SECRET)
