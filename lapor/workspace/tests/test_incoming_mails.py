"""Mails in the channel inbox that could not be taken whole."""

import pytest

from lapor.channels.email import fetching
from lapor.channels.models import IncomingMessage
from lapor.channels.tests.stage import left_to_person
from lapor.testing.cast import MONDAY

HERE = "/kerja/kanal/"


@pytest.mark.parametrize(("reason", "sender"), [("mail_unread", ""), ("mail_too_large", "warga@contoh.id")])
def test_a_mail_without_words_says_where_its_original_lies_and_can_be_set_aside(desk_of, cast, reason, sender):
    message, vera = left_to_person("", channel="email", sender=sender, reason=reason), desk_of("Vera")
    address = f"{HERE}{message.pk}/"
    for page in (HERE, address):
        assert "folder “Perlu dilihat”" in vera.get(page).content.decode()
    assert vera.post(f"{address}sisihkan/", {"reason": "unreadable"}).status_code == 302
    assert IncomingMessage.objects.get(pk=message.pk).state == IncomingMessage.State.DROPPED


def test_the_light_of_a_mailbox_that_refuses_us_is_seen_above_the_inbox(desk_of, cast, settings):
    settings.IMAP_URL = "imap://127.0.0.1:1/INBOX"
    fetching.fetch(at=MONDAY)
    assert "Server tidak bisa dihubungi" in desk_of("Vera").get(HERE).content.decode()
