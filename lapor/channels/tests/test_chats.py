"""The talk in WhatsApp and Telegram: photos and places on the map in it, and everything that can't be read."""

import json
import logging
from datetime import timedelta

import pytest

from lapor.channels import pauses, sending, understanding
from lapor.channels.chat import media
from lapor.channels.dialogue import talk
from lapor.channels.models import IncomingMessage, OutgoingMessage, SentFile
from lapor.core.tests import samples
from lapor.notifications.people import reporter_of
from lapor.regions import boundaries
from lapor.regions.models import Region
from lapor.reports import actors, holding, identity, timeline
from lapor.reports.lifecycle import Channel
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.testing.chatters import SECRET, TelegramUser, WhatsAppUser
from lapor.testing.country import settled
from lapor.testing.message_apps import whatsapp_error

pytestmark = pytest.mark.django_db
HOLE = "Jalan Yos Sudarso berlubang sedalam lutut."
HERE, FAR_OUT, SINGAPORE = (0.5, 117.5), (-12.0, 100.0), (1.35, 103.8)


@pytest.fixture
def clock(monkeypatch):
    """The doors' clock; `clock[0]` may be moved on."""
    now = [MONDAY]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return now


@pytest.fixture
def land(cast):
    """Kutai Timur with a boundary."""
    for _ in settled():
        yield Region.objects.get(code="64.08")


@pytest.fixture(params=[WhatsAppUser, TelegramUser])
def rini(request, client, apps, cast, clock):
    return request.param(client, apps)


@pytest.fixture
def hear(apps, clock):
    """The worker understands what came and carries what we say; the texts that arrived."""

    def hear():
        before = len(apps.received)
        for message in IncomingMessage.objects.filter(state="new").order_by("pk"):
            understanding.understand(message.pk, at=clock[0])
        assert not IncomingMessage.objects.filter(reason="fault").exists()
        for channel in ("whatsapp", "telegram"):
            sending.send(channel, at=clock[0])
        return [text_of(said) for said in apps.received[before:]]

    return hear


def text_of(said):
    if said.get("type") == "template":
        return said["template"]["components"][0]["parameters"][0]["text"]
    return said["text"]["body"] if "type" in said else said["text"]


def the_report():
    return Report.objects.get()


def told(report):
    """The reporter's own words since the report began, and how many files there are."""
    entries = timeline.entries(report, by=actors.pin_holder(report.number))
    return [entry.text for entry in entries if entry.text], report.attachments.count()


def state():
    message = IncomingMessage.objects.latest("pk")
    return message.state, message.reason


# --- photos -----------------------------------------------------------------------------------------------------------


def test_a_photo_with_words_under_it_is_a_report(rini, hear):
    rini.sends_photo(samples.picture(), HOLE)
    [receipt] = hear()
    report = the_report()
    assert f"Laporan {report.number} kami terima. PIN " in receipt
    assert (report.channel, report.attachments.count(), report.is_anonymous) == (Channel.CHAT, 1, True)


def test_a_photo_alone_makes_no_report_until_somebody_says_what_it_is_about(rini, hear):
    rini.sends_photo(samples.picture())
    assert "Apa yang terjadi?" in hear()[0]
    assert (Report.objects.count(), state()) == (0, ("waiting", "wordless"))
    rini.writes(HOLE)
    assert "kami terima" in hear()[0]
    assert (the_report().attachments.count(), IncomingMessage.objects.filter(state="waiting").count()) == (1, 0)


def test_a_photo_that_waits_is_kept_and_goes_into_the_report_though_its_company_forgot_it(rini, hear, apps):
    rini.sends_photo(samples.picture())
    hear()
    assert SentFile.objects.get().message == IncomingMessage.objects.get(state="waiting")
    apps.files.clear()
    rini.writes(HOLE)
    assert len(hear()) == 1
    assert the_report().attachments.count() == 1


def test_of_an_album_only_the_first_photo_is_asked_about_and_all_of_it_is_kept(rini, hear):
    for width in (100, 101, 102):
        rini.sends_photo(samples.picture(width))
    assert len(hear()) == 1
    rini.writes(HOLE)
    hear()
    assert the_report().attachments.count() == 3


def test_an_album_with_words_under_its_first_photo_is_one_report_with_one_answer(rini, hear):
    rini.sends_photo(samples.picture(100), HOLE)
    rini.sends_photo(samples.picture(101))
    rini.sends_photo(samples.picture(102))
    assert len(hear()) == 1
    assert the_report().attachments.count() == 3


