import re
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from lapor.accounts import officers
from lapor.accounts.models import Attempt, Contact, User
from lapor.channels import mailbox, sending
from lapor.channels.models import OutgoingMessage

pytestmark = pytest.mark.django_db
PHONE = "0812 3456 7890"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.EMBEDDED, settings.LAPOR_HOME = True, tmp_path


def ask(client, contact=PHONE, **more):
    return client.post("/masuk/", {"contact": contact, **more})


def code_received():
    message = OutgoingMessage.objects.latest("pk")
    sending.send(message.channel, at=message.created_at)
    return re.search(r"\d{6}", mailbox.newest()[0].text)[0]


def sign_in(client, contact=PHONE, **more):
    ask(client, contact)
    return client.post("/masuk/kode/", {"code": code_received(), **more})


def page(answer):
    return answer.content.decode()


def test_a_citizen_signs_in_with_a_code(client):
    assert ask(client).url == "/masuk/kode/"
    assert "+62 ••••• 7890" in page(client.get("/masuk/kode/"))
    assert client.post("/masuk/kode/", {"code": code_received()}).url == "/saya/"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_the_citizen_goes_where_the_door_wanted(client):
    wanted = "/laporan/1234567890/hubungkan/"
    assert ask(client, next=wanted).url == f"/masuk/kode/?next={wanted.replace('/', '%2F')}"
    assert client.post("/masuk/kode/", {"code": code_received(), "next": wanted}).url == wanted


@pytest.mark.parametrize("wanted", ["https://contoh.invalid/", "//contoh.invalid/", "javascript:alert(1)"])
def test_nobody_is_sent_to_a_foreign_page(client, wanted):
    assert sign_in(client, next=wanted).url == "/saya/"


@pytest.mark.parametrize(
    ("contact", "sentence"),
    [("", "wajib"), ("12345", "tampaknya keliru"), ("a\x00b@contoh.id", "Null"), ("9" * 100_000, "300")],
)
def test_a_bad_contact_gets_a_sentence_and_nothing_is_kept(client, contact, sentence):
    answer = ask(client, contact)
    assert answer.status_code == 422
    assert answer.context["form"]["contact"].errors
    assert not OutgoingMessage.objects.exists()


def test_what_was_typed_stays(client):
    assert 'value="0812"' in page(ask(client, "0812"))


def test_a_wrong_code_is_told_with_the_tries_left(client):
    ask(client)
    answer = client.post("/masuk/kode/", {"code": "x"})
    assert answer.status_code == 422
    assert "4 kali lagi" in page(answer)


def test_a_dead_code_leads_back_to_the_start(client):
    assert client.get("/masuk/kode/", follow=True).redirect_chain == [("/masuk/", 302)]


def test_too_many_requests_for_codes_are_told_so(client):
    answers = [ask(client).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]


def test_a_code_of_another_browser_is_not_confirmed_here(client):
    ask(client)
    assert Client().post("/masuk/kode/", {"code": code_received()}).url == "/masuk/"


def test_known_and_unknown_contacts_get_the_same_answer(client):
    sign_in(client)
    known, unknown = ask(Client()), ask(Client(), "0812 9999 9999")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_signing_in_changes_the_session_id_and_lasts_thirty_days(client):
    ask(client)
    before = client.session.session_key
    answer = client.post("/masuk/kode/", {"code": code_received()})
    assert client.session.session_key != before
    assert round(int(answer.cookies["sessionid"]["max-age"]) / 86400) == 30


def test_without_a_gateway_only_mail_is_asked_for(client, settings):
    settings.EMBEDDED = False
    assert "Nomor HP" not in page(client.get("/masuk/"))
    answer = ask(client)
    assert "hanya bisa dikirim ke alamat surel" in page(answer)
    assert answer.context["form"].has_error("contact", "channel_missing")


def test_a_password_may_be_chosen_and_used(client):
    sign_in(client)
    assert client.post("/saya/kata-sandi/", {"password": "sungai kelapa merpati"}).url == "/saya/"
    assert client.get("/saya/kata-sandi/").status_code == 200  # this browser stays signed in
    other = Client()
    typed = {"contact": PHONE, "password": "sungai kelapa merpati", "next": "/laporan/"}
    assert other.post("/masuk/kata-sandi/", typed).url == "/laporan/"


def test_choosing_a_password_ends_the_other_sessions(client):
    other = Client()
    sign_in(other)
    sign_in(client)
    client.post("/saya/kata-sandi/", {"password": "sungai kelapa merpati"})
    assert other.get("/saya/kata-sandi/").url == "/masuk/?next=/saya/kata-sandi/"


def test_a_wrong_password_is_told_beside_the_field(client):
    answer = client.post("/masuk/kata-sandi/", {"contact": PHONE, "password": "salah"})
    assert answer.status_code == 422
    assert "tidak cocok" in str(answer.context["form"]["password"].errors)


def test_leaving_needs_the_button(client):
    sign_in(client)
    assert client.get("/masuk/keluar/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/masuk/keluar/")
    assert "_auth_user_id" not in client.session


def test_an_officer_who_confirms_a_phone_is_then_a_citizen(client):
    otto = officers.create("otto@contoh.go.id", "Otto", password="sungai kelapa merpati", at=datetime.now(UTC))
    client.force_login(otto, backend="lapor.accounts.backends.OfficerBackend")
    sign_in(client)
    assert client.session["_auth_user_id"] != str(otto.pk)


@pytest.mark.parametrize("moment", ["waiting", "carried"])
def test_no_table_holds_the_number_in_plain_words(client, moment):
    sign_in(client)
    ask(Client())
    if moment == "carried":
        code_received()
    everything = whole_database()
    assert User.objects.get().login in everything  # the scan does see what is plain
    for plain in ("81234567890", b"81234567890".hex(), "3456 7890", "127.0.0.1", b"127.0.0.1".hex()):
        assert plain not in everything
    assert (Contact.objects.count(), Attempt.objects.exists()) == (1, True)


def whole_database():
    """Every row of every table as PostgreSQL writes it (bytes in hex), and what the sessions hold."""
    dump = [str(session.get_decoded()) for session in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            dump += [row for (row,) in cursor.fetchall()]
    return "\n".join(dump)
