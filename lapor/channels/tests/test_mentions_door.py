"""A watching service posts mentions signed; what isn't signed is neither kept nor repeated in a log."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from standardwebhooks.webhooks import Webhook

from lapor.channels.mentions import keeping
from lapor.channels.models import IncomingMessage
from lapor.config.checks import mentions_are_signed

URL = "/channels/mentions/"
SECRET = f"whsec_{base64.b64encode(b'x' * 32).decode()}"
OTHERS = f"whsec_{base64.b64encode(b'y' * 32).decode()}"
SAID = {"platform": "X", "author": "@budi", "text": "#lapor lampu mati", "link": "https://x.example/budi/1"}


@pytest.fixture(autouse=True)
def is_open(settings):
    settings.MENTIONS_SECRET = SECRET


def post(client, body, *, secret=SECRET, age=timedelta(), **headers):
    """As the library of Standard Webhooks does it."""
    sent = datetime.now(UTC) - age
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", sent, body),
    } | headers
    return client.post(URL, body, content_type="application/json", headers=headers)


@pytest.mark.django_db(transaction=True)
def test_a_signed_mention_is_committed_before_we_say_that_we_have_it(client, monkeypatch):
    inside = []
    take = keeping.take
    monkeypatch.setattr(
        keeping, "take", lambda *args, **kw: inside.append(connection.in_atomic_block) or take(*args, **kw)
    )
    answer = post(client, json.dumps({"type": "mention.created", "data": SAID}))
    assert (answer.status_code, answer.json()) == (200, {"new": 1, "known": 0})
    assert (inside, connection.in_atomic_block) == ([True], False)
    assert IncomingMessage.objects.get().state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_the_same_mention_twice_is_one(client):
    post(client, json.dumps(SAID))
    assert post(client, json.dumps([SAID])).json() == {"new": 0, "known": 1}
    assert IncomingMessage.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": OTHERS},
        {"age": timedelta(minutes=6)},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,\xe9"},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "now"},
    ],
)
def test_what_is_not_signed_is_refused_and_logged_without_a_word_of_it(client, db, caplog, wrong):
    assert post(client, json.dumps(SAID), **wrong).status_code == 401
    assert not IncomingMessage.objects.exists()
    assert "mentions refused" in caplog.text
    assert "lampu" not in caplog.text
    assert "budi" not in caplog.text


def test_without_a_secret_nobody_learns_that_there_is_a_door(client, db, settings):
    settings.MENTIONS_SECRET = ""
    assert post(client, json.dumps(SAID)).status_code == 404


def test_more_than_a_megabyte_is_too_large(client, db):
    assert post(client, " " * (1024 * 1024 + 1)).status_code == 413


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("body", ["", "{", "[]", '{"data": [1]}', json.dumps(SAID | {"link": "x"}), "\0", '"\\ud800"'])
def test_what_can_not_be_read_is_told_in_a_sentence(client, body):
    answer = post(client, body)
    assert answer.status_code == 400
    assert answer.json()["sentence"].endswith(".")
    assert not IncomingMessage.objects.exists()


def test_only_posts_are_taken(client):
    assert client.get(URL).status_code == 405


@pytest.mark.parametrize(("secret", "faults"), [("", 0), (SECRET, 0), ("whsec_kurang", 1), ("rahasia", 1)])
def test_a_secret_that_signs_nothing_is_found_before_the_start(settings, secret, faults):
    settings.MENTIONS_SECRET = secret
    assert len(mentions_are_signed()) == faults
