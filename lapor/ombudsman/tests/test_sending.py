"""Pushing packages to the Ombudsman's own system: signed, once when all goes well, again when it doesn't."""

import json
from datetime import timedelta

import httpx
import pytest
from django.db import connections

from lapor.core import signing
from lapor.core.tests.test_signing import SECRET
from lapor.ombudsman import archive, consent, contents, sending, tasks
from lapor.ombudsman.models import Package
from lapor.ombudsman.tests.stage import LATER, handed_over, reporter
from lapor.testing.ombudsman_endpoint import ombudsman_endpoint


@pytest.fixture
def endpoint(settings, monkeypatch):
    monkeypatch.setattr(contents, "pdf", lambda _template, _context: b"%PDF")
    with ombudsman_endpoint() as endpoint:
        settings.OMBUDSMAN_URL, settings.OMBUDSMAN_SECRET = endpoint.url, SECRET
        yield endpoint


def test_the_endpoint_gets_the_package_signed(cast, endpoint):
    package = handed_over(cast)
    assert sending.send_due(at=LATER) == 1
    [(headers, body)] = endpoint.received
    assert signing.check(body, headers, secret=SECRET, at=LATER) == str(package.token)
    assert archive.verify(body).keys() == {"handover.json", "handover.pdf"}
    assert headers["content-type"] == "application/zip"


def test_what_arrived_is_not_sent_again(cast, endpoint):
    handed_over(cast)
    assert [sending.send_due(at=LATER + timedelta(days=day)) for day in range(3)] == [1, 0, 0]
    assert Package.objects.get().sent_at == LATER


@pytest.mark.parametrize(("status", "trouble"), [(500, "http 500"), (404, "http 404"), (302, "http 302")])
def test_what_was_refused_is_tried_again_a_minute_later(cast, endpoint, status, trouble):
    handed_over(cast)
    endpoint.status = status
    assert sending.send_due(at=LATER) == 0
    package = Package.objects.get()
    assert (package.trouble, package.next_try_at) == (trouble, LATER + timedelta(minutes=1))
    endpoint.status = 200
    assert sending.send_due(at=LATER + timedelta(minutes=1)) == 1
    assert Package.objects.get().trouble == ""


def test_an_endpoint_that_is_down_is_tried_again(cast, endpoint, settings):
    handed_over(cast)
    settings.OMBUDSMAN_URL = "http://127.0.0.1:9/paket"
    sending.send_due(at=LATER)
    assert Package.objects.get().trouble == "no connection"


def test_an_endpoint_that_hangs_is_left_after_a_while(cast, endpoint, monkeypatch):
    monkeypatch.setattr(sending, "TIMEOUT", httpx.Timeout(0.2))
    handed_over(cast)
    endpoint.status = None
    sending.send_due(at=LATER)
    assert Package.objects.get().trouble == "timeout"


def test_after_a_week_it_is_left_to_the_overseer(cast, endpoint):
    handed_over(cast)
    endpoint.status, at = 503, LATER
    while (package := Package.objects.get()).next_try_at:
        at = package.next_try_at
        sending.send_due(at=at)
    assert package.tries == len(endpoint.received) == len(sending.BACK_OFF) + 1
    assert at - LATER > timedelta(days=7)


def test_what_lost_its_consent_is_not_sent(cast, endpoint):
    package = handed_over(cast)
    consent.take_back(package.report.number, by=reporter(package.report), at=LATER)
    assert sending.send_due(at=LATER) == 0
    assert endpoint.received == []


def test_the_endpoint_that_got_a_package_hears_that_its_consent_was_taken_back(cast, endpoint):
    package = handed_over(cast)
    sending.send_due(at=LATER)
    consent.take_back(package.report.number, by=reporter(package.report), at=LATER)
    assert sending.send_due(at=LATER) == 1
    headers, body = endpoint.received[1]
    assert signing.check(body, headers, secret=SECRET, at=LATER) == f"{package.token}.withdrawal"
    said = {"type": "withdrawal", "package": str(package.token), "at": LATER.isoformat()}
    assert (json.loads(body), headers["content-type"]) == (said, "application/json")
    assert Package.objects.get().withdrawal_sent_at == LATER
    assert sending.send_due(at=LATER + timedelta(days=9)) == 0


def test_the_word_that_a_consent_was_taken_back_is_tried_again(cast, endpoint):
    package = handed_over(cast)
    sending.send_due(at=LATER)
    consent.take_back(package.report.number, by=reporter(package.report), at=LATER)
    endpoint.status = 500
    assert sending.send_due(at=LATER) == 0
    endpoint.status = 200
    assert sending.send_due(at=LATER + timedelta(minutes=1)) == 1


def test_a_package_on_its_way_arrives_before_the_word_that_it_was_taken_back(cast, endpoint):
    package = handed_over(cast)
    parcel = sending._claim(LATER)
    consent.take_back(package.report.number, by=reporter(package.report), at=LATER)
    assert sending._claim(LATER) is None
    sending._note(parcel, "", at=LATER)
    assert sending.send_due(at=LATER + sending.HELD_FOR) == 1
    assert json.loads(endpoint.received[0][1])["type"] == "withdrawal"


def test_a_consent_that_went_another_way_is_noticed_before_sending(cast, endpoint):
    package = handed_over(cast)
    type(package.report).objects.filter(pk=package.report.pk).update(ombudsman_consent_at=None)
    assert sending.send_due(at=LATER) == 0
    assert endpoint.received == []


def test_what_a_dead_worker_held_is_taken_up_by_the_next(cast, endpoint, monkeypatch):
    handed_over(cast)
    assert sending._claim(LATER) is not None
    assert sending.send_due(at=LATER) == 0
    assert sending.send_due(at=LATER + sending.HELD_FOR) == 1


def test_without_an_endpoint_nothing_is_queued(cast, endpoint, settings):
    settings.OMBUDSMAN_URL = ""
    handed_over(cast)
    tasks.send()
    tasks.send_left_behind(0)
    assert (Package.objects.get().next_try_at, endpoint.received) == (None, [])


@pytest.mark.django_db(transaction=True)
def test_no_database_connection_is_held_meanwhile(transactional_db, cast, endpoint):
    handed_over(cast)
    ours, held = connections["default"], []
    endpoint.on_arrival = lambda: held.append(ours.connection is not None)
    assert sending.send_due(at=LATER) == 1
    assert held == [False]
