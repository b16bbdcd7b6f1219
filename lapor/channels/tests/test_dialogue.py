import re
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.agencies import routing_rules
from lapor.agencies.models import Unit
from lapor.agencies.routing_rules import Wanted
from lapor.channels import incoming, understanding
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.channels.tests.stage import RINI
from lapor.reports import actors, closing, fixing, holding, intake, timeline
from lapor.reports.lifecycle import Channel, State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

SANTI = "+6281300000002"
HOLE = "Jalan Yos Sudarso berlubang sedalam lutut."
pytestmark = pytest.mark.django_db


def newest():
    return Report.objects.latest("pk")


def last_message():
    return IncomingMessage.objects.latest("pk")


def as_phone(report):
    return actors.phone(report.number)


def sent_by_rini(cast, state):
    """A report of Rini's phone, brought to a state."""
    return getattr(cast, state)(channel=Channel.SMS)


# --- a new report -----------------------------------------------------------------------------------------------------


def test_a_first_message_is_a_report_at_once_with_number_and_pin(write):
    said = write(HOLE)
    report = newest()
    assert timeline.original(report, by=as_phone(report)).body == HOLE
    assert f"Laporan {report.number} kami terima. PIN " in said
    assert said.endswith("Di mana kejadiannya? Balas dengan jalan, desa, dan kecamatan.")
    assert (report.channel, report.is_anonymous, report.is_secret) == ("sms", True, False)


def test_two_questions_complete_it(write):
    write(HOLE)
    assert "Instansi mana yang dituju?" in write("Depan SD 002, Sangatta")
    assert "diperiksa Pemerintah Kota Balikpapan" in write("Balikpapan")
    report = newest()
    assert Report.objects.count() == 1
    assert (report.holder.code, "place" in report.missing) == ("64.71", False)


def test_who_knows_neither_place_nor_agency_is_not_asked_again(write):
    write(HOLE)
    assert write("tdk tahu").startswith("LAPOR! Baik. Instansi mana yang dituju laporan ")
    assert "place" in newest().missing
    assert "diperiksa Meja Nasional" in write("tdk tahu")
    assert newest().holder.code == "pusat"


def test_a_code_word_leads_to_its_agency_without_a_question(write):
    Unit.objects.filter(code="64.08").update(keyword="KUTIM")
    write(f"kutim {HOLE}")
    assert newest().holder.code == "64.08"
    assert "diperiksa Pemerintah Kabupaten Kutai Timur" in write("Jalan Yos Sudarso")


def test_the_word_of_a_campaign_leads_where_its_rule_says(write, cast):
    wanted = Wanted(target=cast.unit("64.71"), keyword="mudik")
    routing_rules.add(None, wanted, by=cast.user("vera"), at=MONDAY)
    write("MUDIK bus dari terminal terlambat enam jam")
    assert newest().holder.code == "64.71"
    assert "diperiksa Pemerintah Kota Balikpapan" in write("Terminal Batu Ampar")


def test_a_code_word_alone_is_no_report(write):
    Unit.objects.filter(code="64.08").update(keyword="KUTIM")
    assert "sesudah kata kuncinya" in write("KUTIM")
    assert not Report.objects.exists()


def test_the_same_words_again_make_no_second_report(write):
    write(HOLE)
    assert f"sebagai laporan {newest().number}" in write(f" {HOLE} ".strip())
    assert Report.objects.count() == 1


def test_a_long_message_after_our_question_is_a_report_of_its_own(write):
    write(HOLE)
    write("Air mati. " * 20)
    assert Report.objects.count() == 2


def test_a_question_is_forgotten_after_a_day(write):
    write(HOLE)
    write("Lampu jalan mati", at=MONDAY + timedelta(days=2))
    assert Report.objects.count() == 2


def test_the_words_of_a_message_are_kept_once(write):
    write(HOLE)
    message = last_message()
    assert (message.state, message.report, bytes(message.content_ciphertext)) == ("done", newest(), b"")


def test_the_pin_lies_in_no_message_row(write):
    write(HOLE)
    row = OutgoingMessage.objects.get()
    assert row.secret_id == newest().pin_secret_id
    assert (row.context, bytes(row.content_ciphertext)) == ({"number": newest().number, "asks": "place"}, b"")


