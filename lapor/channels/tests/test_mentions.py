"""Mentions come in from a file: all rows of it or none, each once."""

import json

import pytest
from django.db import transaction

from lapor.channels import handling
from lapor.channels.mentions import host_of, is_of_a_platform
from lapor.channels.mentions import keeping as mentions
from lapor.channels.models import Correspondent, IncomingMessage
from lapor.core.errors import Refused
from lapor.testing.cast import MONDAY
from lapor.testing.races import at_once

HEAD = "platform,author,text,link,time"
ROW = "X,@budi,#lapor lampu mati di Sangatta,https://x.example/budi/1,2026-11-01 10:00"


def add(*rows, head=HEAD):
    with transaction.atomic():
        return mentions.add("\n".join([head, *rows]).encode(), filename="sebutan.csv", at=MONDAY)


def test_a_mention_waits_with_its_words_and_its_link(db):
    assert add(ROW) == (1, 0)
    message = IncomingMessage.objects.get()
    assert (message.channel, message.state, message.reason) == ("social", "waiting", "mention")
    words = handling.words_of(message)
    assert (words.text, words.link) == ("#lapor lampu mati di Sangatta", "https://x.example/budi/1")
    assert words.subject == "X @budi 2026-11-01 10:00"


def test_the_same_link_comes_in_once(db):
    add(ROW)
    assert add(ROW, ROW.replace("/1,", "/2,"), ROW.replace("/1,", "/2,")) == (1, 2)
    assert IncomingMessage.objects.count() == 2


def test_columns_may_stand_in_any_order_and_case(db):
    assert add("https://x.example/1,tolong,X,,", head="Link,TEXT,Platform,Author,Time") == (1, 0)
    assert IncomingMessage.objects.get().correspondent is None


def test_neither_link_nor_author_stands_readable_in_a_table(db):
    add(ROW)
    rows = [*IncomingMessage.objects.values(), *Correspondent.objects.values()]
    stored = b"".join(bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                      for row in rows for value in row.values())  # fmt: skip
    assert not [trace for trace in (b"budi", b"x.example", b"Sangatta") if trace in stored]


BAD = [
    # rows                                               code          what the sentence names
    ([], "no_rows", "satu sebutan pun"),
    ([ROW, "X,@a,,https://x.example/2,"], "bad_row", "Baris 3: kolom text kosong"),
    ([ROW, "X,@a,halo,,"], "bad_row", "Baris 3: kolom link kosong"),
    (["X,@a,halo,javascript:alert(1),"], "bad_row", "https://"),
    (["X,@a,halo,https://[,"], "bad_row", "https://"),
    (["X,@a,halo,https://user@x.example/,"], "bad_row", "https://"),
    (["X,@a,halo,https://x.example/ 1,"], "bad_row", "https://"),
    (["X,@a,halo,https://instagram.com@evil.example/,"], "bad_row", "https://"),
    (["X,@a,halo,https://é..example/,"], "bad_row", "https://"),
    ([f"X,{'a' * 101},halo,https://x.example/1,"], "bad_row", "author"),
    (["X,@a,=1+1,https://x.example/1,"], "formula", "rumus"),
]


@pytest.mark.parametrize(("rows", "code", "named"), BAD)
def test_a_bad_row_is_named_and_nothing_is_kept(db, rows, code, named):
    with pytest.raises(Refused) as refused:
        add(*rows)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert named in refused.value.sentence
    assert not IncomingMessage.objects.exists()


@pytest.mark.parametrize("head", ["platform,text", "", "nama;isi"])
def test_a_table_without_the_columns_is_told_which_are_missing(db, head):
    with pytest.raises(Refused):
        add(ROW, head=head)


def test_columns_that_are_missing_have_a_code_of_their_own(db):
    with pytest.raises(Refused) as refused:
        mentions.add(b"nama,isi\nx,y\n", filename="sebutan.csv", at=MONDAY)
    assert refused.value.code == "no_columns"


# --- as JSON --------------------------------------------------------------------------------------------------------

SAID = {"platform": "X", "author": "@budi", "text": "#lapor lampu mati", "link": "https://x.example/1", "time": 1762}
OTHER = SAID | {"link": "https://x.example/2", "author": None}


