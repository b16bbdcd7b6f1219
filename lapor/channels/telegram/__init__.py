"""Telegram through its Bot API, where an operator has a bot; off without its token.

A bot can write only to somebody who wrote to it first: `to` is the id of that chat. What comes in is read in arriving.
"""

from typing import Any
from urllib.parse import quote

from django.conf import settings

from lapor.channels import outgoing_http
from lapor.channels.errors import ChannelDown, DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.outgoing_http import Answer
from lapor.core.files import Limits


def available() -> bool:
    return bool(settings.TELEGRAM_TOKEN)


def send(letter: Letter) -> None:
    """Raises DeliveryFailed."""
    if not available():
        raise DeliveryFailed("no_bot", permanent=True)
    call("sendMessage", _message(letter))


def fetch(name: str) -> bytes:
    """A file that somebody sent to the bot. Raises DeliveryFailed: also `too_large`, `telegram_gone`."""
    file = call("getFile", {"file_id": name})
    path, size = file.get("file_path"), file.get("file_size")
    if isinstance(size, int) and size > Limits().bytes:
        raise DeliveryFailed("too_large", permanent=True)
    if not isinstance(path, str) or ".." in path:
        raise DeliveryFailed("telegram_gone", permanent=True)
    url = f"{settings.TELEGRAM_URL}/file/bot{settings.TELEGRAM_TOKEN}/{quote(path)}"
    answer = outgoing_http.get(url, {}, most=Limits().bytes)
    if not answer.is_good:
        raise _failure(answer)
    return answer.text


def call(method: str, said: dict[str, Any]) -> dict[str, Any]:
    """What the API answers to this; empty where it is only a yes. Raises DeliveryFailed."""
    answer = outgoing_http.ask(f"{settings.TELEGRAM_URL}/bot{settings.TELEGRAM_TOKEN}/{method}", said, {})
    if answer.is_good and answer.fields.get("ok") is True:
        result = answer.fields.get("result")
        return result if isinstance(result, dict) else {}
    if answer.is_good:
        raise ChannelDown(f"telegram_{answer.status}")
    raise _failure(answer)


def _failure(answer: Answer) -> DeliveryFailed:
    code = f"telegram_{answer.status}"
    return ChannelDown(code) if answer.is_for_later else DeliveryFailed(code, permanent=True)


def _message(letter: Letter) -> dict[str, Any]:
    from lapor.channels.discretion import one_line  # asks the tables, which a channel is known before

    return {
        "chat_id": letter.to,
        "text": one_line(letter),
        "link_preview_options": {"is_disabled": True},  # else their server fetches the page
    }
