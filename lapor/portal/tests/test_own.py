"""What reporters see of their own reports, and everything they answer there."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from lapor.portal import errands
from lapor.reports import actors, closing, holding, referral, response
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + DAY)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


@pytest.fixture
def rini(client, cast):
    """Rini's browser: she is signed in, and what she sends as `actors.citizen` is hers."""
    client.force_login(cast.user("rini"), backend="lapor.accounts.backends.CitizenBackend")
    return client


def holder_of_pin(*reports):
    client = Client()
    session = client.session
    session["reports"] = [report.number for report in reports]
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def page(answer):
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def path(report, slug=""):
    return f"/saya/{report.number}/{slug}/" if slug else f"/saya/{report.number}/"


def do(client, report, slug, **said):
    """Fill in the form of an errand as its page shows it, and send it."""
    shown = client.get(path(report, slug)).context
    hidden = {"command": shown["command"], "seen": shown["report"].seq}
    return client.post(path(report, slug), {**hidden, **said})


def fresh(report):
    return Report.objects.get(pk=report.pk)


def photo(name="lubang.jpg"):
    content = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


# --- seeing ----------------------------------------------------------------------------------------------------------


def test_the_list_holds_what_the_account_sent_and_what_the_pin_opened(rini, cast):
    sent = cast.submitted(by=actors.citizen(cast.user("rini")))
    opened, foreign = cast.submitted(), cast.submitted()
    session = rini.session
    session["reports"] = [opened.number]
    session.save()
    text = page(rini.get("/saya/"))
    assert path(sent) in text
    assert path(opened) in text
    assert path(foreign) not in text


def test_an_empty_list_says_what_to_do(client, cast):
    text = page(client.get("/saya/"))
    assert "Anda belum masuk" in text
    assert "Belum ada laporan di sini" in text


def test_the_list_is_paged_and_costs_the_same_for_two_as_for_four(rini, cast, monkeypatch):
    by = actors.citizen(cast.user("rini"))
    for _ in range(2):
        cast.submitted(by=by)
    with CaptureQueriesContext(connection) as few:
        rini.get("/saya/")
    for _ in range(2):
        cast.submitted(by=by)
    with CaptureQueriesContext(connection) as more:
        assert len(rini.get("/saya/").context["cards"]) == 4
    assert len(more) == len(few)
    monkeypatch.setattr("lapor.portal.own.SIZE", 3)
    first = rini.get("/saya/")
    second = rini.get("/saya/" + first.context["older"])
    assert [len(answer.context["cards"]) for answer in (first, second)] == [3, 1]


@pytest.mark.parametrize("is_secret", [False, True])
def test_reporters_read_their_own_words_and_what_is_kept_from_the_public(cast, is_secret):
    report = cast.answered(is_secret=is_secret)
    response.reply(report.number, text="Masih berlubang", by=actors.pin_holder(report.number), at=MONDAY)
    answer = holder_of_pin(report).get(path(report))
    text = page(answer)
    for words in ("sedalam lutut", "Masih berlubang", "Dinas Pekerjaan Umum Kutai Timur"):
        assert words in text
    assert "no-store" in answer["Cache-Control"]


def test_notes_of_officers_stay_with_them(cast):
    report = cast.referred()
    referral.give_back(report.number, reason="Pelapor ini rewel", by=cast.otto, at=MONDAY)
    assert "rewel" not in page(holder_of_pin(report).get(path(report)))


def test_a_divided_report_is_one_in_the_list_and_its_parts_are_on_its_page(cast):
    report = cast.referred()
    asked = [referral.PartFor(cast.unit(code), "Kerjakan") for code in ("64.08/pu", "64.08/perumdam")]
    parts = referral.split(report.number, parts=asked, by=cast.arif, at=MONDAY)
    client = holder_of_pin(report)
    assert len(client.get("/saya/").context["cards"]) == 1
    assert all(f'id="bagian-{part.number}"' in page(client.get(path(report))) for part in parts)
    assert "sedalam lutut" in page(client.get(path(parts[0])))


def test_a_part_is_answered_by_the_reporter_of_the_whole(cast):
    report = cast.referred()
    asked = [referral.PartFor(cast.unit(code), "Kerjakan") for code in ("64.08/pu", "64.08/perumdam")]
    part = referral.split(report.number, parts=asked, by=cast.arif, at=MONDAY)[0]
    response.answer(part.number, cast.solved(), by=cast.otto, at=MONDAY)
    do(holder_of_pin(report), part, "nilai", rating="4")
    assert fresh(part).state == State.CLOSED


