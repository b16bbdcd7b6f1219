"""What an officer means to post under a mention names neither author nor words, and no report that is hidden."""

import pytest

from lapor.channels import handling
from lapor.channels.mentions import answering
from lapor.channels.models import IncomingMessage, OutgoingMessage, PublicAnswer
from lapor.channels.tests.stage import left_to_person, reported_mention
from lapor.core.errors import Refused
from lapor.reports import privacy
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

LINK = "https://lapor.example/laporan/1234567890/"


@pytest.fixture
def vera(cast):
    return cast.user("Vera")


def refused(code, message, text):
    with pytest.raises(Refused) as caught:
        answering.prepare(message, text, by=message.handled_by, at=MONDAY)
    assert caught.value.code == code


@pytest.mark.parametrize("hidden", [{}, {"anonymous": True}, {"secret": True}, {"anonymous": True, "secret": True}])
def test_the_suggestion_names_a_report_only_where_that_tells_nothing_and_never_the_mention(vera, hidden):
    report = reported_mention(vera, **hidden).report
    text = answering.suggest(report, LINK)
    assert len(text) <= answering.LENGTH
    assert (str(report.number) in text, LINK in text) == (not hidden, not hidden)
    assert not [trace for trace in ("budi", "lampu", "x.example", "X ") if trace in text]


def test_of_a_secret_report_it_says_only_that_something_was_received(vera):
    assert answering.suggest(reported_mention(vera, secret=True).report, LINK).endswith("sudah kami terima.")


def test_what_was_prepared_is_kept_with_who_and_when_and_the_newest_counts(vera):
    message = reported_mention(vera)
    answering.prepare(message, " Satu ", by=vera, at=MONDAY)
    answering.prepare(message, "Dua\r\nbaris", by=vera, at=MONDAY)
    newest = answering.newest(message)
    assert (answering.text_of(newest), newest.prepared_by, newest.prepared_at) == ("Dua\nbaris", vera, MONDAY)
    assert PublicAnswer.objects.count() == 2
    assert b"Dua" not in bytes(newest.text_ciphertext)
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(("code", "text"), [("empty", " "), ("too_long", "x" * 281), ("odd_characters", "a\0")])
def test_bad_words_are_refused(vera, code, text):
    refused(code, reported_mention(vera), text)


@pytest.mark.parametrize("hidden", ["anonymous", "secret"])
def test_the_number_of_a_hidden_report_is_refused_however_it_is_written(vera, hidden):
    message = reported_mention(vera, **{hidden: True})
    number = str(message.report.number)
    refused("names_report", message, f"Nomornya {number[:4]} {number[4:7]}-{number[7:]}")
    answering.prepare(message, "Terima kasih", by=vera, at=MONDAY)


def test_words_that_name_a_report_are_gone_once_it_is_hidden(vera):
    message = reported_mention(vera)
    answering.prepare(message, f"Nomor {message.report.number}", by=vera, at=MONDAY)
    Report.objects.update(is_anonymous=True)
    message.report.refresh_from_db()
    assert answering.newest(message) is None


def test_what_is_no_mention_or_no_report_yet_has_no_public_answer(vera):
    for message in (left_to_person("halo"), left_to_person("halo", channel="social", name="2")):
        with pytest.raises(Refused) as caught:
            answering.prepare(message, "Terima kasih", by=vera, at=MONDAY)
        assert caught.value.code == "no_mention"


def test_of_the_mention_its_link_alone_is_kept_and_it_is_found_from_its_report(vera):
    message = reported_mention(vera)
    words = handling.words_of(message)
    assert (words.text, words.subject, words.link) == ("", "", "https://x.example/budi/1")
    assert answering.mention_of(message.report) == message


def test_the_author_is_the_reporters_name_and_not_published(vera):
    report = reported_mention(vera).report
    assert privacy.scanned_identity(report).name == "@budi"
    report.refresh_from_db()
    assert "budi" not in f"{report.public_title} {report.public_text}"
    assert IncomingMessage.objects.get().state == "done"
