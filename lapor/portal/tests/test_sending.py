"""Sending a report from the home page: what is taken, once, and what is asked again."""

import re
from datetime import timedelta

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lapor.core.tests.samples import SANGATTA, docx, exif, picture, upload
from lapor.portal import sending
from lapor.reports import actors, attachments, identity, intake, timeline
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


def page(answer):
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def photo(**options):
    return upload(picture(exif=exif(**options)), "jembatan.jpg")


def staged(answer):
    return re.findall(r'name="staged" value="([^"]+)"', page(answer))


def words_of(report):
    return timeline.original(report, by=actors.pin_holder(report.number))


# --- what is taken ---------------------------------------------------------------------------------------------------


def test_the_form_is_the_home_page(client):
    text = page(client.get("/"))
    assert 'name="title"' in text
    assert "Anda langsung mendapat nomor dan PIN" in text


@pytest.mark.parametrize(("tab", "kind"), [("aspirasi", "aspiration"), ("", "complaint"), ("lain", "complaint")])
def test_a_link_opens_the_tab(client, tab, kind):
    assert re.search(rf'value="{kind}"[^>]* checked', page(client.get("/", {"jenis": tab})))


def test_a_report_leads_to_its_receipt(client, written):
    answer = client.post("/", written())
    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/laporan/{report.number}/tanda-terima/")
    assert words_of(report).title == "Jalan berlubang di depan SD 002"
    assert (report.is_anonymous, report.is_secret) == (False, False)


def test_privacy_choices_and_the_reporter_are_kept(client, written):
    client.post("/", written(is_anonymous="on", is_secret="on", name="Rini Astuti", contact="0812 3456 7890"))
    report = Report.objects.get()
    assert (report.is_anonymous, report.is_secret) == (True, True)
    known = identity.seen_by(report, by=actors.pin_holder(report.number), at=MONDAY)
    assert (known.name, known.phone) == ("Rini Astuti", "+6281234567890")


def test_an_aspiration_needs_no_date(client, written):
    client.post("/", written(kind="aspiration", event_date=None))
    assert Report.objects.get().event_date is None


@pytest.mark.usefixtures("country")
def test_area_topic_and_agency_are_chosen_by_name_or_code(client, written):
    client.post(
        "/", written(area="sangatta", region="64.08.04", office="Dinas PU", agency="64.08/pu", category="pu-jalan")
    )
    report = Report.objects.get()
    assert (report.region.code, report.chosen_agency.code, report.category.code) == ("64.08.04", "64.08/pu", "pu-jalan")
    assert report.holder.code == "64.08"


@pytest.mark.usefixtures("country")
def test_a_point_on_the_map_gives_the_region(client, written):
    client.post("/", written(place="", latitude="0.5", longitude="117.5"))
    report = Report.objects.get()
    assert (report.region.code, report.latitude, report.longitude) == ("64.08", 0.5, 117.5)


@pytest.mark.usefixtures("country")
def test_the_place_of_a_photo_is_used_when_offered_and_accepted(client, written):
    client.post("/", written(place="", photo_place="on", files=photo(gps=SANGATTA)))
    report = Report.objects.get()
    assert (round(report.latitude, 1), report.region.code) == (0.5, "64.08")


def test_the_place_of_a_photo_is_not_used_unasked(client, written):
    client.post("/", written(files=photo(gps=SANGATTA)))
    report = Report.objects.get()
    assert report.latitude is None
    assert b"GPS" not in attachments.read(report.attachments.get())


def test_a_signed_in_citizen_owns_the_report_at_once(client, cast, written):
    client.force_login(cast.user("rini"), backend="lapor.accounts.backends.CitizenBackend")
    client.post("/", written())
    assert bytes(Report.objects.get().reporter_tag) == actors.reporter_tag(cast.user("rini"))


# --- once ------------------------------------------------------------------------------------------------------------


