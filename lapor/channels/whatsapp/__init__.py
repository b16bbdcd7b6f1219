"""WhatsApp through Meta's Cloud API, where an operator has an account there; off without its settings.

For a day after somebody wrote we may write as we like. After that the first word must be a template that Meta approved:
ours has one place, for one sentence with its link. What comes in is read in arriving.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.text import Truncator

from lapor.channels import outgoing_http
from lapor.channels.errors import ChannelDown, DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.outgoing_http import Answer
from lapor.core.files import Limits

# Meta asks to go by these, not by the status: unknown trouble, overload, too many messages, maintenance.
FOR_LATER = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016}
DAY_IS_OVER = 131047
DAY = timedelta(hours=24)
TEMPLATE_ROOM = 900  # letters; with its own words around them a template may have 1,024


def available() -> bool:
    return bool(settings.WHATSAPP_TOKEN and settings.WHATSAPP_PHONE_ID and settings.WHATSAPP_TEMPLATE)


def send(letter: Letter) -> None:
    """`to` is a number as +62…, or Meta's own name for somebody who hides it. Raises DeliveryFailed."""
    if not available():
        raise DeliveryFailed("no_account", permanent=True)
    if _wrote_lately(letter):
        trouble = _post(letter, _text(letter))
        if trouble != DAY_IS_OVER:
            return
    _post(letter, _template(letter))


def fetch(name: str) -> bytes:
    """A file that somebody sent to our number. Raises DeliveryFailed: also `too_large`, `whatsapp_elsewhere`."""
    answer = outgoing_http.get(f"{settings.WHATSAPP_URL}/{quote(name, safe='')}", _permission(), most=16_384)
    url, size = answer.fields.get("url"), str(answer.fields.get("file_size"))
    if not answer.is_good or not isinstance(url, str):
        raise _failure(answer)
    if size.isdigit() and int(size) > Limits().bytes:
        raise DeliveryFailed("too_large", permanent=True)
    if outgoing_http.origin_of(url) not in settings.WHATSAPP_MEDIA_ORIGINS:  # it would learn our token
        raise DeliveryFailed("whatsapp_elsewhere", permanent=True)
    file = outgoing_http.get(url, _permission(), most=Limits().bytes)
    if not file.is_good:
        raise _failure(file)
    return file.text


def _wrote_lately(letter: Letter) -> bool:
    from lapor.channels import incoming  # asks the tables, which a channel is known before

    last = incoming.last_from("whatsapp", letter.to)
    return last is not None and letter.at is not None and letter.at - last < DAY


def _post(letter: Letter, what: dict[str, Any]) -> int:
    """Returns 0 when Meta has it, or DAY_IS_OVER. Raises DeliveryFailed."""
    answer = outgoing_http.ask(
        f"{settings.WHATSAPP_URL}/{settings.WHATSAPP_PHONE_ID}/messages", _envelope(letter) | what, _permission()
    )
    if answer.is_good:
        return 0
    if _trouble(answer) == DAY_IS_OVER and what["type"] == "text":
        return DAY_IS_OVER
    raise _failure(answer)


def _permission() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.WHATSAPP_TOKEN}"}


def _failure(answer: Answer) -> DeliveryFailed:
    trouble = _trouble(answer)
    if trouble in FOR_LATER or answer.is_for_later:
        return ChannelDown(f"whatsapp_{trouble}")
    return DeliveryFailed(f"whatsapp_{trouble}", permanent=True)


def _trouble(answer: Answer) -> int:
    """Meta's number of what is wrong, else the status."""
    error = answer.fields.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else answer.status


def _envelope(letter: Letter) -> dict[str, Any]:
    to = letter.to.removeprefix("+")
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **({"to": to} if to.isdigit() else {"recipient": to}),
        "biz_opaque_callback_data": str(letter.message_id),  # comes back with what became of it
    }


def _text(letter: Letter) -> dict[str, Any]:
    return {"type": "text", "text": {"preview_url": False, "body": _line(letter)}}


def _template(letter: Letter) -> dict[str, Any]:
    return {
        "type": "template",
        "template": {
            "name": settings.WHATSAPP_TEMPLATE,
            "language": {"code": letter.language},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": _cut(_line(letter))}]}],
        },
    }


def _cut(line: str) -> str:
    """As much as has room in the one place of a template."""
    return Truncator(line).chars(TEMPLATE_ROOM)


def _line(letter: Letter) -> str:
    from lapor.channels.discretion import one_line  # asks the tables, which a channel is known before

    return one_line(letter)
