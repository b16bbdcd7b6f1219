"""Who writes to us by a channel: what a report keeps of them, and as whom they act."""

from lapor.reports import actors
from lapor.reports.actors import Actor

PHONES, CHATS = frozenset({"sms", "whatsapp"}), frozenset({"whatsapp", "telegram"})


def contact_of(channel: str, address: str) -> dict[str, str]:
    """Their contact by the name that a submission has for it; empty where they can't be written to."""
    if channel == "email":
        return {"email": address}
    if channel in PHONES and address.startswith("+"):
        return {"phone": address}
    return {"chat": f"{channel} {address}"} if channel in CHATS else {}


def acting(contact: dict[str, str], *numbers: int) -> Actor:
    """Whoever has shown, by writing from there, that these reports are theirs."""
    return actors.phone(*numbers) if "phone" in contact else actors.pin_holder(*numbers)
