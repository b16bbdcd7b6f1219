import stat
from dataclasses import replace

import pytest

from lapor import channels
from lapor.channels import email, mailbox, sms
from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.letter import Letter

MAIL = Letter(1, "rini@contoh.id", Content("Kode LAPOR! Anda", "Kode: 123456"), "id")


def text_message(text):
    return Letter(1, "+6281234567890", Content("", text, short=text), "id")


@pytest.fixture
def home(settings, tmp_path):
    settings.EMBEDDED, settings.LAPOR_HOME = True, tmp_path
    return tmp_path


@pytest.fixture
def public(settings, tmp_path):
    settings.EMBEDDED, settings.LAPOR_HOME = False, tmp_path
    return tmp_path


def test_embedded_messages_go_to_files_that_only_the_owner_reads(home, capsys):
    email.send(MAIL)
    [file] = (home / "mailbox").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "123456" in capsys.readouterr().out


def test_news_goes_to_the_mailbox_alone_so_that_the_console_stays_readable(home, capsys):
    email.send(replace(MAIL, recipient=b"r" * 32))
    assert capsys.readouterr().out == ""
    assert [letter.to for letter in mailbox.newest()] == [MAIL.to]


def test_the_mailbox_shows_the_newest_first(home):
    for number in range(3):
        sms.send(text_message(str(number)))
    assert [letter.text for letter in mailbox.newest()] == ["2", "1", "0"]


def test_the_mailbox_page_shows_what_was_sent(home, client):
    email.send(MAIL)
    page = client.get("/kotak-uji/")
    assert page.status_code == 200
    assert "Kode: 123456" in page.content.decode()


@pytest.mark.parametrize("headers", [{"REMOTE_ADDR": "203.0.113.7"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}])
def test_the_mailbox_page_is_for_this_machine_only(home, client, headers):
    assert client.get("/kotak-uji/", **headers).status_code == 404


def test_a_public_service_has_no_mailbox_page(public, client):
    assert client.get("/kotak-uji/").status_code == 404


def test_without_a_gateway_text_messages_are_not_offered(public):
    assert channels.available() == ["email"]
    with pytest.raises(DeliveryFailed):
        sms.send(text_message("x"))


def test_the_embedded_service_offers_both(home):
    assert channels.available() == ["email", "phone"]
