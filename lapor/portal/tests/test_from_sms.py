"""The short address in a text message."""

from uuid import uuid4

import pytest

from lapor.core.numbers import new_number
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.django_db


def where(client, number):
    return [url for url, _status in client.get(f"/p/{number}/", follow=True).redirect_chain]


def test_it_leads_a_stranger_to_number_and_pin_whether_there_is_such_a_report_or_not(client, cast):
    secret, nothing = cast.submitted(at=MONDAY, is_secret=True).number, new_number()
    for number in (secret, nothing):
        assert where(client, number) == [f"/saya/{number}/", f"/lacak/?nomor={number}"]


def test_it_leads_the_reporter_to_the_report(pages, cast):
    report = cast.submitted(at=MONDAY, by=cast.rini.acting(command=uuid4()))
    rini = pages.of(cast.user("rini")).client
    assert where(rini, report.number) == [f"/saya/{report.number}/"]
