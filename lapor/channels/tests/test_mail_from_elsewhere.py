"""Who has a mail of ours that was passed on, and how often its reporter is written to about one step."""

import pytest

from lapor.channels import recipients
from lapor.channels.content import Content
from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.channels.tests.test_mail_talk import RINI, SERVICE, STRANGER, balas, by, fresh, last, newest_to, told, write
from lapor.channels.tests.test_outbox import AT
from lapor.notifications import fan_out
from lapor.reports import closing
from lapor.reports.lifecycle import Channel, State

ELSEWHERE = "dari alamat lain"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE


@pytest.fixture
def sent(cast):
    return lambda state, **said: getattr(cast, state)(channel=Channel.EMAIL, phone="", email=RINI, **said)


# --- another address --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rating", [1, 5])
def test_a_rating_from_another_address_is_not_taken_but_asked_about(sent, rating):
    report = sent("answered")
    write(f"SELESAI {rating}", balas(report), sender=STRANGER)
    assert (fresh(report).state, last(report)[0]) == (State.ANSWERED, "answer")
    assert (newest_to(), told()[-1].asks) == (RINI, "rating")
    assert f"nilai {rating}" in told()[-1].text


def test_a_bad_rating_from_another_address_contests_no_closing(sent):
    report = sent("answered")
    closing.accept(report.number, rating=5, by=by(report), at=AT)
    write("SELESAI 1", balas(report), sender=STRANGER)
    assert fresh(report).state == State.CLOSED


def test_whoever_reads_that_question_may_rate_from_any_address(sent):
    report = sent("answered")
    write("SELESAI 4", balas(report), sender=STRANGER)
    write("SELESAI 4\n\nBagus.", balas(report, "rating"), sender=STRANGER)
    assert (fresh(report).state, fresh(report).rating, last(report)) == (State.CLOSED, 4, ("accept", ["Bagus."]))


@pytest.mark.parametrize("sender", [RINI.upper(), "rini+lapor@contoh.id", f"Rini Astuti <{RINI}>"])
def test_one_mailbox_is_one_address_however_it_is_written(sent, sender):
    report = sent("answered")
    write("SELESAI 5", balas(report), sender=sender)
    assert fresh(report).state == State.CLOSED


def test_of_words_from_another_address_the_reporter_hears_that_they_are(sent):
    report = sent("answered")
    write("Belum beres.", balas(report), sender=STRANGER)
    assert last(report) == ("reply", ["Belum beres."])
    assert (newest_to(), ELSEWHERE in told()[-1].text) == (RINI, True)


def test_where_nobody_can_be_asked_a_rating_waits_for_a_person(cast):
    report = cast.answered()
    write("SELESAI 5", balas(report), sender=STRANGER)
    message = IncomingMessage.objects.get()
    assert (message.state, message.reason, fresh(report).state) == ("waiting", "refused", State.ANSWERED)


def test_a_yes_to_the_question_about_a_rating_is_asked_for_the_rating(sent):
    report = sent("answered")
    write("YA", balas(report, "rating"))
    assert "nilai 1-5" in told()[-1].text
    assert fresh(report).state == State.ANSWERED


# --- told once --------------------------------------------------------------------------------------------------------


def told_of(report):
    """What the reporter gets about the newest step, once the policy has told everybody of it."""
    event = report.events.latest("seq")
    fan_out.tell([event.pk], at=AT)
    theirs = OutgoingMessage.objects.filter(event=event, recipient=recipients.reporter_of(report))
    return [(mail.channel, Content.unseal(mail.content_ciphertext)) for mail in theirs]


def test_withdrawing_is_told_once(sent):
    report = sent("referred")
    write("Ya", balas(report, "withdraw"), message_id="<tarik@contoh.id>")
    [(channel, said)] = told_of(report)
    assert (channel, said.follows) == ("email", "<tarik@contoh.id>")
    assert "sudah Anda tarik" in said.text


def test_reopening_is_told_once_with_who_has_it_and_until_when(sent):
    report = sent("answered")
    closing.accept(report.number, rating=5, by=by(report), at=AT)
    write("Ya\n\nLubangnya muncul lagi.", balas(report, "reopen"))
    [(_channel, said)] = told_of(report)
    assert last(report)[0] == "reopen"
    assert "Sekarang di Dinas Pekerjaan Umum Kutai Timur. Langkah berikutnya paling lambat" in said.text


def test_contesting_is_told_once_with_who_looks_at_it(sent):
    report = sent("answered")
    write("SELESAI 1\nHanya ditutup tanah.", balas(report))
    [(_channel, said)] = told_of(report)
    assert "Sekarang di Pemerintah Kabupaten Kutai Timur. Langkah berikutnya paling lambat" in said.text


def test_what_is_done_on_the_page_is_told_by_the_policy_as_before(sent):
    report = sent("referred")
    closing.withdraw(report.number, by=by(report), at=AT)
    [(channel, said)] = told_of(report)
    assert (channel, said.subject) == ("email", f"Laporan {report.number}: ditarik")
