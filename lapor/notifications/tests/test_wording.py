"""What is said: the shipped policy, filling it in, and what never gets into a message."""

import logging
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels import sms
from lapor.core import gsm7
from lapor.notifications import placeholders, policy, reference, wording
from lapor.notifications.models import Rule, Signature, Wording, Words
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports import closing, holding, referral, response
from lapor.reports.lifecycle import ArchiveReason, Channel
from lapor.reports.models import Event, Report
from lapor.testing.cast import MONDAY

LINES = [(*key, language) for key, line in reference.lines().items() for language in line.words]
LATER = MONDAY + timedelta(hours=1)


def told(report, occasion, audience=Audience.REPORTER, language="id"):
    event = Event.objects.filter(report=report).order_by("seq").last()
    return wording.render(occasion, audience, language=language, event=event, report=Report.objects.get(pk=report.pk))


def rewrite(occasion=Occasion.REFERRED, audience=Audience.REPORTER, **words):
    newest = Wording.objects.newest().get(occasion=occasion, audience=audience, language="id")
    newest.pk, newest.version = None, newest.version + 1
    for name, said in words.items():
        setattr(newest, name, said)
    newest.save()
    policy.forget()


# --- what is shipped -----------------------------------------------------------------------------------------------


def test_a_link_that_asks_for_something_says_what_in_the_readers_language(cast):
    report = cast.answered()
    assert told(report, Occasion.SOLVED).invites == "Beri nilai, atau katakan apa yang belum beres:"
    assert told(report, Occasion.FOLLOWED_UP).invites == ""
    assert all(line in reference.lines() for line in wording.INVITES)


def test_who_reported_by_sms_hears_what_to_send_back(cast):
    report = cast.answered(channel=Channel.SMS)
    assert sms.text_of(told(report, Occasion.SOLVED)).endswith(f" Kirim STATUS {report.number}.")
    assert told(report, Occasion.ASKED_FIXED).short.endswith("benar sudah beres? Jawab: balas YA atau BELUM")


def test_nobody_else_does_nor_who_keeps_the_report_secret(cast):
    reports = cast.answered(), cast.answered(channel=Channel.SMS, is_secret=True)
    assert not any("STATUS" in told(report, Occasion.SOLVED).short for report in reports)


def test_every_shipped_line_speaks_indonesian_and_english():
    assert all(set(line.words) == {"id", "en"} for line in reference.lines().values())


@pytest.mark.parametrize(("occasion", "audience", "language"), LINES)
def test_a_shipped_wording_uses_only_what_fits_its_line(occasion, audience, language):
    words = reference.lines()[occasion, audience].words[language]
    long, short = placeholders.fitting(occasion, audience), placeholders.fitting(occasion, audience, is_short=True)
    assert set(placeholders.names_in(words.subject + words.text)) <= set(long)
    assert set(placeholders.names_in(words.short)) <= set(short)
    assert not placeholders.has_stray_braces(words.subject + words.text + words.short)


@pytest.mark.parametrize(("occasion", "audience", "language"), LINES)
def test_every_wording_names_the_report(occasion, audience, language):
    words = reference.lines()[occasion, audience].words[language]
    assert all("{nomor}" in said for said in (words.subject, words.text, words.short))


def text_message(occasion, audience, language, *, name):
    values = {
        "nomor": "1234567890", "unit": name, "instansi": name, "oleh": name, "tenggat": "Kam, 30 Agu 2026",
        "langkah": max((str(each.label) for each in Occasion), key=len), "jenjang": "atasan penanggung jawab",
        "alasan": max((str(each.label) for each in ArchiveReason), key=len), "persen": "100%",
    }  # fmt: skip
    return placeholders.fill(reference.lines()[occasion, audience].words[language].short, values)


@pytest.mark.parametrize(("occasion", "audience", "language"), LINES)
def test_a_text_message_with_the_longest_names_fits_one_sms(occasion, audience, language):
    assert gsm7.fits(text_message(occasion, audience, language, name="W" * placeholders.LONGEST_NAME))


@pytest.mark.parametrize(("occasion", "audience", "language"), [line for line in LINES if line[1] == "reporter"])
def test_a_reporters_text_message_has_room_for_its_link(occasion, audience, language):
    said = text_message(occasion, audience, language, name="Dinas PU Kutai Kartanegara")
    asks = {Occasion.ASKED_FIXED: "beres/abcdefghijkl/", Occasion.SIXTY_DAYS: "ombudsman/"}
    link = f"https://www.lapor.go.id/saya/1234567890/{asks.get(occasion, '')}"
    assert gsm7.shorten(said, link).endswith(link)


def test_loading_again_adds_nothing(cast):
    before = Rule.objects.count(), Wording.objects.count()
    reference.load(LATER, lambda _line: None)
    assert (Rule.objects.count(), Wording.objects.count()) == before