def test_a_photo_after_the_report_is_added_to_it_and_the_question_stays(rini, hear, clock):
    rini.writes(HOLE)
    hear()
    clock[0] += timedelta(minutes=2)
    rini.sends_photo(samples.picture())
    assert "Keterangan Anda masuk ke laporan" in hear()[0]
    rini.writes("Depan SD 002")
    assert "Instansi mana yang dituju?" in hear()[0]
    assert told(the_report()) == (["Berkas terlampir.", "Depan SD 002"], 1)


def test_a_photo_answers_what_the_report_waits_for(rini, hear, cast):
    rini.writes(HOLE)
    hear()
    holding.hold(the_report().number, question="Ada fotonya?", by=cast.vera, at=MONDAY)
    rini.sends_photo(samples.picture())
    assert "laporan dilanjutkan" in hear()[0]
    assert (the_report().state, the_report().attachments.count()) == ("submitted", 1)


def test_a_photo_while_an_answer_waits_is_asked_about_and_kept_meanwhile(rini, hear, cast):
    report = cast.answered(channel=Channel.CHAT, chat="telegram 1035597319")
    rini.sends_photo(samples.picture())
    assert "BELUM beres" in hear()[0]
    rini.writes("ya")
    assert "laporan dilanjutkan" in hear()[0]
    report.refresh_from_db()
    assert (report.state, report.attachments.count()) == ("in_progress", 1)


def test_or_nobody_knows_yet_what_it_is_about(rini, hear, cast):
    cast.answered(channel=Channel.CHAT, chat="telegram 1035597319")
    rini.sends_photo(samples.picture())
    hear()
    rini.writes("tidak")
    assert "Apa yang terjadi?" in hear()[0]
    rini.writes("Lampu jalan di gang kami mati semua sejak kemarin malam.")
    assert "Maksud Anda laporan" in hear()[0]  # the answer still waits: in doubt it is asked again
    rini.writes("tidak")
    hear()
    assert Report.objects.latest("pk").attachments.count() == 1


def test_a_file_that_cannot_be_kept_is_named_and_the_words_count(rini, hear):
    rini.sends_photo(b"MZ" + b"\0" * 100, HOLE)
    receipt, why = hear()
    assert (f"Laporan {the_report().number} kami terima" in receipt, "dapat kami terima" in why) == (True, True)
    assert the_report().attachments.count() == 0


def test_a_file_that_is_too_large_is_not_even_fetched(client, apps, cast, clock, hear):
    apps.files["x"] = b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024)
    WhatsAppUser(client, apps).sends("document", {"id": "x", "caption": HOLE, "filename": "besar.pdf"})
    assert "lebih dari 10 MB" in hear()[1]
    TelegramUser(client, apps).sends(document={"file_id": "x"}, caption=f"{HOLE} Dalam sekali.")
    assert "lebih dari 10 MB" in hear()[1]


def test_a_file_alone_that_cannot_be_kept_is_answered_and_a_person_looks(rini, hear):
    rini.sends_photo(b"MZ" + b"\0" * 100)
    assert "dapat kami terima" in hear()[0]
    assert (Report.objects.count(), state()) == (0, ("waiting", "only_files"))


def test_a_file_that_cannot_be_had_now_is_asked_for_again_for_an_hour(rini, hear, apps, clock, caplog):
    rini.sends_photo(samples.picture(), HOLE)
    apps.answers = [(503, {})]
    with caplog.at_level(logging.WARNING):
        assert hear() == []
    assert state() == ("new", "")
    apps.answers, clock[0] = [(503, {})], MONDAY + timedelta(hours=1)
    receipt, why = hear()
    assert (the_report().attachments.count(), "Mohon kirim lagi" in why) == (0, True)


def test_a_file_is_fetched_once_it_can_be_had(rini, hear, apps):
    rini.sends_photo(samples.picture(), HOLE)
    apps.answers = [(503, {})]
    assert hear() == []
    assert len(hear()) == 1
    assert the_report().attachments.count() == 1


def test_nothing_is_fetched_while_the_channel_stands_still(rini, hear, apps, cast):
    pauses.pause("whatsapp", reason="Gangguan.", by=cast.user("Vera"), at=MONDAY)
    pauses.pause("telegram", reason="Gangguan.", by=cast.user("Vera"), at=MONDAY)
    rini.sends_photo(samples.picture(), HOLE)
    apps.files.clear()
    assert hear() == []
    assert state() == ("new", "")