def test_the_same_page_sent_again_leads_to_the_same_receipt(client, written):
    words = written()
    first, again = client.post("/", words), client.post("/", words)
    assert first["Location"] == again["Location"]
    assert Report.objects.count() == 1


def test_who_reads_the_record_cannot_send_the_click_again(client, written):
    client.post("/", written())
    click = Report.objects.get().events.get().command_id
    Client().post("/", written(command=str(click)))
    assert Report.objects.count() == 2


def test_a_session_that_was_planted_holds_no_receipt(client, written):
    client.post("/", written())
    planted = client.cookies["sessionid"].value
    answer = client.post("/", written())
    thief = Client(headers={"cookie": f"sessionid={planted}"})
    assert (client.get(answer.url).status_code, thief.get(answer.url).status_code) == (200, 404)


def test_files_with_forms_that_will_not_do_are_counted_too(client, written, monkeypatch):
    monkeypatch.setattr(sending, "MOST_FILES_PER_HOUR", 1)
    client.post("/", written(title="", files=photo()))
    answer = client.post("/", written(title="", files=photo()))
    assert "Terlalu banyak berkas" in page(answer)
    assert staged(answer) == []


def test_each_visit_gets_a_page_of_its_own(client):
    commands = {re.search(r'name="command" value="([^"]+)"', page(client.get("/")))[1] for _ in range(2)}
    assert len(commands) == 2
    assert "no-store" in client.get("/")["Cache-Control"]


def test_a_flood_is_slowed_and_told_when_to_come_back(client, written, monkeypatch):
    monkeypatch.setattr(sending, "MOST_PER_HOUR", 1)
    words = written()
    client.post("/", words)
    answer = client.post("/", written(title="Satu lagi"))
    assert answer.status_code == 429
    assert answer.context["form"].has_error("__all__", "flood")
    assert "Satu lagi" in page(answer)
    assert "satu jam lagi" in page(answer)
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(minutes=59))
    assert client.post("/", words).status_code == 303  # the receipt of the first is still theirs
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(hours=1))
    assert client.post("/", written()).status_code == 303


# --- asked again -----------------------------------------------------------------------------------------------------

REFUSED = {
    "no title": ({"title": ""}, "Beri judul singkat"),
    "no body": ({"body": " \n "}, "Ceritakan apa yang terjadi"),
    "no kind": ({"kind": "gossip"}, "Pilih salah satu"),
    "no date": ({"event_date": None}, "Pilih tanggal kejadian"),
    "a date that is none": ({"event_date": "kemarin"}, "Tanggal ini tidak kami kenali"),
    "a date in the future": ({"event_date": "2026-11-04"}, "tidak bisa di masa depan"),
    "a date long ago": ({"event_date": "0202-01-01"}, "Periksa tahunnya"),
    "the first date there is": ({"event_date": "0001-01-01"}, "Periksa tahunnya"),
    "the last date there is": ({"event_date": "9999-12-31"}, "tidak bisa di masa depan"),
    "no place": ({"place": ""}, "Di mana kejadiannya?"),
    "100,000 characters": ({"body": "a" * 100_000}, "Tulisan ini 100000 huruf"),
    "a NUL": ({"title": "Jalan\0rusak"}, "tidak bisa kami baca"),
    "a NUL in a code": ({"agency": "pusat\0"}, "Pilihan ini tidak kami kenali"),
    "a closed topic": ({"category": "corona"}, "Topik ini sudah ditutup"),
    "a topic that is none": ({"category": "zzz"}, "Topik ini sudah ditutup"),
    "a forged region": ({"area": "x", "region": "99.99"}, "Pilihan ini tidak kami kenali"),
    "a forged agency": ({"office": "x", "agency": "' OR 1=1"}, "Pilihan ini tidak kami kenali"),
    "a forged pin": ({"latitude": "nan", "longitude": "117"}, "Titik di peta tidak terbaca"),
    "half a pin": ({"latitude": "0.5"}, "Titik di peta tidak terbaca"),
    "a pin off the earth": ({"latitude": "91", "longitude": "117"}, "Titik di peta tidak terbaca"),
    "a bad contact": ({"contact": "12"}, "Nomor HP ini tampaknya keliru"),
}


