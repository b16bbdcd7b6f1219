"""The doors for the webhooks of WhatsApp and Telegram: only signed, only once, only what was written to us."""

import base64
import json

import pytest

from lapor.channels import outbox
from lapor.channels.content import Content
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.channels.outbox import Way
from lapor.testing import chatters
from lapor.testing.cast import MONDAY
from lapor.testing.chatters import TelegramUser, WhatsAppUser, posted_by_meta, posted_by_telegram, status, webhook

pytestmark = pytest.mark.django_db
HOLE = "Jalan Yos Sudarso berlubang."


@pytest.fixture
def rini(client, apps):
    return WhatsAppUser(client, apps)


@pytest.fixture
def santi(client, apps):
    return TelegramUser(client, apps)


def kept():
    return list(IncomingMessage.objects.order_by("pk").values_list("channel", "external_id"))


def words():
    return Words.unseal(IncomingMessage.objects.latest("pk").content_ciphertext)


# --- who may come in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signed", ["", "sha256=", "sha256=" + "0" * 64, chatters.signature(b"lain"), "sha1=é"])
def test_what_meta_has_not_signed_is_refused_and_nothing_is_kept(rini, caplog, signed):
    body = webhook(messages=[rini.message("text", {"body": HOLE})])
    assert posted_by_meta(rini.client, body, signed=signed) == 401
    assert kept() == []
    assert "/channels/whatsapp/" in caplog.text
    assert HOLE not in caplog.text
    assert rini.number not in caplog.text


def test_a_body_that_was_changed_on_the_way_is_refused(rini):
    body = json.dumps(webhook(messages=[rini.message("text", {"body": HOLE})])).encode()
    changed = body.replace(b"Yos", b"Jos")
    assert posted_by_meta(rini.client, changed, signed=chatters.signature(body)) == 401


@pytest.mark.parametrize("secret", ["", "lain", "Rahasia_bot-", "é"])
def test_who_does_not_know_the_secret_is_not_telegram(santi, caplog, secret):
    assert posted_by_telegram(santi.client, santi.update(text=HOLE), secret=secret) == 401
    assert kept() == []
    assert "/channels/telegram/" in caplog.text
    assert HOLE not in caplog.text


@pytest.mark.parametrize(
    ("door", "setting"), [(chatters.WHATSAPP, "WHATSAPP_APP_SECRET"), (chatters.WHATSAPP, "WHATSAPP_PHONE_ID"),
                          (chatters.TELEGRAM, "TELEGRAM_SECRET"), (chatters.TELEGRAM, "TELEGRAM_TOKEN")]
)  # fmt: skip
def test_without_its_settings_there_is_no_door(client, apps, settings, door, setting):
    setattr(settings, setting, "")
    assert client.post(door, b"{}", "application/json").status_code == 404


def test_what_is_too_large_is_not_even_judged(rini, santi):
    large = b" " * (3 * 1024 * 1024 + 1)
    assert posted_by_meta(rini.client, large) == 413
    assert posted_by_telegram(santi.client, large) == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(rini, santi, body):
    assert posted_by_meta(rini.client, body) == 400
    assert posted_by_telegram(santi.client, body) == 400


def test_meta_hears_its_own_word_back_once_it_says_ours(client, apps):
    asked = {"hub.mode": "subscribe", "hub.verify_token": chatters.VERIFY_TOKEN, "hub.challenge": "1158201444"}
    answer = client.get(chatters.WHATSAPP, asked)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"] == "text/plain"


@pytest.mark.parametrize("wrong", [{"hub.verify_token": "lain"}, {"hub.mode": "lain"}, {"hub.challenge": "x" * 201}])
def test_nobody_else_hears_anything_back(client, apps, wrong):
    asked = {"hub.mode": "subscribe", "hub.verify_token": chatters.VERIFY_TOKEN, "hub.challenge": "1"} | wrong
    assert client.get(chatters.WHATSAPP, asked).status_code == 403


