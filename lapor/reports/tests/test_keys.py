"""Server keys rotate: the old one can be thrown away afterwards, and nothing is lost."""

import base64

import pytest

from lapor.accounts import contacts
from lapor.accounts.models import Contact
from lapor.core.encryption import Undecipherable
from lapor.reports import keys, timeline
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

OLD, NEW = (f"{number}:{base64.b64encode(letter * 32).decode()}" for number, letter in ((1, b"k"), (2, b"n")))


@pytest.fixture
def written(cast, settings):
    settings.LAPOR_KEYS = OLD
    sealed = contacts.seal("+6281234567890")
    Contact.objects.create(user=cast.user("rini"), kind="phone", lookup=b"x", ciphertext=sealed, confirmed_at=MONDAY)
    return cast.submitted()


def test_after_a_rotation_the_old_key_is_no_longer_needed(cast, settings, written):
    settings.LAPOR_KEYS = f"{NEW},{OLD}"
    assert keys.rotate() == 2
    settings.LAPOR_KEYS = NEW
    report = Report.objects.get(pk=written.pk)
    assert timeline.original(report, by=cast.vera).title.startswith("Jalan berlubang")
    assert Contact.objects.get().value == "+6281234567890"


def test_a_second_rotation_has_nothing_to_do(settings, written):
    settings.LAPOR_KEYS = f"{NEW},{OLD}"
    keys.rotate()
    assert keys.rotate() == 0


def test_a_key_that_is_still_in_use_is_missed_before_anything_changes(settings, written):
    settings.LAPOR_KEYS = NEW
    with pytest.raises(Undecipherable):
        keys.rotate()
    settings.LAPOR_KEYS = OLD
    assert Contact.objects.get().value == "+6281234567890"


def test_what_waits_for_a_rotation_is_counted_until_it_is_done(settings, written):
    settings.LAPOR_KEYS = f"{NEW},{OLD}"
    (old,) = keys.in_use()
    assert (old.key_id, old.reports, old.first_used_at, old.is_newest) == (1, 1, MONDAY, False)
    assert keys.contacts_due() == 1
    keys.rotate()
    assert [(key.key_id, key.is_newest) for key in keys.in_use()] == [(2, True)]
    assert keys.contacts_due() == 0
