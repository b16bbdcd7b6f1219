from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from lapor.accounts import officers
from lapor.accounts.models import User
from lapor.accounts.tests.conftest import PASSWORD, app_code
from lapor.core.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lapor.accounts.tests.urls")]
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def desk(client):
    """Where somebody who opens the workspace ends up."""
    answer = client.get("/kerja/")
    return answer.content.decode() if answer.status_code == 200 else answer.url


def test_an_officer_is_made_with_a_lower_case_login_and_a_tidy_name(vera):
    assert (vera.login, vera.name, vera.kind) == ("vera@contoh.go.id", "Vera Utami", "officer")


@pytest.mark.parametrize(
    ("email", "name", "password", "code"),
    [
        ("vera", "Vera", PASSWORD, "bad_email"),
        ("vera@contoh.go.id", " ", PASSWORD, "name_missing"),
        ("vera@contoh.go.id", "V" * 121, PASSWORD, "name_missing"),
        ("otto@contoh.go.id", "Otto", "rahasia", "weak_password"),
        ("VERA@contoh.go.id", "Vera", PASSWORD, "login_taken"),
    ],
)
def test_a_faulty_officer_is_refused(vera, email, name, password, code):
    with pytest.raises(Refused) as refused:
        officers.create(email, name, password=password, at=AT)
    assert refused.value.code == code
    assert User.objects.count() == 1


def test_a_stranger_is_led_to_sign_in_and_back(client):
    assert client.get("/kerja/?kotak=baru").url == "/kerja/masuk/?next=/kerja/%3Fkotak%3Dbaru"


def test_without_a_second_factor_the_password_opens_nothing_but_the_set_up(client, show_password):
    show_password()
    assert desk(client) == reverse("second_factor_first")
    assert client.get(reverse("second_factor_first")).status_code == 200


def test_setting_up_the_app_opens_the_workspace(client, set_up_app):
    set_up_app()
    assert desk(client) == "kotak masuk"
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10


def test_afterwards_the_password_alone_opens_nothing(client, set_up_app, show_password):
    set_up_app()
    client.logout()
    assert show_password().url == reverse("mfa_authenticate")
    assert desk(client).startswith("/kerja/masuk/")


def test_password_and_code_open_the_workspace_where_the_officer_wanted_to_go(client, set_up_app, show_password):
    secret = set_up_app()
    client.logout()
    show_password(next="/kerja/?kotak=baru")
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret, steps_ahead=1)})
    assert answer.url == "/kerja/?kotak=baru"
    assert desk(client) == "kotak masuk"


def test_a_code_that_was_seen_over_the_shoulder_is_worth_nothing(client, set_up_app, show_password):
    secret = set_up_app()
    code = app_code(secret, steps_ahead=1)
    for opens in (True, False):
        client.logout()
        show_password()
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert (answer.status_code == 302) is opens


def test_a_recovery_code_stands_in_once(client, set_up_app, show_password):
    set_up_app()
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for opens in (True, False):
        client.logout()
        show_password()
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert (answer.status_code == 302) is opens


def test_guesses_at_the_second_factor_are_limited(client, set_up_app, show_password):
    secret = set_up_app()
    client.logout()
    show_password()
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret, steps_ahead=1)})
    assert "terlalu sering" in answer.content.decode()
    assert desk(client).startswith("/kerja/masuk/")


def test_guesses_at_a_password_are_limited_per_account(client, show_password):
    for _ in range(10):
        show_password(password="salah")
    assert "terlalu sering" in show_password().content.decode()


def test_guesses_are_limited_per_address(client, show_password):
    for number in range(100):
        client.post(reverse("account_login"), {"login": f"x{number}@contoh.go.id", "password": ""} | {"password": "x"})
    assert "terlalu sering" in show_password().content.decode()


def test_known_and_unknown_officers_get_the_same_answer(show_password):
    known = show_password(password="salah").context["form"].errors
    assert known == show_password(login="tiada@contoh.go.id").context["form"].errors
    assert "tidak cocok" in str(known)


def test_what_was_typed_stays(show_password):
    assert "vera@contoh.go.id" in show_password(password="salah").content.decode()


def test_an_inactive_officer_is_told_and_not_let_in(client, vera, show_password):
    User.objects.update(is_active=False)
    assert show_password().url == reverse("account_inactive")
    assert desk(client).startswith("/kerja/masuk/")


