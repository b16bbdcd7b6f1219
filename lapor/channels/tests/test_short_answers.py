"""What people answer who answer shortly, or not at all: at most two questions, never silence, in doubt a person."""

from datetime import timedelta

import pytest

from lapor.channels.models import IncomingMessage
from lapor.reports import actors, closing, fixing, timeline
from lapor.reports.lifecycle import Channel, State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

HOLE = "Jalan Yos Sudarso berlubang sedalam lutut."
LATER = MONDAY + timedelta(weeks=4, hours=1)
pytestmark = pytest.mark.django_db


def the_report():
    return Report.objects.latest("pk")


def said_of_it():
    report = the_report()
    return [entry.text for entry in timeline.entries(report, by=actors.phone(report.number)) if entry.text]


def asked_whether_fixed(cast):
    report = cast.answered(channel=Channel.SMS)
    closing.accept(report.number, rating=4, by=actors.phone(report.number), at=MONDAY)
    fixing.ask(at=LATER)


# --- "Di mana?" -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["kan udah dibilang", "gatau", "ga tau pak", "embuh", "tidak", "sudah di atas"])
def test_who_cannot_say_where_is_asked_for_the_agency_and_nothing_is_written_down(write, text):
    write(HOLE)
    assert write(text).startswith("LAPOR! Baik. Instansi mana")
    assert ("place" in the_report().missing, said_of_it()) == (True, [])


@pytest.mark.parametrize(
    "text", ["?", "di sini", "rumah saya", "ya", "123", "di hatimu wkwk", "😂", "goblok lu", "YA BENAR SEKALI PAK"]
)
def test_what_is_no_place_is_asked_about_once_more(write, text):
    write(HOLE)
    assert "Petugas perlu tahu tempatnya" in write(text)
    assert "Sekarang diperiksa Meja Nasional" in write("Depan SD 002, Sangatta")
    assert ("place" in the_report().missing, said_of_it()) == (False, ["Depan SD 002, Sangatta"])


@pytest.mark.parametrize("text", ["ok sip", "nuhun", "sami-sami", "👍", "suwun pak"])
def test_thanks_are_no_place_and_the_question_stays(write, text):
    write(HOLE)
    assert "Sama-sama" in write(text)
    assert "Instansi mana yang dituju?" in write("Depan SD 002, Sangatta")


@pytest.mark.parametrize("text", ["?", "ga tau", "kan udah dibilang"])
def test_after_two_questions_the_report_stays_as_it_is(write, text):
    write(HOLE)
    write("di sini")
    assert "Sekarang diperiksa Meja Nasional" in write(text)
    assert ("place" in the_report().missing, said_of_it(), Report.objects.count()) == (True, [], 1)


def test_who_answers_later_still_owes_the_answer(write):
    write(HOLE)
    assert "begitu Anda bisa" in write("nanti ya")
    assert "Instansi mana yang dituju?" in write("Depan SD 002, Sangatta")


@pytest.mark.parametrize("text", ["ya di depan pasar Sangatta", "tidak jauh dari pasar", "belum jauh dari pasar"])
def test_a_place_that_begins_like_yes_or_no_is_one(write, text):
    write(HOLE)
    assert "Jawaban Anda kami catat" in write(text)
    assert said_of_it() == [text]


@pytest.mark.parametrize("text", ["terserah", "?", "embuh", "ya"])
def test_who_names_no_agency_leaves_it_to_the_desk(write, text):
    write(HOLE)
    write("Depan SD 002, Sangatta")
    assert "Sekarang diperiksa Meja Nasional" in write(text)
    assert said_of_it() == ["Depan SD 002, Sangatta"]


# --- ratings and thanks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["5", "lima", "Bintang 5", "⭐⭐⭐⭐⭐", "nilai 5", "SELESEI 5"])
def test_a_rating_alone_is_for_the_one_report_that_is_answered(write, cast, text):
    cast.answered(channel=Channel.SMS)
    assert "Terima kasih atas penilaian Anda" in write(text)
    assert the_report().state == State.CLOSED


def test_a_rating_alone_is_asked_about_where_two_are_answered(write, cast):
    for _ in range(2):
        cast.answered(channel=Channel.SMS)
    assert "Sudah beres? Kirim SELESAI" in write("5")
    assert not Report.objects.filter(state=State.CLOSED).exists()


