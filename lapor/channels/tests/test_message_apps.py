from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from lapor.channels import telegram, whatsapp
from lapor.channels.content import Content
from lapor.channels.errors import ChannelDown, DeliveryFailed
from lapor.channels.letter import Letter
from lapor.core.files import Limits
from lapor.testing import chatters
from lapor.testing.message_apps import telegram_error, whatsapp_error

NEWS = Content(subject="Laporan dijawab", text="Panjang", short="Laporan 123\ndijawab.", link="/saya/123/")
LETTER = Letter(1, "+6281234567890", NEWS, "id")
CHAT = Letter(1, "1035597319", NEWS, "id")
LINE = "Laporan 123 dijawab. https://lapor.example/saya/123/"


def failed(channel, letter) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failure:
        channel.send(letter)
    return failure.value


def test_whatsapp_carries_one_sentence_with_its_link_in_the_approved_template(apps):
    whatsapp.send(LETTER)
    [said] = apps.received
    assert said["to"] == "6281234567890"
    assert said["template"]["components"][0]["parameters"] == [{"type": "text", "text": LINE}]


def test_telegram_carries_the_same_without_fetching_the_page(apps):
    telegram.send(CHAT)
    assert apps.received == [{"chat_id": CHAT.to, "text": LINE, "link_preview_options": {"is_disabled": True}}]


@pytest.mark.parametrize(("channel", "setting"), [(whatsapp, "WHATSAPP_TEMPLATE"), (telegram, "TELEGRAM_TOKEN")])
def test_without_its_settings_a_channel_is_off(apps, settings, channel, setting):
    assert channel.available()
    setattr(settings, setting, "")
    assert not channel.available()
    assert failed(channel, CHAT).permanent


@pytest.mark.parametrize(
    ("channel", "letter", "answer"),
    [
        (whatsapp, LETTER, (400, whatsapp_error(131026, "Message undeliverable"))),
        (whatsapp, LETTER, (401, whatsapp_error(190, "Access token has expired"))),
        (whatsapp, LETTER, (400, {"error": "apa?"})),
        (telegram, CHAT, (403, telegram_error(403, "Forbidden: bot was blocked by the user"))),
        (telegram, CHAT, (400, telegram_error(400, "Bad Request: chat not found"))),
    ],
)
def test_who_cant_be_reached_there_is_told_another_way(apps, channel, letter, answer):
    apps.answers = [answer]
    assert failed(channel, letter).permanent


@pytest.mark.parametrize(
    ("channel", "letter", "answer"),
    [
        (whatsapp, LETTER, (400, whatsapp_error(130429, "Rate limit hit"))),
        (whatsapp, LETTER, (500, whatsapp_error(131016, "Service unavailable"))),
        (whatsapp, LETTER, (502, {})),
        (telegram, CHAT, (429, telegram_error(429, "Too Many Requests: retry after 14", retry_after=14))),
        (telegram, CHAT, (502, telegram_error(502, "Bad Gateway"))),
        (telegram, CHAT, (200, {"ok": False})),
    ],
)
def test_a_server_in_trouble_is_left_alone_for_a_while(apps, channel, letter, answer):
    apps.answers = [answer]
    failure = failed(channel, letter)
    assert isinstance(failure, ChannelDown)
    assert not failure.permanent


@pytest.mark.parametrize(("channel", "letter"), [(whatsapp, LETTER), (telegram, CHAT)])
def test_a_server_that_is_away_is_left_alone_for_a_while(apps, settings, channel, letter):
    settings.OUTGOING_TRUSTED = ["http://127.0.0.1:9"]
    settings.TELEGRAM_URL = settings.WHATSAPP_URL = "http://127.0.0.1:9"
    assert isinstance(failed(channel, letter), ChannelDown)


@pytest.mark.parametrize(("channel", "letter"), [(whatsapp, LETTER), (telegram, CHAT)])
def test_of_a_secret_report_the_company_that_carries_it_learns_nothing(apps, cast, channel, letter):
    report = cast.submitted(is_secret=True)
    secret = replace(NEWS, short="Laporan 1: pungutan liar", report=report.number)
    channel.send(replace(letter, content=secret))
    assert "pungutan" not in str(apps.received)
    assert "Ada perkembangan pada satu laporan." in str(apps.received)


def test_no_address_stands_in_an_error(apps):
    apps.answers = [(400, whatsapp_error(131026, "Message to +6281234567890 undeliverable"))]
    assert str(failed(whatsapp, LETTER)) == "whatsapp_131026"


def test_a_long_answer_is_cut_where_only_the_template_is_left(apps):
    whatsapp.send(replace(LETTER, content=replace(NEWS, short="Kata " * 400)))
    [parameter] = apps.received[0]["template"]["components"][0]["parameters"]
    assert (len(parameter["text"]), parameter["text"][-1]) == (900, "…")


def test_a_file_that_is_larger_than_its_server_said_is_left_there(apps, monkeypatch):
    apps.files["1"] = b"x" * 5000
    monkeypatch.setattr(whatsapp, "Limits", lambda: Limits(bytes=4999))
    where = f"{apps.origin}/whatsapp_business/attachments/?mid=1"
    apps.answers = [(200, {"messaging_product": "whatsapp", "url": where, "file_size": "10", "id": "1"})]
    with pytest.raises(DeliveryFailed) as failure:
        whatsapp.fetch("1")
    assert (failure.value.code, failure.value.permanent) == ("too_large", True)


@pytest.mark.parametrize("path", ["../../etc/passwd", None, 7])
def test_a_path_of_telegrams_that_leads_elsewhere_is_not_followed(apps, path):
    apps.answers = [(200, {"ok": True, "result": {"file_id": "1", "file_path": path}})]
    with pytest.raises(DeliveryFailed) as failure:
        telegram.fetch("1")
    assert failure.value.code == "telegram_gone"


def test_telegram_is_told_our_address_and_our_secret(apps, capsys):
    call_command("telegram_webhook")
    assert apps.webhook == {
        "url": "https://lapor.example/channels/telegram/", "secret_token": chatters.SECRET,
        "allowed_updates": ["message", "edited_message"],
    }  # fmt: skip
    assert chatters.SECRET not in capsys.readouterr().out


def test_without_a_secret_telegram_is_told_nothing(apps, settings):
    settings.TELEGRAM_SECRET = ""
    with pytest.raises(CommandError, match="harus diisi dulu"):
        call_command("telegram_webhook")


def test_what_telegram_says_against_it_names_no_token(apps):
    apps.answers = [(401, telegram_error(401, "Unauthorized"))]
    with pytest.raises(CommandError, match="telegram_401$"):
        call_command("telegram_webhook")
