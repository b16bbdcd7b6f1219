"""Telegram through its Bot API, where an operator has a bot; off without its token.

A bot can write only to somebody who wrote to it first: `to` is the id of that chat.
"""

from django.conf import settings

from lapor.channels import outgoing_http
from lapor.channels.errors import ChannelDown, DeliveryFailed
from lapor.channels.letter import Letter


def available() -> bool:
    return bool(settings.TELEGRAM_TOKEN)


def send(letter: Letter) -> None:
    """Raises DeliveryFailed."""
    if not available():
        raise DeliveryFailed("no_bot", permanent=True)
    url = f"{settings.TELEGRAM_URL}/bot{settings.TELEGRAM_TOKEN}/sendMessage"
    answer = outgoing_http.ask(url, _message(letter), {})
    if answer.is_good and answer.fields.get("ok") is True:
        return
    if answer.is_good or answer.is_for_later:
        raise ChannelDown(f"telegram_{answer.status}")
    raise DeliveryFailed(f"telegram_{answer.status}", permanent=True)


def _message(letter: Letter) -> dict:
    from lapor.channels.discretion import one_line  # asks the tables, which a channel is known before

    return {
        "chat_id": letter.to,
        "text": one_line(letter),
        "link_preview_options": {"is_disabled": True},  # else their server fetches the page
    }