def test_our_token_goes_only_to_where_meta_keeps_photos(client, apps, cast, clock, hear, settings):
    settings.WHATSAPP_MEDIA_ORIGINS = ["https://lookaside.fbsbx.com"]
    WhatsAppUser(client, apps).sends_photo(samples.picture(), HOLE)
    receipt, why = hear()
    assert (the_report().attachments.count(), "Mohon kirim lagi" in why) == (0, True)


# --- places on the map ------------------------------------------------------------------------------------------------


def test_a_place_on_the_map_answers_where_it_happened(rini, hear, land):
    rini.writes(HOLE)
    hear()
    rini.sends_location(*HERE)
    assert "Instansi mana yang dituju?" in hear()[0]
    report = the_report()
    assert (report.region, report.latitude, report.longitude) == (land, *HERE)
    assert ("place" in report.missing, told(report)[0]) == (False, ["0.50000, 117.50000"])


@pytest.mark.parametrize("point", [FAR_OUT, SINGAPORE])
@pytest.mark.parametrize("bounds", [True, False])
def test_a_pin_in_the_sea_or_abroad_is_no_place_and_the_question_stays(rini, hear, land, point, bounds):
    if not bounds:
        boundaries.Boundary.objects.all().delete()
        point = (1.35, 80.0)
    rini.writes(HOLE)
    hear()
    rini.sends_location(*point)
    assert "di laut atau di luar Indonesia" in hear()[0]
    report = the_report()
    assert (report.latitude, report.region, "place" in report.missing) == (None, None, True)
    rini.writes("Sangatta Utara")
    assert "Jawaban Anda kami catat" in hear()[0]


def test_a_place_alone_is_asked_about_and_goes_into_the_report(rini, hear, land):
    rini.sends_location(*HERE)
    assert "Apa yang terjadi?" in hear()[0]
    rini.writes(HOLE)
    assert hear()[0].endswith("Instansi mana yang dituju? Balas namanya, atau TIDAK bila tidak tahu.")
    report = the_report()
    assert (report.region, report.latitude) == (land, 0.5)
    rini.writes("Balikpapan")
    assert "diperiksa Pemerintah Kota Balikpapan" in hear()[0]


def test_a_place_after_the_questions_is_still_put_on_the_map(rini, hear, land):
    for text in (HOLE, "Depan SD 002", "tidak"):
        rini.writes(text)
        hear()
    rini.sends_location(*HERE)
    hear()
    assert the_report().latitude == 0.5


def test_what_a_place_is_called_is_kept_with_it(client, apps, cast, clock, hear, land):
    rini = WhatsAppUser(client, apps)
    rini.writes(HOLE)
    hear()
    rini.sends_location(*HERE, name="SD 002", address="Jl. Yos Sudarso")
    hear()
    assert told(the_report())[0] == ["SD 002, Jl. Yos Sudarso (0.50000, 117.50000)"]


def test_a_venue_of_telegram_is_a_place_with_its_name(client, apps, cast, clock, hear, land):
    rini = TelegramUser(client, apps)
    rini.writes(HOLE)
    hear()
    here = {"latitude": 0.5, "longitude": 117.5}
    rini.sends(location=here, venue={"location": here, "title": "SD 002", "address": "Jl. Yos Sudarso"})
    hear()
    assert told(the_report())[0] == ["SD 002, Jl. Yos Sudarso (0.50000, 117.50000)"]


# --- what can't be read -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "inside", "answer"),
    [("audio", {"id": "1", "voice": True}, "mendengarkan suara"), ("sticker", {"id": "1"}, "tidak bisa kami baca"),
     ("contacts", [{"name": {}}], "tidak bisa kami baca"), ("order", {}, "tidak bisa kami baca"),
     ("unsupported", {"type": "poll_creation"}, "tidak bisa kami baca"), ("interactive", {}, "tidak bisa kami baca")],
)  # fmt: skip
def test_what_whatsapp_has_beside_words_is_answered_politely(client, apps, cast, clock, hear, kind, inside, answer):
    WhatsAppUser(client, apps).sends(kind, inside)
    [said] = hear()
    assert answer in said
    assert (Report.objects.count(), state()) == (0, ("done", ""))


