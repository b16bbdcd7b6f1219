"""The key of the day that Microsoft 365 and Google want to their mailboxes in place of a password (OAuth 2.0).

Microsoft gives one to the application itself, Google to whoever holds the token that the mailbox's owner once allowed.
"""

from urllib.parse import urlencode

from django.conf import settings

from lapor.channels import outgoing_http
from lapor.channels.errors import ChannelDown, DeliveryFailed

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def token() -> str:
    """A new one; asked for each time that the mailbox is opened, once a minute.

    Raises ChannelDown while the server is away; DeliveryFailed when it refuses, or isn't one we may ask.
    """
    form = {"client_id": settings.IMAP_CLIENT_ID, "client_secret": settings.IMAP_CLIENT_SECRET} | _grant()
    answer = _asked(urlencode(form).encode())
    if answer.is_for_later:
        raise ChannelDown(f"http_{answer.status}")
    given = answer.fields.get("access_token")
    if not answer.is_good or not isinstance(given, str):
        raise DeliveryFailed(f"http_{answer.status}", permanent=True)
    return given


def _grant() -> dict[str, str]:
    if settings.IMAP_REFRESH_TOKEN:
        return {"grant_type": "refresh_token", "refresh_token": settings.IMAP_REFRESH_TOKEN}
    return {"grant_type": "client_credentials", "scope": settings.IMAP_SCOPE}


def _asked(form: bytes) -> outgoing_http.Answer:
    try:
        return outgoing_http.post(settings.IMAP_TOKEN_URL, form, FORM)
    except DeliveryFailed as failure:
        if failure.permanent:
            raise
        raise ChannelDown(failure.code) from None