@pytest.mark.parametrize(("said", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_said_and_nothing_is_saved(client, written, said, sentence):
    answer = client.post("/", written(**{"name": "Rini Astuti", **said}))
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert "Rini Astuti" in page(answer)
    assert not Report.objects.exists()


ODD = ["🙏🏽 jembatan roboh", "<script>alert(1)</script>", "Ngoko: “ꦲꦏ꧀ꦱꦫ”", "\u202etxt.exe", "a" * intake.TITLE_LENGTH]


@pytest.mark.parametrize("title", ODD)
def test_odd_but_honest_words_are_taken_to_the_letter(client, written, title):
    answer = client.post("/", written(title=title))
    assert answer.status_code == 303
    assert words_of(Report.objects.get()).title == title


def test_markup_comes_back_as_text(client, written):
    text = page(client.post("/", written(title="<script>alert(1)</script>", body="")))
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


FILES = {
    "PHP named .jpg": (b"<?php echo 1;", "foto.jpg", "bukan foto"),
    "50 megapixels": (picture(7072, 7072), "besar.jpg", "megapiksel"),
    "a zip bomb": (docx({"word/document.xml": "0" * 61 * 1024 * 1024}), "bom.docx", "terlalu besar bila dibuka"),
    "an empty file": (b"", "kosong.jpg", "kosong"),
}


@pytest.mark.parametrize(("content", "name", "sentence"), FILES.values(), ids=FILES.keys())
def test_a_file_that_will_not_do_is_named_and_the_good_one_kept(client, written, content, name, sentence):
    answer = client.post("/", written(files=[photo(), SimpleUploadedFile(name, content)]))
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert len(staged(answer)) == 1
    assert not Report.objects.exists()


def test_accepted_files_wait_while_something_else_is_put_right(client, written):
    words = written(title="")
    tokens = staged(client.post("/", {**words, "files": [photo(), photo()]}))
    client.post("/", {**words, "title": "Jembatan putus", "staged": tokens})
    assert Report.objects.get().attachments.count() == 2


def test_more_than_five_files_are_not_taken_silently(client, written):
    answer = client.post("/", written(files=[photo() for _ in range(6)]))
    assert answer.status_code == 422
    assert "Paling banyak 5 berkas" in page(answer)
    assert len(staged(answer)) == 5


# --- names and emergencies, without a script -------------------------------------------------------------------------


@pytest.mark.usefixtures("country")
def test_looking_up_an_area_offers_choices_and_keeps_everything(client, written):
    answer = client.post("/", written(title="", area="sanggata", find="area", files=photo()))
    text = page(answer)
    assert 'name="region" value="64.08.04"' in text
    assert "Beri judul" not in text  # they are still writing
    assert "Jalan Yos Sudarso berlubang" in text
    assert len(staged(answer)) == 1


@pytest.mark.usefixtures("country")
def test_a_name_that_may_mean_several_is_asked_about_once(client, written):
    words = written(area="sangatta")
    assert "Pilih yang Anda maksud" in page(client.post("/", words))
    client.post("/", {**words, "region": "-"})
    report = Report.objects.get()
    assert (report.region, words_of(report).place) == (None, "Jalan Yos Sudarso, sangatta")


@pytest.mark.usefixtures("country")
def test_a_name_that_means_one_needs_no_choice(client, written):
    client.post("/", written(area="sangatta selatan"))
    assert Report.objects.get().region.code == "64.08.12"


def test_what_sounds_urgent_is_sent_after_112_was_shown(client, written):
    words = written(body="Tolong! Ada kebakaran besar sekarang di pasar")
    answer = client.post("/", words)
    assert 'href="tel:112"' in page(answer)
    assert "Tetap kirim laporan" in page(answer)
    assert not Report.objects.exists()
    assert client.post("/", {**words, "still": "1"}).status_code == 303