@pytest.mark.parametrize("text", ["5", "bintang lima", "sudah", "lol", "ra ngerti", "goblok lu", "mana nih"])
def test_what_is_about_nothing_is_left_to_a_person(write, text):
    assert "belum paham" in write(text)
    assert (Report.objects.count(), IncomingMessage.objects.get().state) == (0, "waiting")


@pytest.mark.parametrize("text", ["sudah", "sampun pak", "bagus", "👍", "wis beres, matur nuwun", "🙏"])
def test_good_words_about_an_answer_ask_for_a_rating(write, cast, text):
    report = cast.answered(channel=Channel.SMS)
    assert f"SELESAI {report.number}" in write(text)
    assert the_report().state == State.ANSWERED


@pytest.mark.parametrize("text", ["sudah diperbaiki, terima kasih", "sampun", "iyo", "nggih pak", "sudah"])
def test_four_weeks_later_good_words_say_that_it_is_fixed(write, cast, text):
    asked_whether_fixed(cast)
    assert "senang mendengarnya" in write(text, at=LATER)
    assert the_report().is_fixed is True


@pytest.mark.parametrize("text", ["durung", "blm", "engga", "👎"])
def test_four_weeks_later_a_no_offers_to_reopen(write, cast, text):
    asked_whether_fixed(cast)
    assert "Buka kembali laporan" in write(text, at=LATER)
    assert "dibuka kembali" in write("ok sip", at=LATER)
    assert the_report().state == State.IN_PROGRESS


# --- yes, no, and neither ---------------------------------------------------------------------------------------------


def test_not_yet_is_a_yes_to_whether_it_is_not_fixed(write, cast):
    cast.answered(channel=Channel.SMS)
    assert "BELUM beres? Balas YA" in write("masih mati dari kemarin")
    assert "laporan dilanjutkan" in write("belum")
    assert (Report.objects.count(), the_report().state) == (1, State.IN_PROGRESS)


@pytest.mark.parametrize("text", ["ok", "👍", "siap pak"])
def test_a_report_is_withdrawn_by_no_mere_ok(write, cast, text):
    cast.submitted(channel=Channel.SMS)
    asked = write("BATAL")
    assert write(text) == asked
    assert the_report().state == State.SUBMITTED


@pytest.mark.parametrize("text", ["tidak ada air sejak kemarin", "ga ada lampu", "belum bisa lewat"])
def test_a_first_message_that_begins_with_no_is_a_report(write, text):
    assert "kami terima. PIN" in write(text)


def test_a_command_as_people_say_it(write):
    write(HOLE)
    assert "kirim MULAI" in write("tolong jangan sms saya lagi")
    assert Report.objects.count() == 1


# --- a number in a sentence -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["{}", "tolong cek laporan {} dong", "pak gimana laporan no. {} sudah selesai?"])
def test_a_number_with_a_question_is_answered_with_where_it_stands(write, cast, text):
    report = cast.referred(channel=Channel.SMS)
    assert f"Laporan {report.number}: Terdisposisi" in write(text.format(report.number))


def test_words_with_a_number_are_asked_about(write, cast):
    report = cast.referred(channel=Channel.SMS)
    assert f"data untuk laporan {report.number}?" in write(f"{report.number} lubangnya makin dalam")
    assert "Keterangan Anda masuk" in write("nggih")
    assert Report.objects.count() == 1


def test_the_number_of_somebody_else_in_a_sentence_says_nothing_of_it(write, cast):
    report = cast.referred(channel=Channel.SMS)
    assert "kami terima. PIN" in write(f"{report.number} lubangnya makin dalam", phone="+6281300000002")


# --- closed by somebody who forged the number -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["BELUM", "belum selesai", "Blm beres pak"])
def test_who_did_not_close_a_report_opens_it_again_by_one_message(write, cast, text):
    report = cast.answered(channel=Channel.SMS)
    assert "bukan dari Anda? Balas BELUM." in write(f"SELESAI {report.number} 5")
    assert f"Laporan {report.number} dibuka kembali" in write(text)
    assert the_report().state == State.IN_PROGRESS


def test_a_mere_no_after_it_is_asked_about(write, cast):
    report = cast.answered(channel=Channel.SMS)
    write("5")
    assert f"Buka kembali laporan {report.number}?" in write("TIDAK")
    assert (write("ya"), the_report().state)[1] == State.IN_PROGRESS


def test_a_no_long_after_it_opens_nothing(write, cast):
    report = cast.answered(channel=Channel.SMS)
    write(f"SELESAI {report.number} 5")
    assert "belum paham" in write("belum", at=MONDAY + timedelta(days=2))
    assert the_report().state == State.CLOSED