def test_the_session_ends_after_twelve_hours_whatever_was_done_in_between(client, set_up_app, hours_pass):
    set_up_app()
    hours_pass(11.9)
    assert desk(client) == "kotak masuk"
    hours_pass(0.2)
    assert desk(client).startswith("/kerja/masuk/")
    assert "_auth_user_id" not in client.session


def test_the_session_ends_with_the_browser_unless_asked_otherwise(client, show_password):
    assert show_password().cookies["sessionid"]["max-age"] == ""
    client.logout()
    assert int(show_password(remember="on").cookies["sessionid"]["max-age"]) == 12 * 3600


def test_signing_in_changes_the_session_id(client, show_password):
    client.get("/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    show_password()
    assert client.session.session_key != session.session_key


def test_a_session_from_before_the_second_factor_must_begin_again(client, set_up_app, vera):
    early = Client()
    early.post(reverse("account_login"), {"login": "vera@contoh.go.id", "password": PASSWORD})
    set_up_app()
    assert desk(early) == reverse("second_factor_first")
    assert early.get(reverse("second_factor_first")).url == reverse("account_login")
    assert desk(early).startswith("/kerja/masuk/")


def test_changing_the_password_ends_the_other_sessions(client, set_up_app, show_password):
    secret = set_up_app()
    other = Client()
    other.post(reverse("account_login"), {"login": "vera@contoh.go.id", "password": PASSWORD})
    other.post(reverse("mfa_authenticate"), {"code": app_code(secret, steps_ahead=1)})
    assert desk(other) == "kotak masuk"
    page = {"oldpassword": PASSWORD, "password1": PASSWORD + " baru", "password2": PASSWORD + " baru"}
    assert client.post(reverse("account_change_password"), page).url == reverse("mfa_index")
    assert desk(client) == "kotak masuk"
    assert desk(other).startswith("/kerja/masuk/")


def test_letting_an_officer_in_again_ends_sessions_and_asks_for_a_new_second_factor(client, vera, set_up_app):
    set_up_app()
    vera.refresh_from_db()
    officers.let_in_again(vera, password="gunung jagung kenari")
    assert desk(client).startswith("/kerja/masuk/")
    assert not Authenticator.objects.exists()


def test_taking_off_the_second_factor_asks_for_proof_once_more(client, set_up_app, hours_pass):
    set_up_app()
    hours_pass(1)
    answer = client.get(reverse("mfa_deactivate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_who_holds_the_app_on_the_same_phone_opens_it_from_the_page(client, show_password):
    show_password()
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert 'href="otpauth://totp/' in page


def test_the_secret_of_the_app_lies_sealed_in_the_database(client, set_up_app):
    secret = set_up_app()
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "secret" in stored
    assert secret not in stored


def test_nobody_makes_an_officers_account_for_oneself(client):
    assert client.get("/kerja/masuk/signup/").status_code == 404


def test_a_foreign_page_is_no_place_to_go_after_signing_in(client, set_up_app, show_password):
    secret = set_up_app()
    client.logout()
    show_password(next="https://contoh.invalid/")
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret, steps_ahead=1)})
    assert answer.url == "/kerja/"


def test_leaving_ends_the_session(client, set_up_app):
    set_up_app()
    client.post(reverse("account_logout"))
    assert desk(client).startswith("/kerja/masuk/")


@pytest.fixture
def rini(vera):
    return User.objects.create(login="w-1", kind="citizen", password=vera.password, joined_at=AT)


def test_a_citizen_does_not_enter_by_the_officers_door(client, show_password, rini):
    show_password(login="w-1@contoh.id")
    assert client.post(reverse("account_login"), {"login": "w-1", "password": PASSWORD}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_citizens_session_opens_no_workspace(client, rini):
    client.force_login(rini, backend="lapor.accounts.backends.CitizenBackend")
    assert desk(client).startswith("/kerja/masuk/")
    assert client.get("/saya/").content == b"laporan saya"


def test_a_citizens_session_is_not_carried_by_the_officers_backend(client, rini):
    client.force_login(rini, backend="lapor.accounts.backends.OfficerBackend")
    assert client.get("/saya/").url == "/masuk/?next=/saya/"


def test_an_officer_is_led_to_sign_in_as_a_citizen_for_own_reports(client, set_up_app):
    set_up_app()
    assert client.get("/saya/").url == "/masuk/?next=/saya/"


def test_somebody_signed_in_as_a_citizen_may_sign_in_as_an_officer(client, rini, show_password):
    client.force_login(rini, backend="lapor.accounts.backends.CitizenBackend")
    assert client.get(reverse("account_login")).status_code == 200
    show_password()
    assert desk(client) == reverse("second_factor_first")
