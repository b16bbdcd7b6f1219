from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels import outbox, push, sending
from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way
from lapor.channels.push import subscriptions, vapid
from lapor.channels.push.models import PushSubscription
from lapor.channels.push.subscriptions import Browser
from lapor.core.errors import Refused
from lapor.testing.cast import MONDAY

RINI = b"r" * 32
SANTI = b"s" * 32
NEWS = Content(subject="Laporan Anda dijawab", text="Panjang.", short="Laporan 123 dijawab.", link="/saya/123/")


def letter(content: Content = NEWS, *, recipient: bytes = RINI, language: str = "id") -> Letter:
    return Letter(1, recipient.hex(), content, language, recipient)


def subscribed(push_service, recipient: bytes = RINI):
    browser = push_service.subscribe()
    subscriptions.subscribe(browser, recipient=recipient, at=MONDAY)
    return browser


def failed(**what) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failure:
        push.send(letter(**what))
    return failure.value


def test_a_notice_arrives_signed_and_only_the_browser_can_read_it(push_service):
    browser = subscribed(push_service)
    push.send(letter())
    [message] = push_service.received
    assert push_service.faults == []
    assert message.endpoint == browser.endpoint
    assert message.said["title"] == "Laporan Anda dijawab"
    assert (message.said["text"], message.said["link"]) == ("Laporan 123 dijawab.", "/saya/123/")
    assert b"Laporan" not in message.raw


def test_all_browsers_of_a_person_are_told_and_nobody_elses(push_service):
    own = {subscribed(push_service).endpoint, subscribed(push_service).endpoint}
    subscribed(push_service, SANTI)
    push.send(letter())
    assert {message.endpoint for message in push_service.received} == own


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_for_everybody(push_service, status):
    browser = subscribed(push_service)
    subscriptions.subscribe(browser, recipient=SANTI, at=MONDAY)
    push_service.answers = [status]
    failure = failed()
    assert (failure.code, failure.permanent) == ("gone", True)
    assert not PushSubscription.objects.exists()


def test_one_browser_that_is_gone_doesnt_keep_the_notice_from_the_other(push_service):
    first, second = subscribed(push_service), subscribed(push_service)
    push_service.end(first)
    push.send(letter())
    assert [message.endpoint for message in push_service.received] == [second.endpoint]
    assert PushSubscription.objects.count() == 1


def test_without_any_browser_the_notice_fails_for_good(push_service):
    assert (failed().code, failed().permanent) == ("no_browser", True)


@pytest.mark.parametrize(("status", "permanent"), [(413, False), (429, False), (503, False), (400, True), (403, True)])
def test_what_passes_is_tried_again_and_what_is_wrong_is_not(push_service, status, permanent):
    subscribed(push_service)
    push_service.answers = [status]
    failure = failed()
    assert (failure.code, failure.permanent) == (f"push_{status}", permanent)
    assert PushSubscription.objects.exists()


def test_a_redirect_is_not_followed(push_service):
    subscribed(push_service)
    push_service.answers = [302]
    assert failed().code == "push_302"
    assert push_service.received == []


def test_a_push_service_that_hangs_is_left_after_a_while(push_service, monkeypatch):
    monkeypatch.setattr("lapor.channels.outgoing_http.PATIENCE", 0.1)
    subscribed(push_service)
    push_service.answers = ["hang"]
    failure = failed()
    assert (failure.code, failure.permanent) == ("timeout", False)


@pytest.mark.parametrize("contact", ["", "https://lapor.example", "mailto:pengelola@lapor.example"])
def test_push_services_learn_whom_to_ask(push_service, settings, contact):
    settings.VAPID_CONTACT = contact
    subscribed(push_service)
    push.send(letter())
    assert push_service.faults == []


def test_a_signature_for_another_push_service_is_refused(push_service, monkeypatch):
    subscribed(push_service)
    monkeypatch.setattr("lapor.channels.outgoing_http.origin_of", lambda url: "https://lain.example")
    monkeypatch.setattr("lapor.channels.outgoing_http.is_trusted", lambda url: True)
    assert failed().code == "push_403"
    assert push_service.faults == ["for https://lain.example"]


def test_addresses_that_belong_to_no_push_service_are_refused(push_service, settings):
    settings.OUTGOING_TRUSTED = []
    browser = push_service.subscribe()
    for endpoint in [
        browser.endpoint,
        "https://127.0.0.1/x",
        "https://contoh.example/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.contoh.example/x",
        "https://fcm.googleapis.com:8443@contoh.example/x",
        "https://user@fcm.googleapis.com/x",
        "https://xfcm.googleapis.com/x",
        "ftp://fcm.googleapis.com/x",
        "bukan alamat",
        "https://[salah/x",
        "",
    ]:
        with pytest.raises(Refused) as refused:
            subscriptions.subscribe(replace(browser, endpoint=endpoint), recipient=RINI, at=MONDAY)
        assert refused.value.code == "unknown_push_service", endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://sg2p.notify.windows.com/w/?token=x",
        "https://web.push.apple.com/x",
    ],
)
def test_the_push_services_of_the_browsers_are_known(push_service, endpoint):
    assert subscriptions.is_push_service(endpoint)


