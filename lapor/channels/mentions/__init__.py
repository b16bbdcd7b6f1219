"""Mentions in social media: a way in alone. They come as a file that somebody exported or from a watching service,
signed, and wait in the channel inbox; nothing is ever published from here.
"""

from urllib.parse import urlsplit

from django.conf import settings

CHANNEL = "social"
PLATFORMS = ("instagram.com", "facebook.com", "x.com", "twitter.com", "tiktok.com", "youtube.com", "youtu.be",
             "threads.net", "threads.com", "linkedin.com")  # fmt: skip


def account(platform: str, author: str) -> str:
    """What an author is known by."""
    return f"{platform}: {author}"


def author_of(account: str) -> str:
    return account.partition(": ")[2]


def available() -> bool:
    """Is there a service that sends them by itself? Files can be imported in any case."""
    return bool(settings.MENTIONS_SECRET)


def host_of(link: str) -> str:
    """Where a link leads, written so that it can't look like another place. Raises ValueError: nowhere."""
    host = urlsplit(link).hostname or ""
    return host if host.isascii() else host.encode("idna").decode()


def is_of_a_platform(host: str) -> bool:
    """Does this place belong to one of those that people write in?"""
    return any(host == each or host.endswith(f".{each}") for each in PLATFORMS)