def test_without_a_word_of_ours_nobody_can_say_it(client, apps, settings):
    settings.WHATSAPP_VERIFY_TOKEN = ""
    asked = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}
    assert client.get(chatters.WHATSAPP, asked).status_code == 403


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_the_same_message_twice_is_one(rini, santi):
    written, update = rini.message("text", {"body": HOLE}), santi.update(text=HOLE)
    for _ in range(3):
        assert posted_by_meta(rini.client, webhook(messages=[written])) == 200
        assert posted_by_telegram(santi.client, update) == 200
    assert [channel for channel, _name in kept()] == ["whatsapp", "telegram"]
    assert kept()[1][1] == f"{update['update_id']}/{update['message']['message_id']}"


def test_updates_that_telegram_counts_anew_are_new(santi):
    update = santi.update(text=HOLE)
    assert posted_by_telegram(santi.client, update) == 200
    assert posted_by_telegram(santi.client, santi.update(text="Lain.") | {"update_id": update["update_id"]}) == 200
    assert len(kept()) == 2


def test_several_messages_in_one_post_are_all_kept_each_writers_in_order(rini, client, apps):
    other = WhatsAppUser(client, apps, number="6281300000002")
    said = [each.message("text", {"body": text}) for each, text in [(rini, "1"), (other, "2"), (rini, "3")]]
    assert posted_by_meta(client, webhook(messages=said)) == 200
    in_order = IncomingMessage.objects.order_by("pk").values_list("content_ciphertext", flat=True)
    assert [Words.unseal(each).text for each in in_order] == ["1", "3", "2"]


def test_messages_of_groups_and_to_other_numbers_are_not_for_us(rini):
    in_group = rini.message("text", {"body": HOLE}) | {"group_id": "Y2FwaV9ncm91cDo"}
    assert posted_by_meta(rini.client, webhook(messages=[in_group])) == 200
    elsewhere = webhook(messages=[rini.message("text", {"body": HOLE})], to="999")
    assert posted_by_meta(rini.client, elsewhere) == 200
    assert kept() == []


@pytest.mark.parametrize("where", ["group", "supergroup", "channel"])
def test_the_bot_is_silent_in_groups_and_channels(santi, where):
    assert posted_by_telegram(santi.client, santi.update(where=where, text=HOLE)) == 200
    assert kept() == []


@pytest.mark.parametrize("kind", ["channel_post", "my_chat_member", "inline_query"])
def test_what_is_no_message_is_taken_and_forgotten(santi, kind):
    assert posted_by_telegram(santi.client, santi.update(kind=kind, text=HOLE)) == 200
    button = {"update_id": 5, "callback_query": {"id": "1", "data": "x", "message": {"chat": {"id": 1}}}}
    assert posted_by_telegram(santi.client, button) == 200
    assert kept() == []


@pytest.mark.parametrize(("kind", "inside"), [("reaction", {"emoji": "👍", "message_id": "wamid.x"}), ("system", {})])
def test_a_thumb_on_our_message_is_no_message(rini, kind, inside):
    rini.sends(kind, inside)
    assert kept() == []


def test_a_place_that_moves_is_not_read_again_and_again(santi):
    assert posted_by_telegram(santi.client, santi.update(kind="edited_message", location={})) == 200
    assert kept() == []


@pytest.mark.parametrize(
    ("kind", "inside"),
    [("button", {"text": "Ya", "payload": "YA"}),
     ("interactive", {"type": "button_reply", "button_reply": {"id": "1", "title": "Ya"}}),
     ("interactive", {"type": "list_reply", "list_reply": {"id": "1", "title": "Ya", "description": "…"}})],
)  # fmt: skip
def test_a_button_says_what_stands_on_it(rini, kind, inside):
    rini.sends(kind, inside)
    assert words() == Words("Ya")


def test_who_hides_the_number_is_known_by_the_name_that_meta_gave(client, apps):
    WhatsAppUser(client, apps, number="").writes(HOLE)
    assert [channel for channel, _name in kept()] == ["whatsapp"]


