"""What a stolen copy of the table of sessions is worth: nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from lapor.accounts.sessions import SessionStore
from lapor.accounts.tasks import forget_expired

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def opened():
    """The session of a browser that has opened a report with its PIN."""
    session = SessionStore()
    session["reports"] = [1234567890]
    session.save()
    return session


def test_what_was_remembered_is_there_in_the_next_request(opened):
    assert SessionStore(opened.session_key)["reports"] == [1234567890]


def test_the_row_names_neither_the_reports_nor_the_key_that_opens_them(opened):
    row = Session.objects.get()
    assert opened.session_key not in row.session_key
    assert SessionStore(row.session_key).get("reports") is None
    assert b"reports" not in bytes.fromhex(row.session_data)


def test_a_session_that_is_sealed_with_a_lost_key_is_empty(opened, settings):
    settings.LAPOR_KEYS = settings.LAPOR_KEYS.replace("1:", "2:")
    assert SessionStore(opened.session_key).get("reports") is None


def test_a_new_key_leaves_nothing_under_the_old_one(opened):
    old = opened.session_key
    opened.cycle_key()
    assert (SessionStore(old).get("reports"), Session.objects.count()) == (None, 1)


def test_signing_out_deletes_the_row(opened):
    opened.flush()
    assert not Session.objects.exists()


@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaa"', "ä" * 40, "x" * 5000])
def test_an_odd_cookie_is_no_session(client, cookie, cast):
    assert client.get("/saya/", headers={"cookie": f"sessionid={cookie}"}).status_code == 200


def test_sessions_that_have_ended_are_forgotten(opened, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=365))
    forget_expired(timestamp=0)
    assert not Session.objects.exists()
