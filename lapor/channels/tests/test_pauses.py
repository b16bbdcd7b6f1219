"""A paused channel loses nothing, neither way."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor import channels
from lapor.channels import incoming, outbox, pauses, sending, tasks, understanding
from lapor.channels.content import Content
from lapor.channels.incoming import Words
from lapor.channels.models import ChannelPause, IncomingMessage, OutgoingMessage
from lapor.channels.outbox import Way
from lapor.core.errors import NotFound, Refused
from lapor.testing.cast import MONDAY
from lapor.testing.races import at_once


@pytest.fixture
def vera(cast):
    return cast.user("Vera")


@pytest.fixture
def understood(monkeypatch):
    """What the channel was given to understand."""
    found = []

    def understand(message, *, at):
        found.append(message.external_id)
        incoming.done(message)

    monkeypatch.setitem(understanding.UNDERSTAND, "sms", understand)
    return found


def put():
    content = Content(subject="Kabar", text="Kabar", short="Kabar")
    outbox.tell([Way("sms", "+628123")], content, recipient=b"r", event_id=None, language="id", at=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_what_goes_out_waits_and_then_goes(vera, carried):
    put()
    pauses.pause("sms", reason="Operator rusak", by=vera, at=MONDAY)
    assert sending.send("sms", at=MONDAY) is False
    assert (carried, OutgoingMessage.objects.get().attempts) == ([], 0)
    with transaction.atomic():
        pauses.resume("sms", by=vera, at=MONDAY)
    sending.send("sms", at=MONDAY)
    assert len(carried) == 1


@pytest.mark.django_db(transaction=True)
def test_what_comes_in_is_kept_and_understood_afterwards_in_its_order(vera, understood):
    pauses.pause("sms", reason="Operator rusak", by=vera, at=MONDAY)
    for name in ("a", "b"):
        message = incoming.take("sms", name, Words("halo"), sender="+628123", at=MONDAY)
        understanding.understand(message.pk, at=MONDAY)
    assert (understood, set(IncomingMessage.objects.values_list("state", flat=True))) == ([], {"new"})
    pauses.resume("sms", by=vera, at=MONDAY)
    before = set(ProcrastinateJob.objects.values_list("id", flat=True))
    tasks.understand_kept("sms")
    for job in ProcrastinateJob.objects.exclude(id__in=before).order_by("id"):
        understanding.understand(job.args["message_id"], at=MONDAY)
    assert understood == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_a_long_pause_is_worked_off_in_batches_and_each_message_once(vera, monkeypatch):
    monkeypatch.setattr(incoming, "AT_ONCE", 2)
    kept = [incoming.take("sms", name, Words("halo"), sender="+628123", at=MONDAY).pk for name in "abcde"]
    before = set(ProcrastinateJob.objects.values_list("id", flat=True))
    jobs = ProcrastinateJob.objects.exclude(id__in=before).order_by("id")
    tasks.understand_kept("sms")
    assert [job.args for job in jobs] == [
        {"message_id": kept[0]}, {"message_id": kept[1]}, {"channel": "sms", "after": kept[1]}
    ]  # fmt: skip
    tasks.understand_kept("sms", after=kept[1])
    tasks.understand_kept("sms", after=kept[3])
    assert [job.args["message_id"] for job in jobs.all() if "message_id" in job.args] == kept
    assert "after" not in jobs.last().args


def test_a_new_pause_ends_the_work(vera):
    incoming.take("sms", "a", Words("halo"), sender="+628123", at=MONDAY)
    before = ProcrastinateJob.objects.count()
    pauses.pause("sms", reason="Masih rusak", by=vera, at=MONDAY)
    tasks.understand_kept("sms")
    assert ProcrastinateJob.objects.count() == before


def test_other_channels_go_on(vera):
    pauses.pause("email", reason="Server penuh", by=vera, at=MONDAY)
    assert (pauses.is_paused("email"), pauses.is_paused("sms")) == (True, False)


def test_messages_of_a_paused_channel_take_no_room_of_what_was_left_behind(vera):
    incoming.take("sms", "a", Words("halo"), sender="+628123", at=MONDAY)
    later = MONDAY + incoming.LEFT_BEHIND * 2
    assert incoming.left_behind(at=later, standing=["sms"]) == 0
    assert incoming.left_behind(at=later) == 1


def test_a_pause_needs_a_reason_and_a_channel_that_there_is(vera):
    with pytest.raises(Refused):
        pauses.pause("sms", reason=" ", by=vera, at=MONDAY)
    with pytest.raises(NotFound):
        pauses.pause("merpati", reason="x", by=vera, at=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_pause_at_once_one_is_told(cast):
    by = [cast.user("Vera"), cast.user("Arif")]
    results = at_once(*[lambda each=each: pauses.pause("sms", reason="x", by=each, at=MONDAY) for each in by])
    assert sorted(type(each).__name__ for each in results) == ["ChannelPause", "Refused"]
    assert ChannelPause.objects.count() == 1


def test_every_channel_can_be_paused(vera):
    for name in channels.CHANNELS:
        pauses.pause(name, reason="x", by=vera, at=MONDAY)
    assert set(pauses.running()) == set(channels.CHANNELS)


def test_a_channel_that_is_paused_is_not_paused_again(vera):
    pauses.pause("sms", reason="Gateway dipelihara", by=vera, at=MONDAY)
    with pytest.raises(Refused) as refused:
        pauses.pause("sms", reason="Sekali lagi", by=vera, at=MONDAY)
    assert refused.value.code == "already_paused"


def test_a_channel_that_runs_is_not_resumed(vera):
    with pytest.raises(Refused) as refused:
        pauses.resume("email", by=vera, at=MONDAY)
    assert refused.value.code == "not_paused"
