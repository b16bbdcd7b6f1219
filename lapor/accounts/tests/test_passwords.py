from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import hashers

from lapor.accounts import citizens, codes, one_time
from lapor.accounts.models import User
from lapor.core.errors import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PHRASE = "sungai kelapa merpati"


@pytest.fixture
def rini():
    code = codes.request("phone", "081234567890", at=AT, address="203.0.113.7")
    user = codes.confirm(code.pk, one_time.look(code.secret_id, purpose="code", at=AT), at=AT)
    citizens.set_password(user, PHRASE)
    return user


def sign_in(contact="0812 3456 7890", password=PHRASE, *, at=AT, address="203.0.113.7"):
    return citizens.with_password("phone", contact, password, at=at, address=address)


def refusal(**kwargs):
    with pytest.raises(Refused) as refused:
        sign_in(**kwargs)
    return refused.value


def test_a_citizen_signs_in_with_contact_and_password(rini):
    assert sign_in() == rini


def test_a_wrong_password_and_an_unknown_contact_get_the_same_answer(rini):
    known, unknown = refusal(password="salah"), refusal(contact="081299999999")
    assert (known.code, known.sentence, known.field) == (unknown.code, unknown.sentence, unknown.field)


@pytest.mark.parametrize("contact", ["081234567890", "081299999999"])
def test_known_and_unknown_contacts_cost_one_password_hash_each(settings, rini, contact, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # not the quick one of tests
    hasher, hashed = hashers.get_hasher(), []
    encode, verify = type(hasher).encode, type(hasher).verify
    monkeypatch.setattr(type(hasher), "encode", lambda *a, **k: hashed.append("encode") or encode(*a, **k))
    monkeypatch.setattr(type(hasher), "verify", lambda *a, **k: hashed.append("verify") or verify(*a, **k))
    refusal(contact=contact, password="salah")
    assert len(hashed) == 1


def test_a_closed_account_gets_the_same_answer_too(rini):
    User.objects.update(is_active=False)
    assert refusal().code == "no_match"


def test_after_ten_guesses_the_right_password_waits_too(rini):
    for _ in range(10):
        refusal(password="salah")
    assert refusal(address="198.51.100.1").code == "too_many_attempts"
    assert sign_in(at=AT + timedelta(minutes=15)) == rini


def test_a_weak_password_is_refused_in_a_sentence(rini):
    with pytest.raises(Refused) as refused:
        citizens.set_password(rini, "rahasia")
    assert refused.value.code == "weak_password"
    assert refused.value.field == "password"
