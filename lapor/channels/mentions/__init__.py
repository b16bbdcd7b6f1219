"""Mentions in social media: a way in alone. They come as a file that somebody exported or from a watching service,
signed, and wait in the channel inbox; nothing is ever published from here.
"""

from django.conf import settings

CHANNEL = "social"


def available() -> bool:
    """Is there a service that sends them by itself? Files can be imported in any case."""
    return bool(settings.MENTIONS_SECRET)
