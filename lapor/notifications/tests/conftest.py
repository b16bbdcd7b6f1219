"""Telling of what was recorded, as the worker does, at a moment that the test names."""

from datetime import timedelta

import pytest

from lapor import channels
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.core import encryption
from lapor.notifications import fan_out
from lapor.notifications.models import Notice
from lapor.testing.cast import MONDAY


@pytest.fixture
def tell(db):
    """`tell(report)` tells of all its events, `tell(report, newest=True)` of the last one alone."""

    def tell(report, *, newest=False, at=MONDAY):
        events = list(report.events.order_by("seq").values_list("pk", flat=True))
        fan_out.tell(events[-1:] if newest else events, at=at)

    return tell


@pytest.fixture
def midnight():
    """Monday night, 23.30 in Sangatta."""
    return MONDAY + timedelta(hours=13, minutes=30)


def told(report, person=None, *, event=None):
    """Whom the report's notices are for, as pairs of occasion and audience; of one recipient where asked."""
    notices = Notice.objects.filter(report=report).order_by("id")
    if person is not None:
        notices = notices.filter(recipient=person)
    return list(notices.values_list("occasion", "audience"))


def messages(**wanted):
    return list(OutgoingMessage.objects.filter(event__isnull=False, **wanted).order_by("id"))


def address_of(message):
    return encryption.unseal(message.to_ciphertext, context="outgoing message").decode()


def said_in(message):
    return Content.unseal(message.content_ciphertext)


@pytest.fixture
def carried(monkeypatch):
    """What the channels were given to carry."""
    letters = []
    for channel in channels.CHANNELS.values():
        monkeypatch.delattr(channel, "session", raising=False)
        monkeypatch.setattr(channel, "send", letters.append)
    return letters
