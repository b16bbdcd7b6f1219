"""What each reader gets to see of a report."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.core.errors import Refused
from lapor.core.files import Limits, inspect
from lapor.core.tests.samples import picture, upload
from lapor.reports import actors, attachments, holding, identity, privacy, promise, response, timeline, verification
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY


def everything_said(entries):
    return " ".join(f"{entry.title} {entry.who} {entry.person} {entry.text} {entry.note}" for entry in entries)


def test_the_public_reads_what_was_done_but_no_notes_and_no_officer_names(cast):
    report = cast.answered()
    public = everything_said(timeline.entries(report, by=None))
    assert "Petugas sudah meninjau lokasi." in public
    assert "Dinas Pekerjaan Umum" in public
    assert "Otto" not in public


def test_officers_read_who_it_was(cast):
    report = cast.answered()
    assert "Otto" in everything_said(timeline.entries(report, by=cast.arif))


def test_the_reporter_of_a_secret_report_reads_it_and_the_public_does_not(cast):
    report = cast.verified(is_secret=True)
    report = Report.objects.with_holder().get(pk=report.pk)
    assert timeline.entries(report, by=None) == []
    assert timeline.original(report, by=actors.pin_holder(report.number)).title.startswith("Jalan")


def test_what_was_said_about_a_secret_report_is_not_read_by_all_when_it_is_published_later(cast):
    report = cast.referred(is_secret=True)
    photo = (inspect(upload(picture()), limits=Limits()),)
    response.follow_up(report.number, text="Kami menemui Ibu Rini Astuti.", files=photo, by=cast.otto, at=MONDAY)
    privacy.consent(report.number, by=actors.pin_holder(report.number), at=MONDAY)
    privacy.lower_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    words = {"title": "Jalan berlubang", "text": "Di Sangatta.", "public_files": frozenset(), "checked": False}
    report = verification.revise(report.number, **words, by=cast.arif, at=MONDAY)
    assert "Rini" not in everything_said(timeline.entries(report, by=None))
    assert attachments.visible_to(None, report) == []
    assert "Rini" in everything_said(timeline.entries(report, by=actors.pin_holder(report.number)))


def test_a_proposal_from_when_a_report_was_secret_is_checked_before_it_goes_out(cast):
    report = cast.referred(is_secret=True)
    response.propose(report.number, cast.solved("Ibu Rini Astuti sudah kami temui."), by=cast.otto, at=MONDAY)
    privacy.consent(report.number, by=actors.pin_holder(report.number), at=MONDAY)
    privacy.lower_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    words = {"title": "Jalan berlubang", "text": "Di Sangatta.", "public_files": frozenset(), "checked": False}
    verification.revise(report.number, **words, by=cast.arif, at=MONDAY)
    with pytest.raises(Refused, match="personal_data"):
        response.approve(report.number, by=cast.arif, at=MONDAY)


def test_the_timeline_costs_the_same_queries_however_long_it_is(cast):
    short, long = cast.referred(), cast.referred()
    for n in range(10):
        verification.revise(
            long.number, title=f"Versi {n}", text="Jalan rusak", public_files=frozenset(), checked=False,
            by=cast.arif, at=MONDAY,
        )  # fmt: skip
    counts = []
    for report in (short, long):
        fresh = Report.objects.with_holder().get(pk=report.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            timeline.entries(fresh, by=cast.arif)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_the_promise_says_who_has_it_and_until_when(cast):
    report = cast.referred()
    said = promise.of(report, at=MONDAY)
    assert (said.holder_name, said.days_left, said.is_late) == ("Dinas Pekerjaan Umum Kutai Timur", 14, False)
    assert promise.of(report, at=MONDAY + timedelta(days=60)).is_late


def test_an_anonymous_reporter_is_hidden_from_the_reported_agency(cast):
    report = cast.referred(is_anonymous=True)
    from lapor.core.errors import Refused

    with pytest.raises(Refused, match="anonymous"):
        identity.release(report.number, reason="Ingin tahu", by=cast.otto, at=MONDAY)
    assert identity.seen_by(report, by=cast.otto, at=MONDAY) is None


def test_a_custodian_outside_opens_an_identity_with_a_reason_and_for_an_hour(cast):
    report = cast.referred(is_anonymous=True)
    report = identity.release(report.number, reason="Perintah pengadilan", by=cast.kusno, at=MONDAY)
    assert identity.seen_by(report, by=cast.kusno, at=MONDAY).name == "Rini Astuti"
    assert identity.seen_by(report, by=cast.kusno, at=MONDAY + timedelta(hours=2)) is None


@pytest.mark.parametrize(
    "text", ["Hubungi 0812-3456-7890", "NIK 6408041508950001", "tulis ke rini@contoh.id", "Kata Rini Astuti"]
)
def test_personal_data_is_found_before_a_text_goes_out(text):
    assert privacy.findings(text, reporter_name="Rini Astuti")


GIVES_AWAY = ["Ibu Rini Astuti sudah kami temui.", "Hubungi pelapor di 0812-3456-7890", "NIK 6408041508950001"]


@pytest.mark.parametrize("text", GIVES_AWAY)
def test_an_answer_that_gives_the_reporter_away_does_not_go_out(cast, text):
    report = cast.referred(phone="+6281234567890")
    with pytest.raises(Refused, match="personal_data"):
        response.answer(report.number, cast.solved(text), by=cast.otto, at=MONDAY)


def test_nobody_finds_out_an_anonymous_reporter_by_trying_names(cast):
    report = cast.referred(is_anonymous=True, name="Rini Astuti")
    response.answer(report.number, cast.solved("Ibu Rini Astuti sudah kami temui."), by=cast.otto, at=MONDAY)


def test_a_name_that_stands_in_the_anonymous_report_itself_does_not_go_out(cast):
    report = cast.referred(is_anonymous=True, name="Rini Astuti", body="Nama saya Rini Astuti, jalan kami rusak.")
    with pytest.raises(Refused, match="personal_data"):
        response.answer(report.number, cast.solved("Terima kasih Ibu Astuti."), by=cast.otto, at=MONDAY)


def test_an_answer_may_name_the_telephone_of_the_office(cast):
    report = cast.referred()
    response.answer(report.number, cast.solved("Hubungi kantor kami di (0549) 521155."), by=cast.otto, at=MONDAY)


def test_the_question_to_the_reporter_is_not_for_everybody(cast):
    report = cast.referred()
    holding.hold(report.number, question="Apakah Ibu tinggal di RT 5?", by=cast.otto, at=MONDAY)
    report = Report.objects.with_holder().get(pk=report.pk)
    assert "RT 5" not in everything_said(timeline.entries(report, by=None))
    assert "RT 5" in everything_said(timeline.entries(report, by=actors.pin_holder(report.number)))


def test_a_name_is_found_as_a_word_and_not_inside_another():
    assert not privacy.findings("Kami menuntut keadilan.", reporter_name="Adil")
    assert privacy.findings("Menurut Adil, jalan rusak.", reporter_name="Adil")
