"""WhatsApp through Meta's Cloud API, where an operator has an account there; off without its settings.

The first word to somebody must be a template that Meta approved: ours has one place, for one sentence with its link.
"""

from django.conf import settings

from lapor.channels import outgoing_http
from lapor.channels.errors import ChannelDown, DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.outgoing_http import Answer

# Meta asks to go by these, not by the status: unknown trouble, overload, too many messages, maintenance.
FOR_LATER = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016}


def available() -> bool:
    return bool(settings.WHATSAPP_TOKEN and settings.WHATSAPP_PHONE_ID and settings.WHATSAPP_TEMPLATE)


def send(letter: Letter) -> None:
    """`to` is a number as +62…. Raises DeliveryFailed."""
    if not available():
        raise DeliveryFailed("no_account", permanent=True)
    answer = outgoing_http.ask(
        f"{settings.WHATSAPP_URL}/{settings.WHATSAPP_PHONE_ID}/messages",
        _message(letter),
        {"Authorization": f"Bearer {settings.WHATSAPP_TOKEN}"},
    )
    if answer.is_good:
        return
    trouble = _trouble(answer)
    if trouble in FOR_LATER or answer.is_for_later:
        raise ChannelDown(f"whatsapp_{trouble}")
    raise DeliveryFailed(f"whatsapp_{trouble}", permanent=True)


def _trouble(answer: Answer) -> int:
    """Meta's number of what is wrong, else the status."""
    error = answer.fields.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else answer.status


def _message(letter: Letter) -> dict:
    from lapor.channels.discretion import one_line  # asks the tables, which a channel is known before

    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": letter.to.removeprefix("+"),
        "type": "template",
        "template": {
            "name": settings.WHATSAPP_TEMPLATE,
            "language": {"code": letter.language},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": one_line(letter)}]}],
        },
    }