# --- answering -------------------------------------------------------------------------------------------------------


def test_what_officers_ask_for_stands_on_top_and_is_answered_there(cast):
    report = cast.referred()
    holding.hold(report.number, question="Di kilometer berapa?", by=cast.otto, at=MONDAY)
    client = holder_of_pin(report)
    text = page(client.get(path(report)))
    assert "Menunggu data dari Anda." in text
    assert text.index("Di kilometer berapa?") < text.index("Yang Anda tulis")
    answer = do(client, report, "lengkapi", text="Kilometer 3", files=[photo(), photo("dua.jpg")])
    assert answer.url == path(report)
    assert fresh(report).state == State.REFERRED
    text = page(client.get(path(report)))
    assert "Kilometer 3" in text
    assert "foto 2.jpg" in text


@pytest.mark.parametrize(
    ("rating", "state", "holder"),
    [("5", State.CLOSED, "64.08/pu"), ("3", State.CLOSED, "64.08/pu"), ("2", State.IN_PROGRESS, "64.08")],
)
def test_a_rating_closes_the_report_or_takes_it_one_level_up(cast, rating, state, holder):
    report = cast.answered()
    client = holder_of_pin(report)
    text = page(client.get(path(report)))
    assert "Sudah beres?" in text
    assert "naik ke <strong>Pemerintah Kabupaten Kutai Timur</strong>" in text
    do(client, report, "nilai", rating=rating, text="Sudah rata")
    assert (fresh(report).state, fresh(report).holder.code) == (state, holder)


@pytest.mark.parametrize(
    ("slug", "said"), [("tanggapi", {"text": "Masih berlubang"}), ("bantah", {"text": "Tidak benar"})]
)
def test_an_answer_that_settles_nothing_is_taken_up_again(cast, slug, said):
    report = cast.answered()
    assert do(holder_of_pin(report), report, slug, **said).status_code == 302
    assert fresh(report).state == State.IN_PROGRESS


@pytest.mark.parametrize("slug", ["buka-lagi", "bantah"])
def test_a_closed_report_can_be_taken_up_again_within_sixty_days(cast, monkeypatch, slug):
    report = cast.answered()
    closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=MONDAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + 61 * DAY)
    client = holder_of_pin(report)
    assert path(report, slug) not in page(client.get(path(report)))
    assert client.post(path(report, slug), {"text": "Berlubang lagi"}).status_code == 409
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + 59 * DAY)
    assert path(report, slug) in page(client.get(path(report)))
    do(client, report, slug, text="Berlubang lagi")
    assert fresh(report).state == State.IN_PROGRESS


def test_withdrawing_is_asked_first(cast):
    report = cast.referred()
    client = holder_of_pin(report)
    assert "tidak bisa dibatalkan" in page(client.get(path(report, "tarik")))
    assert fresh(report).state == State.REFERRED
    do(client, report, "tarik")
    assert (fresh(report).state, fresh(report).archive_reason) == (State.ARCHIVED, "withdrawn")


def test_more_can_be_hidden_and_the_consent_to_hide_less_is_recorded(cast):
    report = cast.referred()
    client = holder_of_pin(report)
    do(client, report, "rahasiakan", anonymous="on", secret="on")
    assert (fresh(report).is_anonymous, fresh(report).is_secret, fresh(report).is_public) == (True, True, False)
    assert path(report, "rahasiakan") not in page(client.get(path(report)))
    do(client, report, "izinkan")
    assert fresh(report).privacy_consent_at == MONDAY + DAY


def test_hiding_nothing_is_told(cast):
    report = cast.submitted()
    answer = do(holder_of_pin(report), report, "rahasiakan")
    assert answer.status_code == 422
    assert "sudah dirahasiakan seperti itu" in page(answer)


def test_a_report_opened_by_pin_is_linked_to_the_account_after_signing_in(cast):
    report = cast.submitted()
    client = holder_of_pin(report)
    assert client.get(path(report, "hubungkan")).url == f"/masuk/?next={path(report, 'hubungkan')}"
    client.force_login(cast.user("rini"), backend="lapor.accounts.backends.CitizenBackend")
    do(client, report, "hubungkan")
    elsewhere = Client()
    elsewhere.force_login(cast.user("rini"), backend="lapor.accounts.backends.CitizenBackend")
    assert path(report) in page(elsewhere.get("/saya/"))


