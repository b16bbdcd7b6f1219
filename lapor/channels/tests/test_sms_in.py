"""The door for what phones write: only our gateway comes in, and each message once."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels.incoming import Words
from lapor.channels.models import Correspondent, IncomingMessage

DOOR = "/channels/sms/kannel/"
RINI = "+6281234567890"
pytestmark = pytest.mark.django_db


@pytest.fixture(params=["bearerbox", "smsbox"])
def post(request, client, settings):
    """Hand us a message as one of Kannel's programs does; the status of our answer."""
    settings.SMS_INCOMING_PASSWORD = "sandi"
    hand = {"bearerbox": ask, "smsbox": post_text}[request.param]

    def post(text="Jalan rusak", *, name="a-1", sender=RINI, key="sandi", coding="0", udh="", **more):
        octets = text if isinstance(text, bytes) else text.encode("utf-16-be" if coding == "2" else "utf-8")
        response = hand(client, f"{DOOR}?k={key}&id={name}", octets, sender=sender, coding=coding, udh=udh, **more)
        assert response.status_code != 200 or (response.content == b"OK" and not response.cookies)
        return response.status_code

    return post


def ask(client, address, octets, *, sender, coding, udh, **more):
    told = urlencode({"from": sender, "coding": coding, "text": octets})
    return client.get(f"{address}&{told}&header={udh}", **more)


def post_text(client, address, octets, *, sender, coding, udh, **more):
    charset = "UTF-16BE" if coding == "2" else "UTF-8"
    headers = {"X-Kannel-From": sender, "X-Kannel-Coding": coding, "X-Kannel-UDH": udh}
    return client.generic("POST", address, octets, f'text/plain; charset="{charset}"', headers=headers, **more)


def words():
    return Words.unseal(IncomingMessage.objects.latest("pk").content_ciphertext)


def jobs_of(message):
    """Other tests that really commit leave jobs behind."""
    return ProcrastinateJob.objects.filter(
        task_name="lapor.channels.tasks.understand", args={"message_id": message.pk}, lock__isnull=False
    )


def test_a_message_is_kept_with_one_job_before_we_say_so(post):
    assert post() == 200
    message = IncomingMessage.objects.get()
    assert (message.channel, message.external_id, message.state) == ("sms", "a-1", "new")
    assert words().text == "Jalan rusak"
    [job] = jobs_of(message)
    assert (job.args, job.lock) == ({"message_id": message.pk}, f"correspondent {message.correspondent_id}")


def test_a_message_that_is_posted_again_is_kept_once(post):
    assert [post(), post(), post()] == [200] * 3
    assert len(jobs_of(IncomingMessage.objects.get())) == 1


@pytest.mark.parametrize(
    "wrong", [{"key": ""}, {"key": "salah"}, {"name": ""}, {"name": "x" * 61}, {"name": "a%00b"},
              {"REMOTE_ADDR": "10.0.0.5"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}]
)  # fmt: skip
def test_nobody_else_comes_in(post, wrong):
    assert post(**wrong) == 404
    assert not IncomingMessage.objects.exists()


def test_without_a_password_of_ours_nobody_comes_in(post, settings):
    settings.SMS_INCOMING_PASSWORD = ""
    assert post(key="") == 404


def test_nothing_else_can_be_done_at_the_door(client):
    assert client.put(DOOR).status_code == 405


def test_a_message_costs_three_statements(post, django_assert_num_queries):
    post()
    with django_assert_num_queries(5):  # with the beginning and the end of the transaction, here savepoints
        post(name="a-2")


def test_nothing_of_a_message_can_be_read_in_the_database(post):
    post("Rahasia sekali")
    with connection.cursor() as cursor:
        for table in (IncomingMessage, Correspondent):
            cursor.execute(f"SELECT t::text FROM {table._meta.db_table} t")
            row = cursor.fetchone()[0]
            assert b"Rahasia".hex() not in row
            assert "81234567890" not in row


def test_letters_beyond_the_alphabet_arrive(post):
    assert post("Jalan 👍 дом", coding="2") == 200
    assert words().text == "Jalan 👍 дом"


@pytest.mark.parametrize("coding", ["0", "1", "2", "9", ""])
@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"\xd8", b"a\0b", b"x" * 50_000])
def test_whatever_comes_is_kept(post, coding, body):
    assert post(body, coding=coding) == 200


@pytest.mark.parametrize("sender", ["INFO", "0812LAPORKU", "62812LAPORAN", "INFO 081234567890", "tel:081234567890"])
def test_a_sender_that_is_no_number_is_kept_without_one(post, sender):
    assert post("Promo", sender=sender) == 200
    assert (IncomingMessage.objects.get().correspondent, words().subject) == (None, f"nameless {sender}")


def test_one_phone_is_one_correspondent(post):
    post()
    post(name="a-2", sender="081234567890")
    assert Correspondent.objects.count() == 1


@pytest.mark.parametrize(
    ("udh", "piece"),
    [("%05%00%03%07%03%01", "piece 1/3"), ("%06%08%04%00%07%03%02", "piece 2/3"),
     ("%0B%05%04%15%82%00%00%00%03%07%02%02", "piece 2/2"), ("%06%05%04%15%82%00%00", ""), ("zz%", ""), ("%05%00", ""),
     ("%05%00%03%C8%03%02", "piece 2/3"), ("", "")],
)  # fmt: skip
def test_a_piece_of_a_long_message_is_known_by_its_header(post, udh, piece):
    assert post("a", udh=udh) == 200
    assert words().subject == piece
