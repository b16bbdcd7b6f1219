from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from lapor.accounts import limits
from lapor.accounts.models import Attempt

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def try_(key, *, at=AT, times=1):
    return [limits.allow(key, at=at, most=3, within=HOUR) for _ in range(times)]


def test_the_fourth_attempt_of_three_is_refused():
    assert try_(limits.key("pin", 1), times=4) == [True, True, True, False]


def test_attempts_on_one_thing_do_not_count_for_another():
    try_(limits.key("pin", 1), times=3)
    assert try_(limits.key("pin", 2)) == [True]


def test_attempts_are_allowed_again_once_the_window_since_the_first_is_over():
    try_(limits.key("pin", 1), times=4)
    assert try_(limits.key("pin", 1), at=AT + HOUR - timedelta(seconds=1)) == [False]
    assert try_(limits.key("pin", 1), at=AT + HOUR, times=4) == [True, True, True, False]


def test_success_starts_the_count_anew():
    try_(limits.key("pin", 1), times=4)
    limits.forgive(limits.key("pin", 1))
    assert try_(limits.key("pin", 1)) == [True]


def test_forgetting_deletes_only_what_no_limit_looks_at():
    try_(limits.key("pin", 1))
    try_(limits.key("pin", 2), at=AT + timedelta(hours=2))
    assert limits.forget(at=AT + timedelta(hours=25)) == 1
    assert Attempt.objects.count() == 1


def test_the_table_holds_no_address():
    limits.allow(limits.key("code-address", "203.0.113.7"), at=AT, most=1, within=HOUR)
    assert b"203.0.113.7" not in bytes(Attempt.objects.get().key)


def test_a_client_cannot_choose_its_own_address():
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert limits.address(request) == "198.51.100.1"


def test_behind_our_proxy_the_address_is_the_one_the_proxy_appended(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="forged, 203.0.113.7")
    assert limits.address(request) == "203.0.113.7"


def test_one_household_has_one_address_however_many_it_was_given():
    given = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "::ffff:203.0.113.7")
    seen = [limits.address(RequestFactory().get("/", REMOTE_ADDR=address)) for address in given]
    assert seen == ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1:3::/64", "203.0.113.7"]