def test_only_what_the_life_cycle_allows_is_offered(cast):
    report = cast.submitted()
    shown = page(holder_of_pin(report).get(path(report)))
    offered = {slug for slug in errands.BY_SLUG if path(report, slug) in shown}
    assert offered == {"tambah", "tarik", "rahasiakan", "hubungkan"}


def test_an_errand_that_is_not_offered_leads_back_to_the_report(cast):
    report = cast.submitted()
    assert holder_of_pin(report).get(path(report, "nilai")).url == path(report)


# --- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{}, {"rating": "0"}, {"rating": "6"}, {"rating": "lima"}, {"rating": "3\0"}])
def test_a_rating_that_is_none_is_told_beside_the_field(cast, said):
    report = cast.answered()
    answer = do(holder_of_pin(report), report, "nilai", text="Sudah rata", **said)
    assert answer.status_code == 422
    assert "Pilih nilai 1 sampai 5." in page(answer)
    assert "Sudah rata" in page(answer)


@pytest.mark.parametrize(("rating", "text"), [("1", ""), ("2", "   ")])
def test_who_is_not_content_is_asked_for_a_word_and_keeps_the_rating(cast, rating, text):
    report = cast.answered()
    answer = do(holder_of_pin(report), report, "nilai", rating=rating, text=text)
    assert answer.status_code == 422
    assert "Tulis singkat apa yang belum beres" in page(answer)
    assert re.search(rf'value="{rating}"[^>]*checked', page(answer))
    assert fresh(report).state == State.ANSWERED


@pytest.mark.parametrize("text", ["", "   ", "a" * 5001, "lubang\0"])
def test_words_that_cannot_be_kept_are_told_and_nothing_is_saved(cast, text):
    report = cast.answered()
    answer = do(holder_of_pin(report), report, "tanggapi", text=text)
    assert answer.status_code == 422
    assert "Perlu diperbaiki" in answer.content.decode()
    assert fresh(report).state == State.ANSWERED


def test_a_file_that_is_something_else_is_told_and_the_words_stay(cast):
    report = cast.answered()
    php = SimpleUploadedFile("lubang.jpg", b"<?php phpinfo();", "image/jpeg")
    answer = do(holder_of_pin(report), report, "tanggapi", text="Masih berlubang", files=[php])
    assert answer.status_code == 422
    assert "lubang.jpg" in page(answer)
    assert "Masih berlubang" in page(answer)
    assert fresh(report).state == State.ANSWERED


def test_an_old_page_is_told_what_happened_since_and_keeps_what_was_typed(cast):
    report = cast.in_progress()
    client = holder_of_pin(report)
    seen = fresh(report).seq
    response.follow_up(report.number, text="Alat berat sudah tiba.", by=cast.otto, at=MONDAY)
    answer = client.post(path(report, "tarik"), {"command": uuid4(), "seen": seen, "text": "Tidak jadi"})
    assert answer.status_code == 409
    for words in ("berubah sejak Anda membukanya", "Alat berat sudah tiba.", "Tidak jadi"):
        assert words in page(answer)
    again = client.post(path(report, "tarik"), {"command": uuid4(), "seen": answer.context["report"].seq})
    assert again.status_code == 302


def test_a_step_that_came_too_late_is_told_with_the_typed_text(cast):
    report = cast.answered()
    client = holder_of_pin(report)
    closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=MONDAY)
    answer = client.post(path(report, "tanggapi"), {"text": "Masih berlubang"})
    assert answer.status_code == 409
    assert "Masih berlubang" in page(answer)


def test_a_click_that_arrives_twice_is_done_once_and_both_times_well(cast):
    report = cast.answered()
    client = holder_of_pin(report)
    click = {"command": uuid4(), "seen": fresh(report).seq, "text": "Masih berlubang"}
    answers = [client.post(path(report, "tanggapi"), click) for _ in range(2)]
    assert [answer.url for answer in answers] == [path(report)] * 2
    assert report.events.filter(action="reply").count() == 1


def test_forms_without_their_token_are_refused(cast):
    report = cast.answered()
    client = Client(enforce_csrf_checks=True)
    client.cookies = holder_of_pin(report).cookies
    assert client.post(path(report, "tarik")).status_code == 403
    assert fresh(report).state == State.ANSWERED
