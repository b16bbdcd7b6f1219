"""The link by which an officer comes in: good once, the newest one only, and for some days."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from lapor.accounts import links
from lapor.accounts.models import OneTimeSecret, User
from lapor.accounts.tests.conftest import PASSWORD
from lapor.core.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lapor.accounts.tests.urls")]
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
NEW = "gunung jagung kenari"


@pytest.fixture
def arif(db):
    return User.objects.create(login="arif@contoh.go.id", kind=User.Kind.OFFICER, name="Arif", joined_at=AT)


@pytest.fixture
def invited(arif):
    return links.find_or_invite("Nani@contoh.go.id", "Nani", by=arif, at=AT)


def refused(code):
    return pytest.raises(Refused, match=f"^{code}$")


def gone():
    return refused("link_gone")


def test_a_new_officer_chooses_a_password_and_the_link_is_used_up(invited):
    user, token = invited
    assert links.holder(token, at=AT) == user
    links.accept(token, password=NEW, at=AT)
    user.refresh_from_db()
    assert user.check_password(NEW)
    with gone():
        links.accept(token, password=NEW, at=AT)


def test_a_link_remembers_who_made_it(invited, arif):
    assert links.maker(invited[1], at=AT) == arif


def test_who_has_an_account_needs_no_link(vera, arif):
    assert links.find_or_invite(" VERA@contoh.go.id", "", by=arif, at=AT) == (vera, "")


@pytest.mark.parametrize(
    ("email", "name", "code"), [("nani", "Nani", "bad_email"), ("n@contoh.go.id", "", "name_missing")]
)
def test_somebody_without_address_or_name_is_not_made(arif, email, name, code):
    with refused(code):
        links.find_or_invite(email, name, by=arif, at=AT)
    assert User.objects.get() == arif


def test_a_weak_password_uses_nothing_up(invited):
    with refused("weak_password"):
        links.accept(invited[1], password="rahasia", at=AT)
    assert links.holder(invited[1], at=AT)


@pytest.mark.parametrize("token", ["", "x", "1", "1-", "-1-x", "99999999999999999999-x", "1-\0", "²-x"])
def test_what_is_no_link_opens_nothing(invited, token):
    with gone():
        links.holder(token, at=AT)


def test_a_link_of_another_officer_opens_nothing(invited, vera):
    with gone():
        links.holder(f"{vera.pk}-{invited[1].partition('-')[2]}", at=AT)


def test_a_link_ends_after_some_days(invited):
    assert links.holder(invited[1], at=AT + links.LIVES_FOR - timedelta(seconds=1))
    with gone():
        links.holder(invited[1], at=AT + links.LIVES_FOR)


def test_a_newer_link_voids_the_one_before_and_all_there_was(vera, arif, set_up_app, client):
    set_up_app()
    vera.refresh_from_db()
    first, second = (links.let_in_again(vera, by=arif, at=AT) for _ in range(2))
    with gone():
        links.holder(first, at=AT)
    assert links.holder(second, at=AT) == vera
    assert not Authenticator.objects.exists()
    assert client.get("/kerja/").url.startswith("/kerja/masuk/")
    vera.refresh_from_db()
    assert not vera.check_password(PASSWORD)


def test_the_table_does_not_tell_the_link(invited):
    secret = OneTimeSecret.objects.get()
    assert invited[1].partition("-")[2].encode() not in bytes(secret.ciphertext)


def test_looking_at_the_page_uses_nothing_up_and_choosing_leads_to_sign_in(arif, client):
    token = links.let_in_again(
        User.objects.get_or_create(login="oki@contoh.go.id", kind="officer", name="Oki", joined_at=AT)[0],
        by=arif,
        at=datetime.now(UTC),
    )
    address = reverse("sign_in_link", args=[token])
    assert "Oki" in client.get(address).content.decode()
    assert client.post(address, {"password": NEW, "again": NEW + "x"}).status_code == 422
    assert client.post(address, {"password": "pendek", "again": "pendek"}).status_code == 422
    assert client.post(address, {"password": NEW, "again": NEW}).url == reverse("account_login")
    with gone():
        links.holder(token, at=datetime.now(UTC))