def add_json(text, filename="sebutan.json"):
    with transaction.atomic():
        return mentions.add(text.encode(), filename=filename, at=MONDAY)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([SAID, OTHER]),
        "\ufeff" + json.dumps({"type": "mention", "data": [SAID, OTHER]}),
        f"{json.dumps(SAID)}\n\n{json.dumps(OTHER)}\r\n",
    ],
)
def test_json_says_the_same_as_a_table(db, text):
    assert add_json(text, "sebutan.JSONL") == (2, 0)
    assert add_json(text) == (0, 2)
    first, other = map(handling.words_of, IncomingMessage.objects.order_by("pk"))
    assert (first.text, first.link, first.subject) == ("#lapor lampu mati", "https://x.example/1", "X @budi 1762")
    assert other.subject == "X 1762"


def test_a_single_object_is_one_mention(db):
    assert add_json(json.dumps(SAID)) == (1, 0)


# What platforms give out, and how it reads here: words, link, heading.
POSTS = [
    ({"data": [{"id": "1", "username": "budi", "caption": "#lapor lampu", "timestamp": "2026-11-01T03:00:00+0000",
                "permalink": "https://www.instagram.com/p/C1/"}], "paging": {}},
     "#lapor lampu", "https://www.instagram.com/p/C1/", "Instagram budi 2026-11-01T03:00:00+0000"),
    ({"data": [{"id": "1_2", "from": {"name": "Budi", "id": "9"}, "message": "#lapor lampu", "created_time": "2026",
                "permalink_url": "https://www.facebook.com/1/posts/2"}]},
     "#lapor lampu", "https://www.facebook.com/1/posts/2", "Facebook Budi 2026"),
    ({"data": [{"id": "12", "author_id": "7", "text": "#lapor lampu", "created_at": "2026"}],
      "includes": {"users": [{"id": "7", "username": "budi", "name": "Budi"}]}},
     "#lapor lampu", "https://x.com/i/status/12", "X budi 2026"),
    ({"data": [{"id": "12", "author_id": "8", "text": "{id} lampu", "created_at": "2026"}],
      "includes": {"users": [[]]}},
     "{id} lampu", "https://x.com/i/status/12", "X 2026"),
]  # fmt: skip


@pytest.mark.parametrize(("post", "text", "link", "heading"), POSTS)
def test_what_a_platform_gives_out_is_read_as_it_is(db, post, text, link, heading):
    assert add_json(json.dumps(post)) == (1, 0)
    words = handling.words_of(IncomingMessage.objects.get())
    assert (words.text, words.link, words.subject) == (text, link, heading)


@pytest.mark.parametrize(
    ("link", "host", "known"),
    [("https://www.instagram.com/p/1", "www.instagram.com", True), ("https://X.com/i/status/1", "x.com", True),
     ("https://instagram.com.evil.example/p/1", "instagram.com.evil.example", False),
     ("https://instagr\u0430m.com/p/1", "xn--instagrm-76g.com", False), ("https://notx.com/1", "notx.com", False)],
)  # fmt: skip
def test_a_link_is_shown_as_what_it_is(link, host, known):
    assert host_of(link) == host
    assert is_of_a_platform(host) is known


BAD_JSON = [
    # text                                        code             what the sentence names
    ("[", "not_json", "bukan JSON"),
    ("", "no_rows", "satu sebutan pun"),
    ("[]", "no_rows", "satu sebutan pun"),
    ('[["X"]]', "bad_row", "Sebutan 1 bukan objek"),
    (json.dumps([SAID, {"text": "halo"}]), "bad_row", "Sebutan 2: kolom platform kosong"),
    (json.dumps([SAID | {"author": {"name": "budi"}}]), "bad_row", "kolom author bukan tulisan"),
    (json.dumps([{"permalink": [], "caption": {}}]), "bad_row", "Sebutan 1: kolom text kosong"),
    (json.dumps([SAID | {"text": "a\0b"}]), "bad_row", "kolom text berisi karakter"),
    ('[{"platform": "X", "text": "\\ud83d", "link": "https://x.example/1"}]', "bad_row", "kolom text berisi"),
    ("[" * 100_000, "not_json", "bukan JSON"),
    ("9" * 5_000, "not_json", "bukan JSON"),
    (json.dumps([SAID] * 1001), "too_many_rows", "1000"),
    (" " * 10_485_761, "too_large", "10 MB"),
]


@pytest.mark.parametrize(("text", "code", "named"), BAD_JSON)
def test_bad_json_is_refused_with_a_sentence_and_nothing_is_kept(db, text, code, named):
    with pytest.raises(Refused) as refused:
        add_json(text)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert named in refused.value.sentence
    assert not IncomingMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_mentions_at_once_keep_each_once():
    both = [SAID, OTHER | {"author": "@tuti"}]
    results = at_once(lambda: add_json(json.dumps(both)), lambda: add_json(json.dumps(both[::-1])))
    assert sorted(results) == [(0, 2), (2, 0)]
