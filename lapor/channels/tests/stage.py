"""Messages that came in, for tests that go on from there."""

import json
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from lapor.accounts.models import User
from lapor.channels import handling, incoming
from lapor.channels.chat import keeping
from lapor.channels.incoming import Words
from lapor.channels.mentions import keeping as mentions
from lapor.channels.models import IncomingMessage
from lapor.core.files import Limits, inspect
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Channel, Kind
from lapor.testing.cast import MONDAY

RINI = "+6281234567890"  # her number in the cast
MENTION = {"platform": "X", "author": "@budi", "text": "#lapor lampu mati", "link": "https://x.example/budi/1"}


@transaction.atomic
def left_to_person(
    text: str,
    *,
    channel: str = "sms",
    sender: str = RINI,
    reason: str = "unclear",
    name: str = "1",
    at: datetime = MONDAY,
) -> IncomingMessage:
    """A message that its channel could make nothing of."""
    message = incoming.take(channel, name, Words(text), sender=sender, at=at)
    assert message, "known already"
    incoming.leave_to_person(message, reason)
    return message


@transaction.atomic
def sent_photo(content: bytes, *, filename: str = "foto.jpg", at: datetime = MONDAY, **words: float) -> IncomingMessage:
    """A file, or a photo, that came in a chat without a word."""
    message = incoming.take("telegram", "1", Words("", media="2754859441498128", **words), sender="1035597319", at=at)
    assert message, "known already"
    incoming.leave_to_person(message, "wordless")
    keeping.keep(message, inspect(SimpleUploadedFile(filename, content), limits=Limits()))
    return message


def mentioned(at: datetime = MONDAY) -> IncomingMessage:
    """A mention that waits."""
    mentions.take(json.dumps(MENTION).encode(), at=at)
    return IncomingMessage.objects.latest("pk")


@transaction.atomic
def reported_mention(
    by: User, *, at: datetime = MONDAY, anonymous: bool = False, secret: bool = False
) -> IncomingMessage:
    """A mention of which an officer made a report."""
    message = mentioned(at)
    said = Submission(Kind.COMPLAINT, "Lampu mati", Channel.SOCIAL, is_anonymous=anonymous, is_secret=secret)
    handling.make_report(message.pk, said, by=by, at=at)
    return IncomingMessage.objects.select_related("report").get(pk=message.pk)