# --- following --------------------------------------------------------------------------------------------------------


def test_status_says_state_deadline_and_holder(write, cast):
    report = sent_by_rini(cast, "referred")
    said = write(f"STATUS {report.number}")
    assert said.startswith(
        f"LAPOR! Laporan {report.number}: Terdisposisi, belum ditindaklanjuti. "
        "Langkah berikutnya paling lambat 9 Nov 2026 oleh "
    )
    assert said.endswith("Dinas Pekerjaan Umum Kutai Timur")


def test_status_without_a_number_is_about_the_newest(write):
    write(HOLE)
    assert str(newest().number) in write("status")


def test_status_tells_what_was_asked_and_how_to_answer(write, cast):
    report = sent_by_rini(cast, "submitted")
    holding.hold(report.number, question="Di depan rumah nomor berapa? " * 9, by=cast.arif, at=MONDAY)
    said = write(f"STATUS {report.number}")
    assert "menunggu data Anda: Di depan rumah nomor berapa?" in said
    assert said.endswith(f"Kirim BALAS {report.number} isi")


@pytest.mark.parametrize("text", ["STATUS {0}", "BALAS {0} halo", "SELESAI {0} 5", "BATAL {0}", "STATUS {0} 00000000"])
def test_a_report_of_another_phone_looks_like_none(write, cast, text):
    report = sent_by_rini(cast, "answered")
    answer = write(text.format(report.number), phone=SANTI)
    assert answer == write(text.format("1234567890"), phone=SANTI)
    assert "tidak cocok dengan pengirim pesan ini" in answer
    assert Report.objects.get().state == State.ANSWERED


def test_another_phone_may_look_with_the_pin(write):
    pin = write(HOLE).split("PIN ")[1][:8]
    assert "Belum terverifikasi" in write(f"STATUS {newest().number} {pin}", phone=SANTI)


def test_pins_cannot_be_tried_one_after_the_other(write, cast):
    report = sent_by_rini(cast, "submitted")
    said = [write(f"STATUS {report.number} {guess:08d}", phone=SANTI) for guess in range(11)]
    assert "Terlalu banyak percobaan" in said[-1]


def test_a_secret_report_needs_its_pin_also_from_its_own_phone(write, cast):
    report = cast.submitted(is_secret=True)
    assert "tidak cocok" in write(f"STATUS {report.number}")


def test_the_words_about_a_secret_report_are_not_said_by_short_message(write, cast):
    report = cast.submitted(is_secret=True)
    holding.hold(report.number, question="Siapa nama pejabat itu?", by=cast.arif, at=MONDAY)
    pin = intake.receipt_pin(report, at=MONDAY)
    said = write(f"STATUS {report.number} {pin}", phone=SANTI)
    assert str(report.number) in said
    assert "pejabat" not in said


# --- steps ------------------------------------------------------------------------------------------------------------


def test_a_reply_takes_the_step_that_the_report_waits_for(write, cast):
    report = sent_by_rini(cast, "submitted")
    holding.hold(report.number, question="Di mana?", by=cast.arif, at=MONDAY)
    assert "laporan dilanjutkan" in write(f"BALAS {report.number} di KM 5")
    assert newest().state == State.SUBMITTED
    assert "masuk ke laporan" in write(f"balas {report.number} dekat jembatan")


def test_a_good_rating_closes_and_a_bad_one_goes_one_level_up(write, cast):
    good, bad = sent_by_rini(cast, "answered"), sent_by_rini(cast, "answered")
    assert "selesai" in write(f"SELESAI {good.number} 5")
    asked = write(f"SELESAI {bad.number} 1")
    assert "tingkat di atasnya" in asked
    assert f"Apa yang belum beres? Kirim BALAS {bad.number} isi" in asked
    assert [Report.objects.get(pk=each.pk).state for each in (good, bad)] == [State.CLOSED, State.IN_PROGRESS]


