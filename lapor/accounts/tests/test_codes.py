import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from lapor.accounts import codes, contacts, one_time
from lapor.accounts.models import Code, OneTimeSecret, User
from lapor.core.errors import Refused

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PHONE = "081234567890"


def ask(value=PHONE, *, kind="phone", at=AT, address="203.0.113.7"):
    return codes.request(kind, value, at=at, address=address)


def digits_of(code, at=AT):
    return one_time.look(code.secret_id, purpose=codes.PURPOSE, at=at)


def refusal(call, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def wrong(digits):
    return f"{(int(digits) + 1) % 10**6:06d}"


@pytest.mark.django_db
def test_the_right_code_makes_a_citizen_with_a_confirmed_contact():
    code = ask()
    user = codes.confirm(code.pk, digits_of(code), at=AT)
    assert user.is_citizen
    assert user.name == ""
    assert user.contacts.get().value == "+6281234567890"
    assert not user.has_usable_password()


@pytest.mark.django_db
def test_the_same_contact_is_the_same_citizen_however_it_is_written():
    first = ask()
    user = codes.confirm(first.pk, digits_of(first), at=AT)
    second = ask("+62 812 3456 7890")
    assert codes.confirm(second.pk, digits_of(second), at=AT) == user


@pytest.mark.django_db
def test_a_signed_in_citizen_adds_a_second_contact_to_the_same_account():
    first = ask()
    user = codes.confirm(first.pk, digits_of(first), at=AT)
    second = ask("rini@contoh.id", kind="email")
    assert codes.confirm(second.pk, digits_of(second), at=AT, by=user) == user
    assert user.contacts.count() == 2


@pytest.mark.django_db
def test_an_officer_who_confirms_a_contact_becomes_a_citizen_apart():
    officer = User.objects.create(login="otto@contoh.go.id", kind="officer", name="Otto", joined_at=AT)
    code = ask()
    assert codes.confirm(code.pk, digits_of(code), at=AT, by=officer) != officer


@pytest.mark.django_db
def test_a_code_with_spaces_in_it_is_the_same_code():
    code = ask()
    digits = digits_of(code)
    assert codes.confirm(code.pk, f" {digits[:3]} {digits[3:]} ", at=AT)


@pytest.mark.django_db
def test_a_code_is_good_once():
    code = ask()
    digits = digits_of(code)
    codes.confirm(code.pk, digits, at=AT)
    assert refusal(codes.confirm, code.pk, digits, at=AT) == "code_gone"


@pytest.mark.django_db
def test_a_code_dies_after_fifteen_minutes():
    code = ask()
    digits = digits_of(code)
    assert refusal(codes.confirm, code.pk, digits, at=AT + timedelta(minutes=15)) == "code_gone"
    assert codes.confirm(code.pk, digits, at=AT + timedelta(minutes=14, seconds=59))


@pytest.mark.django_db
def test_after_five_wrong_tries_the_right_code_is_refused_too():
    code = ask()
    digits = digits_of(code)
    answers = [refusal(codes.confirm, code.pk, wrong(digits), at=AT) for _ in range(5)]
    assert answers == ["code_wrong"] * 5
    assert refusal(codes.confirm, code.pk, digits, at=AT) == "code_gone"


@pytest.mark.django_db
def test_a_new_code_replaces_the_one_before():
    first = ask()
    digits = digits_of(first)
    second = ask()
    assert refusal(codes.confirm, first.pk, digits, at=AT) == "code_gone"
    assert codes.confirm(second.pk, digits_of(second), at=AT)


@pytest.mark.django_db
def test_nobodys_phone_is_flooded():
    for _ in range(3):
        ask()
    assert refusal(ask, address="198.51.100.1") == "too_many_codes"
    assert ask(at=AT + timedelta(minutes=15))


@pytest.mark.django_db
def test_one_address_asks_for_at_most_twenty_codes():
    for number in range(20):
        ask(f"0812345678{number:02d}")
    assert refusal(ask, "081234567899") == "too_many_codes"


@pytest.mark.django_db
def test_a_closed_account_is_not_opened_by_a_code():
    code = ask()
    user = codes.confirm(code.pk, digits_of(code), at=AT)
    User.objects.filter(pk=user.pk).update(is_active=False)
    again = ask()
    assert refusal(codes.confirm, again.pk, digits_of(again), at=AT) == "account_closed"


@pytest.mark.django_db
def test_the_secret_goes_with_the_code():
    code = ask()
    codes.confirm(code.pk, digits_of(code), at=AT)
    assert not OneTimeSecret.objects.exists()
    assert not Code.objects.exists()


@pytest.mark.django_db
def test_what_nobody_typed_is_forgotten():
    ask()
    later = AT + timedelta(minutes=15)
    assert (codes.forget(at=later), one_time.forget(at=later)) == (1, 1)


def test_of_two_browsers_confirming_one_code_one_wins(transactional_db):
    code = ask()
    digits, start, answers = digits_of(code), threading.Barrier(2), []

    def confirm():
        start.wait()
        try:
            answers.append(codes.confirm(code.pk, digits, at=AT).login[:2])
        except Refused as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["code_gone", "w-"]
    assert User.objects.count() == 1


def test_wrong_tries_in_many_browsers_at_once_are_all_counted(transactional_db):
    code = ask()
    digits = digits_of(code)

    def guess():
        with pytest.raises(Refused):
            codes.confirm(code.pk, wrong(digits), at=AT)
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Code.objects.get().wrong_tries == 5


def test_the_tag_of_a_contact_depends_on_its_kind():
    assert contacts.lookup("phone", "+62") != contacts.lookup("email", "+62")
