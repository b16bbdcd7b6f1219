from datetime import UTC, datetime, timedelta

import pytest

from lapor.accounts import one_time
from lapor.accounts.models import OneTimeSecret

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def keep(purpose="pin"):
    return one_time.keep("12345678", purpose=purpose, at=AT, lives_for=timedelta(hours=1))


def test_a_secret_can_be_looked_at_until_it_is_handed_over():
    secret = keep()
    assert one_time.look(secret, purpose="pin", at=AT) == "12345678"
    one_time.hand_over(secret)
    assert one_time.look(secret, purpose="pin", at=AT) is None


def test_a_secret_expires():
    assert one_time.look(keep(), purpose="pin", at=AT + timedelta(hours=1)) is None


def test_a_secret_is_not_told_for_another_purpose():
    assert one_time.look(keep("code"), purpose="pin", at=AT) is None


def test_the_row_does_not_tell_the_secret():
    keep()
    assert b"12345678" not in bytes(OneTimeSecret.objects.get().ciphertext)