@pytest.mark.parametrize(
    ("inside", "answer"),
    [({"voice": {"file_id": "1"}}, "mendengarkan suara"), ({"sticker": {"file_id": "1"}}, "tidak bisa kami baca"),
     ({"kind": "edited_message", "text": HOLE}, "Tulis perubahannya sebagai pesan baru")],
)  # fmt: skip
def test_what_telegram_has_beside_words_is_answered_politely(client, apps, cast, clock, hear, inside, answer):
    rini = TelegramUser(client, apps)
    update = rini.update(**inside)
    rini.client.post("/channels/telegram/", json.dumps(update), "application/json",
                     headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})  # fmt: skip
    [said] = hear()
    assert answer in said
    assert Report.objects.count() == 0


def test_a_voice_in_between_leaves_our_question_open(rini, hear):
    rini.writes(HOLE)
    hear()
    rini.sends("audio", {"id": "1"}) if isinstance(rini, WhatsAppUser) else rini.sends(voice={"file_id": "1"})
    assert "mendengarkan suara" in hear()[0]
    rini.writes("Depan SD 002")
    assert "Instansi mana" in hear()[0]


@pytest.mark.parametrize("text", ["/start", "/start@lapor_bot", "/start aduan", "/help", "/bantuan"])
def test_the_first_word_in_telegram_is_answered_with_help(client, apps, cast, clock, hear, text):
    TelegramUser(client, apps).writes(text)
    assert "Tulis apa yang terjadi" in hear()[0]
    assert Report.objects.count() == 0


def test_stickers_without_end_are_not_answered_without_end(client, apps, cast, clock, hear):
    rini = TelegramUser(client, apps)
    for _ in range(23):
        rini.sends(sticker={"file_id": "1"})
    assert len(hear()) == 21


# --- who it was -------------------------------------------------------------------------------------------------------


def test_who_hides_the_number_can_report_and_is_answered(client, apps, cast, clock, hear):
    rini = WhatsAppUser(client, apps, number="")
    rini.writes(HOLE)
    assert "kami terima" in hear()[0]
    assert apps.received[-1]["recipient"] == rini.user_id
    assert identity.for_telling(the_report()).chat == f"whatsapp {rini.user_id}"


def test_the_same_number_is_the_same_person_by_sms_and_by_whatsapp(client, apps, cast, clock, hear):
    report = cast.submitted(channel=Channel.SMS)
    WhatsAppUser(client, apps).writes(f"STATUS {report.number}")
    assert "Belum terverifikasi" in hear()[0]


def test_the_report_of_another_account_looks_like_none(client, apps, cast, clock, hear):
    report = cast.submitted(channel=Channel.CHAT, phone="", chat="telegram 7")
    TelegramUser(client, apps).writes(f"STATUS {report.number}")
    assert "tidak cocok dengan pengirim pesan ini" in hear()[0]


def test_notices_go_where_the_report_came_from(rini, hear):
    rini.writes(HOLE)
    hear()
    [way, *_others] = reporter_of(the_report()).ways
    expected = ("whatsapp", "+6281234567890") if isinstance(rini, WhatsAppUser) else ("telegram", "1035597319")
    assert (way.channel, way.to) == expected


# --- what we say in WhatsApp ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "kind"), [(timedelta(hours=23), "text"), (timedelta(hours=24), "template")])
def test_a_day_after_somebody_wrote_only_the_template_is_left(client, apps, cast, clock, hear, later, kind):
    WhatsAppUser(client, apps).writes("bantuan")
    for message in IncomingMessage.objects.filter(state="new"):
        understanding.understand(message.pk, at=MONDAY)
    clock[0] = MONDAY + later
    hear()
    assert [said["type"] for said in apps.received] == [kind]


def test_where_meta_counts_the_day_otherwise_the_template_goes(client, apps, cast, clock, hear):
    WhatsAppUser(client, apps).writes("bantuan")
    apps.answers = [(400, whatsapp_error(131047, "Re-engagement message"))]
    assert len(hear()) == 1
    assert (apps.received[0]["type"], OutgoingMessage.objects.get().state) == ("template", "sent")


def test_the_files_of_a_flood_are_not_fetched(rini, hear, monkeypatch):
    fetched = []
    for channel in media.FETCH:
        monkeypatch.setitem(media.FETCH, channel, lambda name: fetched.append(name) or b"MZ")
    for _ in range(talk.MESSAGES + 5):
        rini.sends_photo(b"MZ")
    hear()
    assert len(fetched) == talk.MESSAGES
    assert IncomingMessage.objects.filter(state="new", reason="flood").count() == 5