def test_loading_again_leaves_what_an_administrator_wrote(cast):
    rewrite(subject="Laporan {nomor}: sudah diteruskan", written_by=cast.user("Vera"))
    Rule.objects.filter(occasion=Occasion.LATE).update(is_on=False)
    reference.load(LATER, lambda _line: None)
    newest = Wording.objects.newest().get(occasion="referred", audience="reporter", language="id")
    assert newest.subject == "Laporan {nomor}: sudah diteruskan"
    assert not policy.rules_for(Occasion.LATE)


def test_a_newly_shipped_wording_replaces_one_that_nobody_edited(cast):
    Wording.objects.filter(occasion="referred", audience="reporter", language="id").update(subject="Lama {nomor}")
    reference.load(LATER, lambda _line: None)
    newest = Wording.objects.newest().get(occasion="referred", audience="reporter", language="id")
    assert (newest.version, newest.subject) == (2, "Laporan {nomor}: kini di {unit}")


def test_a_line_that_is_shipped_no_more_tells_nobody(cast):
    Rule.objects.create(occasion=Occasion.RECEIVED, audience=Audience.SUPERIOR, ways=["email"])
    reference.load(LATER, lambda _line: None)
    assert not any(rule.audience == Audience.SUPERIOR for rule in policy.rules_for(Occasion.RECEIVED))


def test_an_answer_says_how_to_rate_it_by_mail_where_mail_is_taken_in(cast, settings):
    report = cast.answered()
    settings.MAIL_DOMAIN = "lapor.example"
    assert "balas SELESAI 5" in told(report, Occasion.SOLVED).text
    settings.MAIL_DOMAIN = ""
    assert "Lewat surel" not in told(report, Occasion.SOLVED).text


# --- filling in ----------------------------------------------------------------------------------------------------


def test_a_referral_says_who_has_it_and_by_when(cast):
    report = cast.referred()
    said = told(report, Occasion.REFERRED)
    assert said.subject == f"Laporan {report.number}: kini di Dinas Pekerjaan Umum Kutai Timur"
    assert "wajib menjawab paling lambat Jumat, 20 November 2026" in said.text
    assert said.short == (
        f"LAPOR! Laporan {report.number} kini di Dinas Pekerjaan Umum Kutai Timur. "
        "Wajib dijawab sampai Jum, 20 Nov 2026."
    )
    assert said.link == f"/saya/{report.number}/"
    assert said.answers


def test_what_asks_for_an_answer_leads_to_where_it_is_given(cast):
    report = cast.answered()
    assert told(report, Occasion.SIXTY_DAYS).link == f"/saya/{report.number}/ombudsman/"
    assert f"/saya/{report.number}/beres/" in told(report, Occasion.ASKED_FIXED).link
    assert told(report, Occasion.LATE, Audience.UNIT).link == f"/kerja/laporan/{report.number}/"
    assert told(report, Occasion.CLOSED, Audience.SUPPORTERS).link == f"/laporan/{report.number}/"


def test_an_english_reader_is_told_in_english(cast):
    said = told(cast.referred(), Occasion.REFERRED, language="en")
    assert "They must answer by Friday, 20 November 2026." in said.text


def test_an_unknown_language_is_told_in_indonesian(cast):
    assert told(cast.referred(), Occasion.REFERRED, language="fr").subject.startswith("Laporan ")


def test_a_unit_is_named_with_its_agency_where_its_name_does_not_say_it(cast):
    said = told(cast.referred(to="64.08/pu/jalan"), Occasion.REFERRED)
    assert "Bidang Jalan dan Jembatan (Pemerintah Kabupaten Kutai Timur)" in said.text


def test_a_long_name_is_cut_in_a_text_message_alone(cast):
    unit = cast.unit("64.08/pu")
    unit.name = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, dan Keluarga Berencana"
    unit.save(update_fields=["name"])
    said = told(cast.referred(), Occasion.REFERRED)
    assert unit.name in said.text
    assert "Dinas Pemberdayaan Perempuan, Perlind..." in said.short


def test_the_reporter_reads_the_answer_in_the_mail(cast):
    said = told(cast.answered(), Occasion.SOLVED)
    assert "“Lubang sudah ditambal pada 2 November.”" in said.text
    assert "“Jalan berlubang di Sangatta Utara”" in said.text
    assert "ditambal" not in said.short


def test_of_a_secret_report_neither_title_nor_answer_is_told(cast):
    said = told(cast.answered(is_secret=True), Occasion.SOLVED)
    assert "Sangatta" not in said.text
    assert "ditambal" not in said.text
    assert "menjawab laporan Anda, nomor" in said.text
    assert "\n\n\n" not in said.text  # where the quotation would have stood