def test_an_address_that_is_trusted_no_longer_gets_nothing(push_service, settings):
    subscribed(push_service)
    settings.OUTGOING_TRUSTED = []
    assert (failed().code, failed().permanent) == ("blocked_address", True)
    assert push_service.received == []


@pytest.mark.parametrize(
    "broken", [{"p256dh": ""}, {"p256dh": "AAAA"}, {"p256dh": "é"}, {"auth": "AAAA"}, {"auth": "*"}]
)
def test_keys_that_nobody_can_encrypt_with_are_refused(push_service, broken):
    with pytest.raises(Refused) as refused:
        subscriptions.subscribe(replace(push_service.subscribe(), **broken), recipient=RINI, at=MONDAY)
    assert refused.value.code == "bad_key"


@given(st.text() | st.text().map("https://{}".format), st.text(), st.text())
def test_whatever_a_browser_sends_it_is_refused_in_words(endpoint, p256dh, auth):
    with pytest.raises(Refused):
        subscriptions.check(Browser(endpoint, p256dh, auth))
    with pytest.raises(Refused):
        subscriptions.check(Browser("https://fcm.googleapis.com/x", p256dh, auth))


def test_the_eleventh_browser_takes_the_place_of_the_oldest(push_service):
    browsers = [push_service.subscribe() for _ in range(11)]
    for number, browser in enumerate(browsers):
        subscriptions.subscribe(browser, recipient=RINI, at=MONDAY + timedelta(days=number))
    assert PushSubscription.objects.count() == 10
    assert not subscriptions.is_told(browsers[0].endpoint, recipient=RINI)
    assert subscriptions.is_told(browsers[10].endpoint, recipient=RINI)


def test_subscribing_again_changes_the_keys_and_adds_nothing(push_service):
    browser = subscribed(push_service)
    newer = replace(push_service.subscribe(), endpoint=browser.endpoint)
    subscriptions.subscribe(newer, recipient=RINI, at=MONDAY)
    [kept] = PushSubscription.objects.all()
    assert subscriptions.opened(kept) == newer


def test_a_browser_that_wants_no_more_is_told_no_more(push_service):
    browser = subscribed(push_service)
    subscriptions.subscribe(browser, recipient=SANTI, at=MONDAY)
    subscriptions.unsubscribe(browser.endpoint, recipient=RINI)
    assert subscriptions.among([RINI, SANTI]).keys() == {SANTI}


def test_the_table_names_no_browser(push_service):
    browser = subscribed(push_service)
    row = PushSubscription.objects.values().get()
    stored = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    for part in (browser.endpoint, browser.p256dh, browser.auth):
        assert part.encode() not in stored


def test_of_a_secret_report_the_device_shows_only_that_something_happened(push_service, cast):
    report = cast.submitted(is_secret=True)
    subscribed(push_service)
    push.send(letter(replace(NEWS, subject="Jalan berlubang", short="Laporan 1: Jalan", report=report.number)))
    said = push_service.received[0].said
    assert "Jalan" not in str(said)
    assert said["text"] == "Ada perkembangan pada satu laporan. Buka LAPOR! untuk membacanya."
    assert said["link"] == "/saya/123/"


def test_news_of_one_report_replace_each_other_on_the_device(push_service, cast):
    report = cast.submitted()
    subscribed(push_service)
    push.send(letter(replace(NEWS, report=report.number)))
    assert push_service.received[0].said["tag"] == f"laporan-{report.number}"


def test_without_a_key_nobody_is_reached_by_push(push_service, settings):
    subscribed(push_service)
    settings.VAPID_PRIVATE_KEY = ""
    assert not push.available()
    assert subscriptions.among([RINI]) == {}


def test_the_key_that_browsers_subscribe_with_is_a_point_of_65_bytes(push_service):
    assert len(Browser("", vapid.public_key(), "").point) == 65


def test_where_every_browser_is_gone_the_next_way_is_tried(push_service, cast):
    subscribed(push_service)
    push_service.answers = [410]
    event = cast.submitted().events.get()
    ways = [*subscriptions.among([RINI]).values(), Way("email", "rini@contoh.example")]
    outbox.tell(ways, NEWS, recipient=RINI, event_id=event.pk, language="id", at=MONDAY)
    sending.send("push", at=MONDAY)
    states = OutgoingMessage.objects.filter(event=event).order_by("pk").values_list("channel", "state")
    assert [*states] == [("push", "failed"), ("email", "queued")]


def test_a_push_service_that_is_busy_is_asked_again_later(push_service, cast):
    subscribed(push_service)
    push_service.answers = [429]
    event = cast.submitted().events.get()
    ways = [*subscriptions.among([RINI]).values()]
    message = outbox.tell(ways, NEWS, recipient=RINI, event_id=event.pk, language="id", at=MONDAY)
    sending.send("push", at=MONDAY)
    message.refresh_from_db()
    assert (message.state, message.error) == ("queued", "push_429")
    sending.send("push", at=message.due_at)
    message.refresh_from_db()
    assert message.state == "sent"
    assert len(push_service.received) == 1
