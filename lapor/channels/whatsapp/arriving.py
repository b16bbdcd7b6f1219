"""What Meta posts: messages of people to our number, and what became of ours (Cloud API, webhook field `messages`)."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

from lapor.accounts import contacts
from lapor.accounts.models import ContactKind
from lapor.channels.chat import arrived, shapes
from lapor.channels.chat.arrived import OTHER, VOICE, Arrived
from lapor.channels.chat.shapes import Fields
from lapor.channels.incoming import Words
from lapor.core import encryption
from lapor.core.errors import Refused

FILES = frozenset({"image", "document", "video"})
NOT_FOR_US = frozenset({"reaction", "system", "edit", "revoke"})  # nothing that could be answered


@dataclass(frozen=True)
class Became:
    """What became of one of our messages: Meta's word for it, and its number for what went wrong."""

    message_id: int
    status: str
    trouble: str


def is_open() -> bool:
    """Are there settings to judge what comes in, and to answer it?"""
    return bool(settings.WHATSAPP_APP_SECRET and settings.WHATSAPP_PHONE_ID)


def is_signed(body: bytes, signature: str) -> bool:
    """Is this `X-Hub-Signature-256` the one that only Meta and we can make for this body?"""
    made = hmac.new(settings.WHATSAPP_APP_SECRET.encode(), body, sha256).hexdigest()
    return encryption.same(f"sha256={made}".encode(), signature.encode())


def messages(posted: Fields) -> Iterator[Arrived]:
    """What people wrote to us; what was written in groups isn't for us."""
    for value in _of_our_number(posted):
        for message in shapes.each(value, "messages"):
            name, sender = shapes.name(message, "id"), _sender(message)
            words = _words(message)
            if name and sender and words and not message.get("group_id"):
                yield Arrived(_keyed(name), sender, words)


def _keyed(name: str) -> str:
    """Meta's name of a message has its writer's number in it, for everybody to read: it stays with us as a tag."""
    return encryption.tag(name, purpose="whatsapp in").hex()


def reports(posted: Fields) -> Iterator[Became]:
    """What became of our messages, as far as they are ours (we gave each its number along)."""
    for value in _of_our_number(posted):
        for status in shapes.each(value, "statuses"):
            number = shapes.name(status, "biz_opaque_callback_data")
            if number.isdigit() and len(number) < 19:
                trouble = next((shapes.name(error, "code") for error in shapes.each(status, "errors")), "")
                yield Became(int(number), shapes.text(status, "status"), trouble)


def _of_our_number(posted: Fields) -> Iterator[Fields]:
    """One app may serve several numbers; the others aren't ours."""
    for entry in shapes.each(posted, "entry"):
        for change in shapes.each(entry, "changes"):
            value = shapes.fields(change, "value")
            if shapes.name(shapes.fields(value, "metadata"), "phone_number_id") == settings.WHATSAPP_PHONE_ID:
                yield value


def _sender(message: Fields) -> str:
    """A number as +62…; of who hides it, or has one that we don't write to elsewhere, the name that Meta has for it."""
    number = shapes.name(message, "from")
    try:
        return contacts.normal(ContactKind.PHONE, f"+{number}") if number else shapes.name(message, "from_user_id")
    except Refused:
        return number


def _words(message: Fields) -> Words | None:
    kind = shapes.text(message, "type")
    inside = shapes.fields(message, kind)
    if kind in NOT_FOR_US:
        return None
    if kind == "text":
        return Words(shapes.text(inside, "body"))
    if kind in FILES:
        return arrived.file(shapes.name(inside, "id"), shapes.text(inside, "caption"))
    if kind == "location":
        return arrived.place(
            inside, ", ".join(filter(None, (shapes.text(inside, "name"), shapes.text(inside, "address"))))
        )
    pressed = _pressed(kind, inside)
    return Words(pressed) if pressed else Words("", subject=VOICE if kind == "audio" else OTHER)


def _pressed(kind: str, inside: Fields) -> str:
    """The words on a button, or of a line in a list."""
    if kind == "button":
        return shapes.text(inside, "text")
    chosen = shapes.fields(inside, "button_reply") or shapes.fields(inside, "list_reply")
    return shapes.text(chosen, "title")