@pytest.mark.parametrize("text", ["sudah diperbaiki, terima kasih", "Makasih pak", "ok", "ya"])
def test_kind_words_close_nothing_and_say_how_to(write, cast, text):
    report = sent_by_rini(cast, "answered")
    assert f"SELESAI {report.number}" in write(text)
    assert (newest().state, Report.objects.count()) == (State.ANSWERED, 1)


@pytest.mark.parametrize("text", ["belum", "Belum beres pak, masih mati", "tidak benar", "ya tapi masih rusak"])
def test_who_says_that_an_answer_is_not_true_is_heard(write, cast, text):
    sent_by_rini(cast, "answered")
    assert "BELUM beres? Balas YA" in write(text)
    assert "laporan dilanjutkan" in write("ya")
    assert timeline.entries(newest(), by=as_phone(newest()))[-1].text == text


def test_thanks_make_no_report_and_a_short_complaint_does(write, cast):
    assert "Sama-sama" in write("siap pak, makasih")
    assert Report.objects.count() == 0
    write("lampu jalan mati di gang kenari, oke?")
    assert Report.objects.count() == 1


def test_kind_words_about_something_are_left_to_a_person(write, cast):
    sent_by_rini(cast, "in_progress")
    write("jalannya sudah bagus")
    assert IncomingMessage.objects.get(state="waiting").reason == "unclear"
    assert Report.objects.count() == 1


def test_withdrawing_asks_once_more(write, cast):
    report = sent_by_rini(cast, "submitted")
    asked = write(f"BATAL {report.number}")
    assert newest().state == State.SUBMITTED
    assert "sudah Anda tarik" in write(re.search(r"Balas YA \d{6}", asked)[0])
    assert newest().state == State.ARCHIVED


@pytest.mark.parametrize("text", ["ya", "ya 000000", "Balas YA"])
def test_whoever_forges_a_number_does_not_withdraw_its_report_unseen(write, cast, text):
    sent_by_rini(cast, "submitted")
    asked = write("BATAL")
    assert write(text) == asked
    assert newest().state == State.SUBMITTED
    assert "sudah Anda tarik" in write(asked.partition("Balas ")[2])


def test_no_leaves_it_as_it_is(write, cast):
    report = sent_by_rini(cast, "submitted")
    write(f"BATAL {report.number}")
    assert "tetap seperti semula" in write("nggak")
    assert newest().state == State.SUBMITTED


def test_what_may_be_data_for_a_report_is_asked_about_and_kept(write, cast):
    report = sent_by_rini(cast, "submitted")
    holding.hold(report.number, question="Di mana?", by=cast.arif, at=MONDAY)
    assert "Balas YA, atau TIDAK" in write("di depan rumah pak RT")
    assert (last_message().state, last_message().reason) == ("waiting", "asked")
    assert "laporan dilanjutkan" in write("iya")
    assert (newest().state, IncomingMessage.objects.filter(state="waiting").count()) == (State.SUBMITTED, 0)


def test_or_it_is_a_report_of_its_own(write, cast):
    sent_by_rini(cast, "answered")
    write("Lampu di gang kami mati semua")
    assert "kami terima. PIN" in write("tidak")
    assert timeline.original(newest(), by=as_phone(newest())).body == "Lampu di gang kami mati semua"


@pytest.mark.parametrize(("text", "fixed"), [("ya", True), ("belum", False), ("ya, tidak rusak lagi", None)])
def test_four_weeks_later_one_word_says_whether_it_is_fixed(write, cast, text, fixed):
    report = sent_by_rini(cast, "answered")
    closing.accept(report.number, rating=4, by=as_phone(report), at=MONDAY)
    later = MONDAY + timedelta(weeks=4, hours=1)
    fixing.ask(at=later)
    write(text, at=later)
    assert newest().is_fixed is fixed


def test_who_says_no_may_have_it_opened_again(write, cast):
    test_four_weeks_later_one_word_says_whether_it_is_fixed(write, cast, "belum", False)
    assert "dibuka kembali" in write("ya", at=MONDAY + timedelta(weeks=4, hours=2))
    assert newest().state == State.IN_PROGRESS


