"""All ways to report on one page: only what is open here, and what is said there is what happens."""

from urllib.parse import unquote

import html5lib
import pytest

from lapor.agencies.models import Membership
from lapor.channels import pauses
from lapor.channels.dialogue.commands import Verb, read
from lapor.portal import doors
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.django_db
VERBS = [Verb.FREE, Verb.FREE, Verb.STATUS, Verb.REPLY, Verb.RATE, Verb.WITHDRAW, Verb.HELP]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


@pytest.fixture(autouse=True)
def channels(settings):
    settings.EMBEDDED, settings.SMS_GATEWAY_URL, settings.SMS_SENDER = False, "http://127.0.0.1:1/sendsms", "1708"
    settings.MAIL_IN_ADDRESS = "lapor@lapor.example"
    settings.WHATSAPP_TOKEN = settings.WHATSAPP_PHONE_ID = settings.WHATSAPP_TEMPLATE = "x"
    settings.TELEGRAM_TOKEN, settings.WHATSAPP_NUMBER, settings.TELEGRAM_BOT = "1:x", "628110001708", "lapor_bot"
    return settings


@pytest.fixture
def read_page(client, cast):
    def read_page(**asked):
        answer = client.get("/cara-melapor/", asked)
        html5lib.HTMLParser(strict=True).parse(answer.content.decode())
        return answer

    return read_page


def shown(answer):
    return [door.slug for door in answer.context["doors"]]


def test_every_way_has_its_link(read_page):
    answer = read_page()
    assert shown(answer) == ["web", "sms", "whatsapp", "telegram", "surel"]
    text = answer.content.decode()
    links = (
        "sms:1708",
        "https://wa.me/628110001708",
        "https://t.me/lapor_bot",
        "mailto:lapor@lapor.example",
        "tel:112",
    )
    assert all(f'href="{link}"' in text for link in links)


@pytest.mark.parametrize(
    ("setting", "slug"),
    [
        ("SMS_GATEWAY_URL", "sms"),
        ("WHATSAPP_NUMBER", "whatsapp"),
        ("WHATSAPP_TOKEN", "whatsapp"),
        ("TELEGRAM_BOT", "telegram"),
        ("TELEGRAM_TOKEN", "telegram"),
        ("MAIL_IN_ADDRESS", "surel"),
    ],
)
def test_what_is_not_set_up_is_not_named(read_page, channels, setting, slug):
    setattr(channels, setting, "")
    assert slug not in shown(read_page())


def test_the_examples_are_understood_as_what_they_are_said_to_do(cast, read_page):
    unit = cast.unit("64.08/pu")
    unit.keyword = "JALAN"
    unit.save()
    sms = next(door for door in read_page().context["doors"] if door.slug == "sms")
    assert [read(example.text).verb for example in sms.examples] == VERBS
    begun = [unquote(example.url.partition("body=")[2]) for example in sms.examples if example.url]
    assert begun == [example.text for example in sms.examples if example.url]


def test_a_paused_channel_says_so_without_the_officers_reason(read_page, cast):
    pauses.pause("sms", reason="Gerbang diserang", by=cast.user("vera"), at=MONDAY)
    text = read_page().content.decode()
    assert text.count("Sedang tertunda") == 1
    assert "Gerbang diserang" not in text


def test_desks_are_units_where_somebody_sits_at_one(read_page, cast):
    unit = cast.unit("64.08/perumdam")
    unit.address = "Jalan Yos Sudarso 1, Sangatta"
    unit.save()
    assert [each.code for each in read_page().context["desks"]] == ["64.08/perumdam"]
    assert "Jalan Yos Sudarso 1, Sangatta" in read_page().content.decode()
    Membership.objects.filter(unit=unit).update(valid_until=MONDAY.date())
    assert "Belum ada loket yang terdaftar" in read_page().content.decode()


def test_many_desks_are_found_by_name(read_page, monkeypatch):
    monkeypatch.setattr(doors, "MOST_DESKS", 0)
    assert 'name="q"' in read_page().content.decode()
    monkeypatch.setattr(doors, "MOST_DESKS", 12)
    assert len(read_page(q="perumdam").context["desks"]) == 1
    assert "Tidak ada loket dengan nama itu" in read_page(q="zzzz").content.decode()


@pytest.mark.parametrize("typed", ["\0", "%", "x" * 5000, "💥", "<b>"])
def test_odd_words_find_nothing(read_page, typed):
    assert read_page(q=typed).status_code == 200


def test_the_page_is_the_same_for_everybody_and_linked_from_the_others(read_page, client):
    answer = read_page()
    assert "public" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    assert all('href="/cara-melapor/"' in client.get(page).content.decode() for page in ("/", "/bantuan/", "/lacak/"))


def test_it_costs_the_same_however_many_desks_there_are(read_page, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        read_page()
