"""The light of each channel says in a word how it stands."""

from datetime import timedelta

import pytest

from lapor import channels
from lapor.channels import condition, incoming, outbox, pauses
from lapor.channels.condition import Light
from lapor.channels.content import Content
from lapor.channels.incoming import Words
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way
from lapor.testing.cast import MONDAY

SOON, LATE = MONDAY + timedelta(minutes=5), MONDAY + timedelta(minutes=20)
DONE = {"state": "sent", "sent_at": MONDAY}


@pytest.fixture(autouse=True)
def all_are_there(monkeypatch):
    for channel in channels.CHANNELS.values():
        monkeypatch.setattr(channel, "available", lambda: True)


def put(count=1, **changes):
    for _each in range(count):
        content = Content(subject="Kabar", text="Kabar")
        message = outbox.tell([Way("sms", "+628123")], content, recipient=b"r", event_id=None, language="id", at=MONDAY)
        OutgoingMessage.objects.filter(pk=message.pk).update(**changes or {"attempts": 0})


def sms(at=SOON):
    return next(each for each in condition.of_all(at) if each.channel == "sms")


def test_nothing_that_waits_is_green(db):
    assert sms().light == Light.GREEN
    put(**DONE)
    assert (sms().light, sms().last_out) == (Light.GREEN, MONDAY)


def test_what_waits_for_a_moment_is_no_trouble_and_for_longer_it_is(db):
    put(2)
    assert (sms().light, sms().queued) == (Light.GREEN, 2)
    assert sms(LATE).light == Light.RED


def test_what_must_not_go_before_the_morning_is_no_trouble(db):
    put(due_at=LATE + timedelta(hours=8))
    assert (sms(LATE).light, sms(LATE).queued) == (Light.GREEN, 0)


def test_what_is_tried_again_and_again_is_stuck(db):
    put(error="gateway", due_at=LATE + timedelta(hours=2))
    assert sms(LATE).light == Light.RED


def test_what_came_in_and_is_not_understood_is_stuck(db):
    incoming.take("sms", "1", Words("halo"), sender="+628123", at=MONDAY)
    assert (sms().light, sms().new, sms().last_in) == (Light.GREEN, 1, MONDAY)
    assert sms(LATE).light == Light.RED


def test_a_failure_is_amber_and_more_failures_than_letters_are_red(db):
    put(10, **DONE)
    put(state="failed", error="rejected")
    assert (sms().light, sms().failed) == (Light.AMBER, 1)
    put(10, state="failed", error="rejected")
    assert sms().light == Light.RED


def test_what_was_taken_back_is_no_failure(db):
    put(state="failed", error="taken_back")
    assert sms().light == Light.GREEN


def test_a_paused_channel_says_who_paused_it(cast):
    pauses.pause("sms", reason="Operator rusak", by=cast.user("Vera"), at=MONDAY)
    assert (sms(LATE).light, sms(LATE).pause.paused_by.name) == (Light.PAUSED, "Vera")


def test_messages_that_can_not_be_fetched_are_seen_at_once_and_red_if_it_lasts(db):
    condition.trouble("sms", "unreachable", at=MONDAY)
    condition.trouble("sms", "login", at=SOON)
    assert (sms().light, "sandi" in str(sms().why)) == (Light.AMBER, True)
    assert sms(LATE).light == Light.RED
    condition.recovered("sms")
    assert sms(LATE).light == Light.GREEN


def test_a_trouble_without_a_sentence_of_its_own_is_said_too(db):
    condition.trouble("sms", "gremlins", at=MONDAY)
    assert "belum bisa diambil" in str(sms().why)


def test_a_channel_that_nobody_set_up_is_off(db, monkeypatch):
    monkeypatch.setattr(channels.sms, "available", lambda: False)
    assert sms().light == Light.OFF


def test_the_figures_cost_the_same_however_much_there_is(db, django_assert_num_queries):
    put(5)
    with django_assert_num_queries(6):
        condition.of_all(SOON)
