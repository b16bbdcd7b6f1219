"""What is attached to a mail that answers ours: it ends on the report, or the sender hears where it didn't."""

import pytest

from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.channels.tests.test_mail_talk import RINI, SERVICE, balas, by, fresh, last, told, write
from lapor.channels.tests.test_outbox import AT
from lapor.core.tests import samples
from lapor.reports import closing, referral, response
from lapor.reports.lifecycle import Channel, State
from lapor.reports.referral import PartFor

PHOTO = (samples.picture(),)
KEPT, LEFT_BEHIND, ENDED = "kami simpan di laporan", "belum masuk ke laporan ini", "tidak masuk ke laporan ini"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE


@pytest.fixture
def sent(cast):
    return lambda state: getattr(cast, state)(channel=Channel.EMAIL, phone="", email=RINI)


def steps_of_files(report):
    return [each.event.action for each in report.attachments.order_by("pk")]


@pytest.mark.parametrize(("rating", "step"), [(5, "accept"), (3, "accept"), (2, "contest")])
def test_a_photo_that_comes_with_the_rating_belongs_to_it(sent, rating, step):
    report = sent("answered")
    write(f"SELESAI {rating}", balas(report), files=PHOTO)
    assert steps_of_files(report) == [step]
    event = report.events.get(action=step)
    assert (event.audience, len(event.data["files"])) == ("reporter", 1)
    assert LEFT_BEHIND not in told()[-1].text


def test_a_rating_of_a_divided_report_puts_the_photo_on_every_part(cast):
    whole = cast.referred(channel=Channel.EMAIL, phone="", email=RINI)
    wanted = [PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    parts = referral.split(whole.number, parts=wanted, by=cast.arif, at=AT)
    for part, officer in zip(parts, (cast.otto, cast.wati), strict=True):
        response.answer(part.number, cast.solved(), by=officer, at=AT)
    write("SELESAI 5", balas(whole), files=PHOTO)
    assert [steps_of_files(part) for part in parts] == [["accept"], ["accept"]]
    assert KEPT not in told()[-1].text


@pytest.mark.parametrize("text", ["STATUS", "BANTUAN", "BATAL", "Berhenti", "Terima kasih!", "SELESAI 5"])
def test_a_photo_with_a_command_or_with_thanks_is_added_to_a_report_that_is_worked_on(sent, text):
    report = sent("referred")
    write(text, balas(report), files=PHOTO)
    assert (steps_of_files(report), fresh(report).state) == (["add"], State.REFERRED)
    assert f"{KEPT} {report.number}" in told()[-1].text


@pytest.mark.parametrize("text", ["STATUS", "BATAL", "Terima kasih, sudah beres"])
def test_where_the_reporter_must_speak_first_the_photo_is_asked_for_again(sent, text):
    report = sent("answered")
    write(text, balas(report), files=PHOTO)
    assert (steps_of_files(report), fresh(report).state) == ([], State.ANSWERED)
    assert LEFT_BEHIND in told()[-1].text


def test_a_photo_for_a_report_that_has_ended_is_told_to_be_left_out(sent):
    report = sent("answered")
    closing.accept(report.number, rating=5, by=by(report), at=AT)
    write("STATUS", balas(report), files=PHOTO)
    assert (steps_of_files(report), ENDED in told()[-1].text) == ([], True)


def test_a_photo_for_another_report_stays_out_of_this_one(sent):
    report, other = sent("referred"), sent("referred")
    write(f"STATUS {other.number}", balas(report), files=PHOTO)
    assert (steps_of_files(report), steps_of_files(other)) == ([], [])
    assert "tidak ada yang kami lakukan" in told()[-1].text


def test_a_photo_and_a_thumb_are_what_the_report_waits_for(sent):
    report = sent("answered")
    write("\N{THUMBS UP SIGN}", balas(report), files=PHOTO)
    assert last(report) == ("reply", ["Berkas terlampir."])


def test_a_no_to_our_question_keeps_the_photo_too():
    write("Jalan rusak.", SERVICE)
    [message] = IncomingMessage.objects.all()
    write("tidak tahu", balas(message.report, "place"), files=PHOTO)
    assert steps_of_files(message.report) == ["add"]
    assert "Instansi mana" in told()[-1].text


def test_a_photo_that_is_there_already_is_not_put_there_again(sent):
    report = sent("referred")
    write("Lubangnya makin dalam.", balas(report), files=PHOTO)
    write("STATUS", balas(report), files=PHOTO)
    assert steps_of_files(report) == ["add"]
    assert KEPT not in told()[-1].text


def test_of_a_file_that_can_not_be_kept_the_sender_hears_each_time(sent):
    report = sent("referred")
    for text in ("Lubangnya makin dalam.", "Ini videonya."):
        write(text, balas(report), files=[b"MZ"])
    assert ["lampiran 1" in said.text for said in told()] == [True, True]


@pytest.mark.parametrize("command", ["STATUS {}", "SELESAI {} 5", "BATAL {}"])
def test_a_file_with_a_command_in_a_new_mail_waits_for_a_person_and_that_is_said(sent, command):
    report = sent("answered")
    write(command.format(report.number), SERVICE, subject="", files=PHOTO)
    message = IncomingMessage.objects.get()
    assert (message.state, message.reason, steps_of_files(report)) == ("waiting", "astray", [])
    assert "petugas akan melihatnya" in told()[-1].text


def test_words_that_a_list_passed_on_wait_for_a_person_and_are_not_answered(sent):
    report = sent("answered")
    write("Belum beres.", balas(report), List_Id="<warga.rt.example>", files=PHOTO)
    message = IncomingMessage.objects.get()
    assert (message.state, message.reason, OutgoingMessage.objects.count()) == ("waiting", "mailing_list", 0)