@pytest.mark.parametrize("audience", [Audience.SUPPORTERS, Audience.UNIT])
def test_others_never_read_the_answer_in_a_message(cast, audience):
    report = cast.answered()
    rewrite(Occasion.CLOSED, audience, text="{judul}, nomor {nomor}, {unit}: {kutipan}")
    event = report.events.get(action="answer")
    said = wording.render(Occasion.CLOSED, audience, language="id", event=event, report=report)
    assert "ditambal" not in said.text


def test_followers_read_no_title_of_what_is_not_published(cast):
    report = cast.in_progress()
    Report.objects.filter(pk=report.pk).update(published_at=None)
    assert "Sangatta Utara" not in told(report, Occasion.FOLLOWED_UP, Audience.SUPPORTERS).text


def test_a_question_is_quoted_with_the_day_until_which_the_report_waits(cast):
    report = cast.verified()
    holding.hold(report.number, question="RT berapa lokasinya?", by=cast.arif, at=LATER)
    said = told(report, Occasion.HELD)
    assert "“RT berapa lokasinya?”" in said.text
    assert "Mohon lengkapi paling lambat Rabu, 2 Desember 2026." in said.text


def test_words_that_were_erased_leave_the_message_whole(cast):
    report = cast.answered()
    report.key.delete()
    said = told(report, Occasion.SOLVED)
    assert "“Lubang" not in said.text
    assert "Apakah benar sudah beres?" in said.text


def test_an_extension_says_the_new_day(cast):
    report = cast.in_progress()
    response.extend(report.number, days=5, reason="Menunggu aspal.", by=cast.arif, at=LATER)
    said = told(report, Occasion.EXTENDED)
    assert "Tenggat yang baru: Jumat, 27 November 2026." in said.text
    assert "“Menunggu aspal.”" in said.text


def test_a_return_names_who_gave_it_back(cast):
    report = cast.referred()
    referral.give_back(report.number, reason="Jalan provinsi.", by=cast.otto, at=LATER)
    said = told(report, Occasion.RETURNED)
    assert said.text.startswith("Dinas Pekerjaan Umum Kutai Timur menyatakan")
    assert "sekarang ada di Pemerintah Kabupaten Kutai Timur" in said.text
    assert "Jalan provinsi" not in said.text  # a note between officers


def test_archiving_gives_the_reason(cast):
    report = cast.verified()
    closing.archive(
        report.number, reason=ArchiveReason.TOO_GENERAL, explanation="Mohon jelaskan.", by=cast.arif, at=LATER
    )
    said = told(report, Occasion.ARCHIVED).text
    assert "Alasannya: terlalu umum." in said
    assert "“Mohon jelaskan.”" in said


def test_a_title_is_never_read_for_placeholders(cast):
    report = cast.answered()
    Report.objects.filter(pk=report.pk).update(public_title="{nomor} {unit.__class__} {0} %(x)s")
    assert "“{nomor} {unit.__class__} {0} %(x)s”" in told(report, Occasion.SOLVED).text


def test_a_line_break_never_gets_into_a_subject(cast):
    rewrite(subject="Laporan {nomor}\r\nBcc: semua@surat.example")
    assert "\n" not in told(cast.referred(), Occasion.REFERRED).subject


@pytest.mark.parametrize("broken", ["{nomor} {rahasia}", "{nomor.__class__}", "{nomor!r}", "{0}", "{nomor", "}", "{}"])
def test_a_broken_row_is_told_in_the_shipped_words(cast, broken, caplog):
    rewrite(text=broken)
    with caplog.at_level(logging.CRITICAL):
        assert "wajib menjawab paling lambat" in told(cast.referred(), Occasion.REFERRED).text


def test_without_any_row_the_shipped_words_are_said(cast):
    Wording.objects.all().delete()
    policy.forget()
    assert "wajib menjawab paling lambat" in told(cast.referred(), Occasion.REFERRED).text


def test_an_agency_signs_what_goes_to_its_reporters_and_not_to_officers(cast):
    Signature.objects.create(agency=cast.unit("64.08"), text="Kutai Timur, siap melayani.", written_at=MONDAY)
    report = cast.referred()
    assert told(report, Occasion.REFERRED).text.endswith("\n\nKutai Timur, siap melayani.")
    assert "siap melayani" not in told(report, Occasion.REFERRED, Audience.UNIT).text


@given(st.text(alphabet="{}.!:[]_ \n\rnomrxu0", max_size=40))
def test_whatever_is_written_is_filled_in_to_the_letter_or_refused(written):
    try:
        said = wording.filled_in(Words("{nomor}", written, "{nomor}"), {"nomor": "{unit}"}, {"nomor": "1"})
    except (KeyError, ValueError):
        return
    left = written.replace("{nomor}", "")
    assert "{" not in left
    assert "}" not in left
    assert said.text.count("{unit}") == written.count("{nomor}")
