"""A mailbox at Microsoft 365 or Google, which takes no password."""

import pytest

from lapor.channels import condition
from lapor.channels.email import fetching
from lapor.channels.models import IncomingMessage
from lapor.channels.tests.test_new_mails import SERVICE, sample
from lapor.channels.tests.test_outbox import AT
from lapor.testing.imap_server import PASSWORD, ImapServer
from lapor.testing.token_server import CLIENT, GOOGLE, MICROSOFT, TokenServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE
    with ImapServer() as mailbox, mailbox.used_by(settings), TokenServer(token=PASSWORD) as tokens:
        mailbox.put(b"Return-Path: <warga@contoh.example>\r\n" + sample("gmail"))
        settings.IMAP_PASSWORD, settings.OUTGOING_TRUSTED = "", [tokens.origin]
        settings.IMAP_TOKEN_URL = f"{tokens.origin}/oauth2/v2.0/token"
        settings.IMAP_CLIENT_ID, settings.IMAP_CLIENT_SECRET = CLIENT["client_id"], CLIENT["client_secret"]
        yield tokens


def why_not():
    """What the light says after the mailbox was tried; empty when mail came in."""
    fetching.fetch(at=AT)
    [mail] = [each for each in condition.of_all(AT) if each.channel == "email"]
    return "" if IncomingMessage.objects.exists() else str(mail.why)


def test_an_application_at_microsoft_opens_the_mailbox(tokens):
    assert why_not() == ""
    assert tokens.asked == [CLIENT | MICROSOFT]


def test_what_the_owner_allowed_at_google_opens_it(tokens, settings):
    settings.IMAP_REFRESH_TOKEN = GOOGLE["refresh_token"]
    assert why_not() == ""
    assert tokens.asked == [CLIENT | GOOGLE]


def test_a_token_for_another_mailbox_is_a_wrong_password(tokens):
    tokens.token = "punya kotak lain"
    assert "sandi" in why_not()


def test_an_application_that_is_not_known_is_a_wrong_password(tokens, settings, caplog):
    settings.IMAP_CLIENT_SECRET = "sudah kedaluwarsa"
    assert "sandi" in why_not()
    assert [record.getMessage() for record in caplog.records] == ["mailbox: login"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_token_server_that_is_away_is_tried_again(tokens, status):
    tokens.status = status
    assert "tidak bisa dihubungi" in why_not()