def test_the_ombudsman_reads_only_after_a_yes_to_that_very_question(write, cast):
    sent_by_rini(cast, "in_progress")
    later = MONDAY + timedelta(days=61)
    assert "Izinkan Ombudsman" in write("ya", at=later)
    assert newest().ombudsman_consent_at is None
    write("ya", at=later)
    assert newest().ombudsman_consent_at == later


def test_a_step_that_is_refused_says_why_and_waits_for_a_person(write, cast):
    report = sent_by_rini(cast, "answered")
    write(f"SELESAI {report.number} 4")
    assert "Status laporan: Selesai" in write(f"BATAL {report.number}")
    assert (last_message().state, last_message().reason) == ("waiting", "refused")


def test_news_is_stopped_and_started_by_a_word_and_the_question_stays(write):
    write(HOLE)
    assert "kirim MULAI" in write("Berhenti")
    assert last_message().correspondent.stopped_at == MONDAY
    assert "Instansi mana yang dituju?" in write("Depan SD 002, Sangatta")
    assert "kirim BERHENTI" in write("mulai")
    assert last_message().correspondent.stopped_at is None


def test_a_step_that_is_refused_names_the_report_that_was_named(write, cast):
    named = sent_by_rini(cast, "answered")
    write(f"SELESAI {named.number} 4")
    write("Lampu jalan di depan pasar mati")
    assert f"Laporan {named.number}: " in write(f"BATAL {named.number}")


@pytest.mark.parametrize("text", ["SELESAI", "SELESAI 5"])
def test_nobody_is_asked_to_rate_what_is_not_answered_yet(write, cast, text):
    report = sent_by_rini(cast, "in_progress")
    assert f"belum bisa dinilai. Ingin menariknya? Kirim BATAL {report.number}" in write(text)
    assert (newest().state, last_message().state) == (State.IN_PROGRESS, "done")


# --- small talk -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["p", "Selamat pagi pak", "Assalamualaikum wr. wb.", "lapor", "mau lapor gimana ya"])
def test_a_greeting_is_no_report_and_is_greeted(write, text):
    assert "Tulis apa yang terjadi dan di mana" in write(text)
    assert (Report.objects.count(), last_message().state) == (0, "done")


def test_a_greeting_with_a_word_about_something_is_a_report(write):
    assert "kami terima. PIN" in write("Selamat pagi, jalan rusak")


def test_who_asks_how_far_it_is_hears_where_it_stands(write, cast):
    report = sent_by_rini(cast, "referred")
    assert f"Laporan {report.number}: Terdisposisi" in write("terus kapan diperbaiki pak?")
    assert Report.objects.count() == 1
    assert "Belum ada laporan dari Anda" in write("sampai mana laporan saya?", phone=SANTI)


def test_who_asks_how_far_it_is_while_we_wait_hears_what_we_asked(write, cast):
    report = sent_by_rini(cast, "submitted")
    holding.hold(report.number, question="Di depan rumah nomor berapa?", by=cast.arif, at=MONDAY)
    assert "menunggu data Anda: Di depan rumah nomor berapa?" in write("kapan selesai?")


def test_when_something_else_is_repaired_is_a_report(write, cast):
    sent_by_rini(cast, "in_progress")
    assert "kami terima. PIN" in write("kapan lampu jalan diperbaiki")


@pytest.mark.parametrize("text", ["BANTUAN", "STATUS", "👍", "makasih", "halo min", "berapa lama?"])
def test_who_asks_back_still_owes_the_place(write, text):
    write(HOLE)
    write(text)
    assert "Instansi mana yang dituju?" in write("Depan SD 002, Sangatta")
    assert (Report.objects.count(), "place" in newest().missing) == (1, False)


def test_two_words_after_a_talk_may_be_about_that_report_or_another(write):
    write(HOLE)
    write("Depan SD 002, Sangatta")
    write("tidak tahu")
    assert f"Apakah itu data untuk laporan {newest().number}?" in write("Dinas PU")
    assert "Keterangan Anda masuk" in write("ya")
    assert Report.objects.count() == 1


def test_two_words_long_after_a_talk_are_a_report(write):
    write(HOLE)
    assert "kami terima. PIN" in write("Lampu mati", at=MONDAY + timedelta(days=2))


