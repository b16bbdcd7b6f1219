"""What Telegram posts: one Update of the Bot API, of which messages in a private chat are for us."""

from django.conf import settings

from lapor.channels.chat import arrived, shapes
from lapor.channels.chat.arrived import EDITED, OTHER, VOICE, Arrived
from lapor.channels.chat.shapes import Fields
from lapor.channels.incoming import Words
from lapor.core import encryption

READ = ["message", "edited_message"]  # the kinds of update that we ask for
FILES = ("document", "video")
VOICES = ("voice", "audio", "video_note")
UNREADABLE = ("sticker", "contact", "poll", "dice", "story", "game", "checklist")
LARGEST_PHOTO = 10 * 1024 * 1024  # bytes; each photo comes in several sizes


def is_open() -> bool:
    """Are there settings to judge what comes in, and to answer it?"""
    return bool(settings.TELEGRAM_SECRET and settings.TELEGRAM_TOKEN)


def is_signed(secret: str) -> bool:
    """Is this `X-Telegram-Bot-Api-Secret-Token` the word that we gave Telegram with our address?"""
    return encryption.same(settings.TELEGRAM_SECRET.encode(), secret.encode())


def read(update: Fields) -> Arrived | None:
    """What a person wrote to us alone; None for groups, channels, buttons, and what Telegram tells by itself."""
    message, words = shapes.fields(update, "message"), None
    if message:
        words = _words(message)
    elif message := shapes.fields(update, "edited_message"):
        words = None if "location" in message else Words("", subject=EDITED)  # one that moves is sent again and again
    # Telegram begins to count updates anew after a quiet week; the number of the message tells one from an older one.
    names = shapes.name(update, "update_id"), shapes.name(message, "message_id")
    chat, name = shapes.fields(message, "chat"), "/".join(names) if all(names) else ""
    sender = shapes.name(chat, "id") if shapes.text(chat, "type") == "private" else ""
    return Arrived(name, sender, words) if words and name and sender else None


def _words(message: Fields) -> Words | None:
    caption = shapes.text(message, "caption")
    for kind in FILES:
        if inside := shapes.fields(message, kind):
            return arrived.file(shapes.name(inside, "file_id"), caption)
    if photos := shapes.each(message, "photo"):
        return arrived.file(_largest(photos), caption)
    if venue := shapes.fields(message, "venue"):
        called = ", ".join(filter(None, (shapes.text(venue, "title"), shapes.text(venue, "address"))))
        return arrived.place(shapes.fields(venue, "location"), called)
    if location := shapes.fields(message, "location"):
        return arrived.place(location, "")
    if written := shapes.text(message, "text"):
        return Words(_plain(written))
    if any(kind in message for kind in VOICES):
        return Words("", subject=VOICE)
    return Words("", subject=OTHER) if any(kind in message for kind in UNREADABLE) else None


def _largest(photos: list[Fields]) -> str:
    """The largest that we take; Telegram gives them from small to large."""
    fit = [photo for photo in photos if not _is_larger(photo.get("file_size"))]
    return shapes.name((fit or photos)[-1], "file_id")


def _is_larger(size: object) -> bool:
    return isinstance(size, int) and size > LARGEST_PHOTO


def _plain(written: str) -> str:
    """Without the sign that apps put before commands; the first one, which the app sends by itself, asks for help."""
    if not written.startswith("/"):
        return written
    command, blank, rest = written[1:].partition(" ")
    command = command.partition("@")[0]
    return "BANTUAN" if command == "start" else command + blank + rest