@pytest.mark.parametrize(
    "broken",
    [{"entry": None}, {"entry": [1, {"changes": "x"}]}, {"entry": [{"changes": [{"value": {"metadata": 3}}]}]},
     {"message": 3}, {"update_id": [], "message": {"chat": {"id": {}, "type": "private"}, "text": {}}}, {}],
)  # fmt: skip
def test_what_is_shaped_otherwise_than_published_breaks_nothing(rini, santi, broken):
    assert posted_by_meta(rini.client, broken) == 200
    assert posted_by_telegram(santi.client, broken) == 200
    assert kept() == []


@pytest.mark.parametrize(
    "message",
    [{"type": "text"}, {"type": "text", "text": "x"}, {"type": 3}, {"type": "image", "image": {"id": "../../me"}},
     {"type": "location", "location": {"latitude": "x", "longitude": None}},
     {"type": "location", "location": {"latitude": 91, "longitude": 200}},
     {"type": "location", "location": {"latitude": 10**400, "longitude": 1}},
     {"type": "location", "location": {"latitude": float("nan"), "longitude": 1}}],
)  # fmt: skip
def test_a_message_with_a_strange_inside_is_still_one(rini, message):
    known = {"from": rini.number, "id": "wamid.1", "timestamp": "1"}
    assert posted_by_meta(rini.client, webhook(messages=[known | message])) == 200
    assert len(kept()) == 1
    assert (words().media, words().point) == ("", None)


def test_metas_name_of_a_message_tells_nobody_who_wrote_it(rini):
    wamid = "wamid." + base64.b64encode(b"\x1c\x18\x0d" + rini.number.encode() + b"\x15\x02").decode()
    message = rini.message("text", {"body": HOLE}) | {"id": wamid}
    for _ in range(2):
        assert posted_by_meta(rini.client, webhook(messages=[message])) == 200
    [(_channel, name)] = kept()
    assert "wamid" not in name
    assert wamid[6:20] not in name


def test_half_a_character_is_not_kept(santi):
    assert posted_by_telegram(santi.client, santi.update(text="Jalan \ud83d rusak")) == 200
    assert words().text == "Jalan ? rusak"


# --- what became of ours ----------------------------------------------------------------------------------------------


@pytest.fixture
def sent():
    """A message that Meta has taken, with a text message as its next way."""
    ways = [Way("whatsapp", "+6281234567890"), Way("sms", "+6281234567890")]
    content = Content(subject="LAPOR!", text="Kabar", short="Kabar")
    message = outbox.tell(ways, content, recipient=b"r", event_id=None, language="id", at=MONDAY)
    OutgoingMessage.objects.update(state="sent")
    return message


@pytest.mark.parametrize(("told", "state"), [("sent", "sent"), ("delivered", "delivered"), ("read", "delivered")])
def test_what_became_of_a_message_is_noted(client, apps, sent, told, state):
    report = status({"biz_opaque_callback_data": str(sent.pk)}, told)
    assert posted_by_meta(client, webhook(statuses=[report])) == 200
    assert OutgoingMessage.objects.get(pk=sent.pk).state == state


def test_a_message_that_fails_later_takes_the_next_way_once(client, apps, sent):
    report = status({"biz_opaque_callback_data": str(sent.pk)}, "failed", error=131026)
    for _ in range(2):
        assert posted_by_meta(client, webhook(statuses=[report])) == 200
    assert OutgoingMessage.objects.get(pk=sent.pk).error == "whatsapp_131026"
    assert [each.channel for each in OutgoingMessage.objects.exclude(pk=sent.pk)] == ["sms"]


@pytest.mark.parametrize("number", ["", "x", "9" * 30, 0])
def test_what_became_of_a_message_that_is_not_ours_changes_nothing(client, apps, sent, number):
    report = status({"biz_opaque_callback_data": number}, "failed")
    assert posted_by_meta(client, webhook(statuses=[report])) == 200
    assert OutgoingMessage.objects.get().state == "sent"