# --- what nobody expects ----------------------------------------------------------------------------------------------


def test_help_fits_one_message(write):
    assert "STATUS nomor" in write("bantuan")


@pytest.mark.parametrize("text", ["", "😂", "?!"])
def test_what_cannot_be_read_is_answered(write, text):
    assert "tidak bisa kami baca" in write(text)
    assert not Report.objects.exists()


def test_yes_to_nothing_is_answered_and_waits_for_a_person(write):
    assert "belum paham" in write("ya")
    assert last_message().state == "waiting"


def test_a_sender_without_a_number_waits_for_a_person(write):
    assert write("Promo!", phone="", subject="nameless INFO") == ""
    assert (last_message().state, last_message().reason) == ("waiting", "no_number")


def test_a_binary_message_is_answered_and_waits_for_a_person(write):
    assert "tidak bisa kami baca" in write("00 ff", subject="binary")
    assert (last_message().state, last_message().reason) == ("waiting", "binary")


def test_twenty_parts_are_one_report(write):
    write("Jalan rusak parah. " * 150)
    assert len(timeline.original(newest(), by=as_phone(newest())).body) > 2000


def test_pieces_of_what_never_became_whole_are_one_report(write):
    write("jatuh tiap malam.", subject="piece 3/3")
    last = last_message()
    write("Jalan Yos Sudarso rusak dan", subject="piece 1/3")
    understanding.understand(last.pk, at=MONDAY + timedelta(minutes=1))
    report = Report.objects.get()
    assert timeline.entries(report, by=as_phone(report))[-1].text == "[3/3] jatuh tiap malam."


def test_a_piece_without_its_beginning_waits_for_a_person(write):
    write("jatuh tiap malam.", subject="piece 3/3")
    assert last_message().state == "new"
    understanding.understand(last_message().pk, at=MONDAY + timedelta(minutes=1))
    assert (last_message().state, last_message().reason) == ("waiting", "piece")
    assert OutgoingMessage.objects.count() == 1


def test_a_flood_is_put_off_with_one_polite_message_and_nothing_is_lost(write):
    said = [write(f"Laporan nomor {index} tentang jalan rusak. " * 4) for index in range(25)]
    assert Report.objects.count() == 20
    assert [bool(each) for each in said[20:]] == [True, False, False, False, False]
    put_off = IncomingMessage.objects.filter(state="new", reason="flood")
    for message in put_off:
        understanding._understand(message.pk, at=MONDAY + timedelta(hours=1, minutes=1))
    assert Report.objects.count() == 25


def test_a_flood_that_is_due_again_waits_for_everybody_else(write):
    for index in range(21):
        write(f"Laporan nomor {index} tentang jalan rusak. " * 4)
    [put_off] = IncomingMessage.objects.filter(state="new", reason="flood")
    job = ProcrastinateJob.objects.filter(args={"message_id": put_off.pk}, scheduled_at__isnull=False).latest("pk")
    assert (job.priority, job.lock) == (-1, None)


@pytest.mark.parametrize("subject", ["binary", "piece 3/3"])
def test_a_forged_sender_of_many_unreadable_messages_hears_of_few(cast, subject):
    for number in range(30):
        message = incoming.take("sms", f"f{number}", Words("00 ff", subject=subject), sender=RINI, at=MONDAY)
        understanding._understand(message.pk, at=MONDAY + timedelta(minutes=2))
    assert OutgoingMessage.objects.count() <= 21


def test_a_fault_of_ours_leaves_the_message_to_a_person(write, monkeypatch, caplog):
    monkeypatch.setitem(understanding.UNDERSTAND, "sms", lambda *_args, **_more: int(HOLE))
    message = incoming.take("sms", "x", Words(HOLE), sender=RINI, at=MONDAY)
    understanding.understand(message.pk, at=MONDAY)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("waiting", "fault")
    assert HOLE not in caplog.text


def test_who_was_marked_for_pranks_is_served_last_but_served(write):
    write(HOLE)
    writer = last_message().correspondent
    writer.pranks = 3
    writer.save()
    assert "PIN" in write("Lampu mati. " * 15)
