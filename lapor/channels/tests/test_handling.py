"""What a person does with a message is done once, by one officer, and its words don't stay behind."""

from datetime import timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor import channels
from lapor.channels import handling, incoming
from lapor.channels.content import Content
from lapor.channels.incoming import Words
from lapor.channels.models import Correspondent, IncomingMessage, OutgoingMessage
from lapor.channels.tests.stage import RINI, left_to_person
from lapor.core.errors import NotFound, Refused
from lapor.reports import holding
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Action, Channel, Kind
from lapor.reports.models import Event, Report
from lapor.testing.cast import MONDAY
from lapor.testing.races import at_once

LATER = MONDAY + timedelta(hours=2)
SANTI = "+6281299999999"
State = IncomingMessage.State


def waiting(text="lampu jalan mati", **said):
    return left_to_person(text, **said)


def wanted(**said):
    words = {"kind": Kind.COMPLAINT, "body": "Lampu jalan mati", "channel": Channel.SMS, "external_id": "1"}
    return Submission(**{**words, "is_anonymous": True, "is_secret": False, **said})


def now(message):
    return IncomingMessage.objects.get(pk=message.pk)


@pytest.fixture
def vera(cast):
    return cast.user("Vera")


@pytest.fixture
def sms_is_there(monkeypatch):
    monkeypatch.setattr(channels.sms, "available", lambda: True)


def refused(code, step):
    with pytest.raises(Refused) as caught, transaction.atomic():
        step()
    assert caught.value.code == code
    return caught.value.sentence


def test_a_report_is_made_of_it_and_its_words_are_erased(vera):
    message = waiting()
    report = handling.make_report(message.pk, wanted(phone=RINI), by=vera, at=LATER)
    message = now(message)
    assert (message.state, message.report, message.handled_by, message.handled_at) == (State.DONE, report, vera, LATER)
    assert bytes(message.content_ciphertext) == b""
    assert (report.channel, report.external_id, report.reporter_tag) == (Channel.SMS, "1", None)


def test_who_comes_second_hears_who_was_first_and_nothing_is_done_twice(vera):
    message = waiting()
    handling.make_report(message.pk, wanted(), by=vera, at=LATER)
    for step in (
        lambda: handling.make_report(message.pk, wanted(), by=vera, at=LATER),
        lambda: handling.attach(message.pk, 1, "x", by=vera, at=LATER),
        lambda: handling.answer(message.pk, "x", by=vera, at=LATER),
        lambda: handling.mark_prank(message.pk, by=vera, at=LATER),
        lambda: handling.set_aside(message.pk, "repeated", by=vera, at=LATER),
    ):
        assert "Vera" in refused("already_handled", step)
    assert Report.objects.count() == 1


def test_what_a_machine_understood_is_nobodys_to_handle(cast, vera):
    message = waiting()
    incoming.done(message)
    with pytest.raises(NotFound):
        handling.set_aside(message.pk, "repeated", by=vera, at=LATER)


@pytest.mark.parametrize(
    ("state", "action"),
    [("submitted", Action.ADD), ("referred", Action.ADD), ("in_progress", Action.ADD), ("answered", Action.REPLY)],
)
def test_words_of_the_reporter_become_the_step_that_the_report_waits_for(cast, vera, state, action):
    report = getattr(cast, state)()
    message = waiting("masih mati")
    handling.attach(message.pk, report.number, "masih mati", by=vera, at=LATER)
    event = Event.objects.filter(report=report).latest("seq")
    assert (event.action, event.actor_kind) == (action, "phone")
    assert now(message).report == report


def test_words_of_the_reporter_supply_what_was_asked_for(cast, vera):
    report = holding.hold(cast.referred().number, question="Di mana?", by=cast.otto, at=MONDAY)
    handling.attach(waiting().pk, report.number, "Di kilometer 3", by=vera, at=LATER)
    assert Report.objects.get(pk=report.pk).state == "referred"


@pytest.mark.parametrize("sender", [SANTI, ""])
def test_words_of_somebody_else_are_never_attached(cast, vera, sender):
    report, message = cast.in_progress(), waiting(sender=sender)
    said = refused("not_theirs", lambda: handling.attach(message.pk, report.number, "x", by=vera, at=LATER))
    unknown = refused("not_theirs", lambda: handling.attach(message.pk, 1234567897, "x", by=vera, at=LATER))
    assert said == unknown  # nobody learns here which numbers there are
    assert now(message).state == State.WAITING


def test_a_report_that_is_over_takes_no_more_words(cast, vera):
    report = cast.answered()
    Report.objects.filter(pk=report.pk).update(state="closed")
    refused("too_late", lambda: handling.attach(waiting().pk, report.number, "x", by=vera, at=LATER))


def test_the_sender_is_answered_by_the_same_channel(vera, sms_is_there):
    message = waiting()
    handling.answer(message.pk, "Mohon tulis nama jalannya.", by=vera, at=LATER)
    letter = OutgoingMessage.objects.get()
    assert letter.channel == "sms"
    assert Content.unseal(letter.content_ciphertext).short == "Mohon tulis nama jalannya."
    assert now(message).state == State.DONE


@pytest.mark.parametrize(("text", "code"), [("x" * 161, "too_long"), ("Baik 🙏", "not_one_message"), (" ", "empty")])
def test_an_answer_that_is_not_one_text_message_is_refused(vera, sms_is_there, text, code):
    refused(code, lambda: handling.answer(waiting().pk, text, by=vera, at=LATER))
    assert not OutgoingMessage.objects.exists()


def test_nobody_is_answered_where_no_number_is_known(vera, sms_is_there):
    refused("no_sender", lambda: handling.answer(waiting(sender="").pk, "Halo", by=vera, at=LATER))


def test_a_prank_is_remembered_and_the_next_message_is_taken_all_the_same(vera):
    handling.mark_prank(waiting().pk, by=vera, at=LATER)
    assert Correspondent.objects.get().pranks == 1
    assert incoming.take("sms", "2", Words("tolong"), sender=RINI, at=LATER)
    assert ProcrastinateJob.objects.latest("id").priority == -1


def test_a_prank_taken_back_is_forgiven(vera):
    message = waiting()
    handling.mark_prank(message.pk, by=vera, at=LATER)
    handling.take_back(message.pk)
    assert Correspondent.objects.get().pranks == 0
    assert (now(message).state, now(message).handled_by) == (State.WAITING, None)


def test_nothing_is_set_aside_without_a_reason(vera):
    refused("unknown_reason", lambda: handling.set_aside(waiting().pk, "", by=vera, at=LATER))


def test_what_was_set_aside_is_forgotten_after_thirty_days(vera):
    aside, other = waiting(name="1"), waiting(name="2")
    handling.set_aside(aside.pk, "advertisement", by=vera, at=LATER)
    assert handling.forget(at=LATER + handling.KEPT_FOR - timedelta(minutes=1)) == 0
    assert handling.forget(at=LATER + handling.KEPT_FOR + timedelta(minutes=1)) == 1
    assert handling.words_of(now(aside)) is None
    assert handling.words_of(now(other)).text == "lampu jalan mati"
    refused("gone", lambda: handling.take_back(aside.pk))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_makes_the_report(cast):
    message = waiting()
    make = [
        lambda name=name: handling.make_report(message.pk, wanted(), by=cast.user(name), at=LATER)
        for name in ("Vera", "Arif")
    ]
    results = at_once(*make)
    assert sorted(type(each).__name__ for each in results) == ["Refused", "Report"]
    assert Report.objects.count() == 1
