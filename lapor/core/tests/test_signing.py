"""Signatures: ours are those of Standard Webhooks, and nothing else passes."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from lapor.core import signing

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def signed(body=b"{}", **how):
    return signing.headers(body, **{"secret": SECRET, "message_id": "msg_1", "at": NOW, **how})


def test_what_we_sign_the_library_accepts():
    now = datetime.now(UTC)
    assert Webhook(SECRET).verify(b'{"a":1}', signed(b'{"a":1}', at=now)) == {"a": 1}


def test_what_the_library_signs_we_accept():
    said = {"webhook-id": "msg_2", "webhook-timestamp": str(int(NOW.timestamp()))}
    said["webhook-signature"] = "v0,old " + Webhook(SECRET).sign("msg_2", NOW, "{}")
    assert signing.check(b"{}", said, secret=SECRET, at=NOW) == "msg_2"


def test_bytes_that_are_no_text_are_signed_too():
    body = bytes(range(256))
    assert signing.check(body, signed(body), secret=SECRET, at=NOW) == "msg_1"


@pytest.mark.parametrize(
    ("change", "body", "at"),
    [
        ({}, b"[]", NOW),
        ({"webhook-id": "msg_9"}, b"{}", NOW),
        ({"webhook-id": ""}, b"{}", NOW),
        ({"webhook-timestamp": "soon"}, b"{}", NOW),
        ({"webhook-timestamp": "9" * 40}, b"{}", NOW),
        ({"webhook-signature": ""}, b"{}", NOW),
        ({"webhook-signature": "v1,é"}, b"{}", NOW),
        ({}, b"{}", NOW + timedelta(minutes=6)),
        ({}, b"{}", NOW - timedelta(minutes=6)),
    ],
)
def test_nothing_else_passes(change, body, at):
    with pytest.raises(signing.Unsigned):
        signing.check(body, signed() | change, secret=SECRET, at=at)


def test_another_secret_does_not_pass():
    with pytest.raises(signing.Unsigned):
        signing.check(b"{}", signed(secret="whsec_" + "QUFB" * 8), secret=SECRET, at=NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!", "whsec_QUFB"])
def test_a_secret_that_protects_nothing_is_refused(secret):
    with pytest.raises(ValueError, match="base64|bytes"):
        signing.key(secret)
