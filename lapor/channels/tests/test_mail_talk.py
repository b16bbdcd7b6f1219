"""The talk by mail: what comes to a signed address, what becomes of it, and who hears what."""

from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest

from lapor.accounts import contacts
from lapor.channels import recipients, understanding
from lapor.channels.email import addresses
from lapor.channels.email.receive import Envelope, receive
from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.channels.outbox import ADDRESS
from lapor.channels.tests.test_new_mails import answers as told
from lapor.channels.tests.test_outbox import AT
from lapor.core import encryption
from lapor.core.errors import NotFound
from lapor.core.tests import samples
from lapor.reports import actors, closing, fixing, holding, timeline
from lapor.reports.lifecycle import Channel, State
from lapor.reports.models import Report

SERVICE, RINI, STRANGER = "lapor@lapor.example", "rini@contoh.id", "orang@lain.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE


@pytest.fixture
def sent(cast):
    """A report of Rini's mail, brought to a state."""
    return lambda state, **said: getattr(cast, state)(channel=Channel.EMAIL, phone="", email=RINI, **said)


def write(text, to, *, sender=RINI, at=AT, subject="Re: Laporan", files=(), message_id="", subtype="plain", **headers):
    """Somebody writes, and it is understood at once."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
        sender,
        to,
        subject,
        message_id or f"<{uuid4()}@contoh.id>",
    )
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, subtype=subtype)
    for content in files:
        mail.add_attachment(content, maintype="image", subtype="jpeg", filename="foto.jpg")
    receive(mail.as_bytes(), Envelope(sender, (to,)), at=at)
    for pk in IncomingMessage.objects.filter(state="new").values_list("pk", flat=True):
        understanding.understand(pk, at=at)


def balas(report, asks=""):
    return addresses.reply_to(report.number, recipient=recipients.reporter_of(report), asks=asks)


def fresh(report):
    return Report.objects.get(pk=report.pk)


def last(report):
    """The newest event: what was done, and the words."""
    event = report.events.latest("seq")
    return event.action, [content.read(report.data_key) for content in event.contents.all()]


def newest_to():
    """Where our newest mail goes."""
    return encryption.unseal(OutgoingMessage.objects.latest("pk").to_ciphertext, context=ADDRESS).decode()


def by(report):
    return actors.pin_holder(report.number)


# --- being asked ------------------------------------------------------------------------------------------------------


def test_the_receipt_asks_for_the_place_and_its_answer_for_the_agency():
    write("Jalan rusak.", SERVICE)
    report = Report.objects.get()
    assert told()[-1].asks == "place"
    write("Depan SD 002, Sangatta", balas(report, "place"))
    assert "place" not in fresh(report).missing
    assert "Instansi mana" in told()[-1].text
    write("Balikpapan", balas(report, "agency"))
    assert "diperiksa Pemerintah Kota Balikpapan" in told()[-1].text
    assert (fresh(report).holder.code, Report.objects.count()) == ("64.71", 1)


def test_who_does_not_know_is_not_asked_again():
    write("Jalan rusak.", SERVICE)
    report = Report.objects.get()
    write("Tidak tahu", balas(report, "place"))
    write("tidak", balas(report, "agency"))
    assert [said.asks for said in told()] == ["place", "agency", ""]
    assert report.events.count() == 1


def test_thanks_for_the_receipt_are_no_place_and_are_not_answered():
    write("Jalan rusak.", SERVICE)
    report = Report.objects.get()
    write("Terima kasih, pak", balas(report, "place"))
    assert ("place" in fresh(report).missing, report.events.count(), len(told())) == (True, 1, 1)


def test_a_second_answer_to_the_same_question_is_added():
    write("Jalan rusak.", SERVICE)
    report = Report.objects.get()
    for text in ("Depan SD 002", "Tepatnya depan gerbang."):
        write(text, balas(report, "place"))
    assert last(report) == ("add", ["Tepatnya depan gerbang."])
    assert "gives" not in report.events.latest("seq").data


def test_questions_about_two_reports_are_answered_in_any_order():
    for text in ("Jalan rusak.", "Lampu mati."):
        write(text, SERVICE)
    first, second = Report.objects.order_by("pk")
    write("Sangatta", balas(second, "place"))
    write("Bengalon", balas(first, "place"))
    assert (last(first), last(second)) == (("add", ["Bengalon"]), ("add", ["Sangatta"]))


# --- following --------------------------------------------------------------------------------------------------------


def test_status_says_state_holder_and_deadline(sent):
    report = sent("referred")
    write("STATUS", balas(report))
    said = told()[-1].text
    assert f"Laporan {report.number}: Terdisposisi, belum ditindaklanjuti." in said
    assert "Sekarang di Dinas Pekerjaan Umum Kutai Timur." in said
    assert "Langkah berikutnya paling lambat Senin, 9 November 2026." in said
    assert report.events.count() == 3


def test_status_of_an_answered_report_has_the_whole_answer_and_what_to_do(sent):
    report = sent("answered")
    write("Status?\n\nRini", balas(report))
    assert "“Lubang sudah ditambal pada 2 November.”" in told()[-1].text
    assert "SELESAI 5" in told()[-1].text
    assert last(report)[0] == "answer"


def test_of_a_secret_report_nothing_is_quoted(sent):
    report = sent("answered", is_secret=True)
    write("STATUS", balas(report))
    assert "ditambal" not in told()[-1].text
    assert str(report.number) in told()[-1].text


def test_an_answer_has_its_place_in_the_conversation(sent):
    report = sent("referred")
    write("STATUS", balas(report), subject=f"Re: Laporan {report.number}: sudah kami terima")
    assert told()[-1].subject == f"Re: Laporan {report.number}: sudah kami terima"
    assert told()[-1].follows.endswith("@contoh.id>")
    assert told()[-1].answers


@pytest.mark.parametrize(
    "subject", ["Buka http://jahat.example", "Laporan {}: telepon 0812 3456 7890", "Laporan {}: a.b"]
)
def test_nobody_puts_words_of_their_own_into_a_mail_of_ours(sent, subject):
    report = sent("referred")
    write("STATUS", balas(report), subject=subject.format(report.number), sender=STRANGER)
    assert told()[-1].subject == f"Laporan {report.number}"


def test_what_follows_is_named_only_where_it_may_stand_in_a_header(sent):
    write("STATUS", balas(sent("referred")), X_Y="z", message_id="<a b@c> Bcc: x@y.example")
    assert told()[-1].follows == ""


def test_help_tells_the_commands(sent):
    write("Bantuan", balas(sent("referred")))
    assert "SELESAI 5" in told()[-1].text


def test_who_wants_no_more_mails_is_told_of_the_link(sent):
    report = sent("answered")
    write("Berhenti", balas(report))
    assert "tautan untuk berhenti" in told()[-1].text
    assert last(report)[0] == "answer"


def test_the_same_mail_by_two_doors_is_one_step(sent):
    report = sent("referred")
    for to in (balas(report), balas(report).upper()):
        write("Lubangnya makin dalam.", to, message_id="<1@contoh.id>")
    assert report.events.filter(action="add").count() == 1


def test_the_number_of_another_report_does_nothing(sent):
    report, other = sent("answered"), sent("answered")
    write(f"SELESAI {other.number} 5", balas(report))
    assert (fresh(report).state, fresh(other).state) == (State.ANSWERED, State.ANSWERED)
    assert f"tentang laporan {report.number}" in told()[-1].text


# --- rating -----------------------------------------------------------------------------------------------------------


def test_a_rating_closes_with_what_stands_below_as_its_remark(sent):
    report = sent("answered")
    write("SELESAI 5\n\nCepat sekali, terima kasih.\n", balas(report))
    assert last(report) == ("accept", ["Cepat sekali, terima kasih."])
    assert (fresh(report).state, fresh(report).rating) == (State.CLOSED, 5)
    assert told()[-1].text.startswith(f"Terima kasih atas penilaian Anda. Laporan {report.number} selesai.")


def test_a_bad_rating_contests_and_takes_the_photo_along(sent):
    report = sent("answered")
    write("SELESAI 1\nHanya ditutup tanah.", balas(report), files=[samples.picture()])
    assert last(report) == ("contest", ["Hanya ditutup tanah."])
    assert [each.event.action for each in report.attachments.all()] == ["contest"]


@pytest.mark.parametrize(
    "text", ["Selesai diperbaiki tapi rusak lagi", "Selesai 3 hari lalu, kini rusak lagi", "Belum."]
)
def test_a_sentence_does_not_close_a_report_but_continues_it(sent, text):
    report = sent("answered")
    write(text, balas(report))
    assert last(report) == ("reply", [text])


@pytest.mark.parametrize("text", ["Terima kasih!", "Sudah beres, pak", "Ya", "SELESAI"])
def test_kind_words_are_asked_for_their_rating(sent, text):
    report = sent("answered")
    write(text, balas(report))
    assert "nilai 1-5" in told()[-1].text
    assert fresh(report).state == State.ANSWERED


def test_thanks_that_say_what_is_wrong_are_words(sent):
    report = sent("answered")
    write("Terima kasih, tapi belum beres", balas(report))
    assert last(report)[0] == "reply"


def test_a_rating_of_what_is_not_answered_says_why_not(sent):
    report = sent("referred")
    write("SELESAI 5", balas(report))
    assert "belum bisa dinilai" in told()[-1].text
    assert fresh(report).state == State.REFERRED


# --- withdrawing ------------------------------------------------------------------------------------------------------


def test_a_report_is_withdrawn_by_a_yes_to_that_question(sent):
    report = sent("referred")
    write("BATAL", balas(report))
    assert (told()[-1].asks, fresh(report).state) == ("withdraw", State.REFERRED)
    assert "Abaikan saja" in told()[-1].text
    write("Ya", balas(report, "withdraw"))
    assert (last(report)[0], fresh(report).state) == ("withdraw", State.ARCHIVED)


def test_a_no_leaves_it_as_it_is(sent):
    report = sent("referred")
    write("Tidak jadi", balas(report, "withdraw"))
    assert "tetap seperti semula" in told()[-1].text
    assert fresh(report).state == State.REFERRED


def test_a_yes_to_any_other_mail_withdraws_nothing(sent):
    report = sent("referred")
    write("BATAL", balas(report))
    write("YA", balas(report))
    assert last(report) == ("add", ["YA"])


# --- yes and no -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Ya", "Tidak", "Tidak, nomor 14"])
def test_yes_and_no_also_answer_what_an_officer_asked(sent, cast, text):
    report = sent("in_progress")
    holding.hold(report.number, question="Di depan rumah nomor 12?", by=cast.otto, at=AT)
    write(text, balas(report))
    assert last(report) == ("supply", [text])


@pytest.fixture
def asked_later(sent):
    """A report of which we asked four weeks after its closing whether it is fixed."""
    report = sent("answered")
    closing.accept(report.number, rating=5, by=by(report), at=AT)
    fixing.ask(at=AT + fixing.AFTER)
    return report


def test_four_weeks_later_a_yes_says_that_it_is_fixed(asked_later):
    write("YA", balas(asked_later), at=AT + timedelta(weeks=5))
    assert fresh(asked_later).is_fixed is True


def test_a_yes_that_says_what_is_wrong_is_none(asked_later):
    write("Ya, tapi rusak lagi", balas(asked_later), at=AT + timedelta(weeks=5))
    assert fresh(asked_later).is_fixed is None
    assert "belum kami masukkan" in told()[-1].text


def test_four_weeks_later_a_no_leads_to_the_question_whether_to_reopen(asked_later):
    write("Belum", balas(asked_later), at=AT + timedelta(weeks=5))
    assert (told()[-1].asks, fresh(asked_later).state) == ("reopen", State.CLOSED)
    write("Ya\n\nLubangnya muncul lagi di tempat yang sama.", balas(asked_later, "reopen"), at=AT + timedelta(weeks=5))
    assert last(asked_later)[0] == "reopen"


def test_after_sixty_days_a_yes_is_asked_again_before_the_ombudsman_reads_anything(sent):
    report, later = sent("in_progress"), AT + timedelta(days=61)
    write("YA", balas(report), at=later)
    assert (told()[-1].asks, fresh(report).ombudsman_consent_at) == ("ombudsman", None)
    write("YA", balas(report, "ombudsman"), at=later)
    assert fresh(report).ombudsman_consent_at == later


# --- who hears, and who may -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["STATUS", "BATAL", "SELESAI 5", "Belum beres."])
def test_whoever_writes_the_answer_goes_to_the_address_on_file(sent, text):
    write(text, balas(sent("answered")), sender=STRANGER)
    assert newest_to() == RINI


def test_an_account_is_answered_at_its_confirmed_address(cast, sent):
    santi = cast.user("santi")
    sealed = contacts.seal("santi@contoh.id")
    santi.contacts.create(kind="email", lookup=b"s" * 32, ciphertext=sealed, confirmed_at=AT)
    report = cast.submitted(by=actors.citizen(santi), email=RINI)
    recipients.remember(santi)
    write("STATUS", balas(report))
    assert newest_to() == "santi@contoh.id"


def test_without_an_address_on_file_the_words_count_and_nobody_is_answered(cast):
    report = cast.referred()
    write("Lubangnya makin dalam.", balas(report), sender=STRANGER)
    assert (last(report)[0], told()) == ("add", [])


def test_an_address_for_words_can_not_be_made_into_one_that_withdraws(sent):
    report = sent("referred")
    forged = balas(report).replace("balas+", "tarik+")
    with pytest.raises(NotFound):
        write("YA", forged)
    assert fresh(report).state == State.REFERRED


# --- never in a circle ------------------------------------------------------------------------------------------------


def test_a_machine_gets_no_answer(sent):
    write("STATUS", balas(sent("referred")), Auto_Submitted="auto-replied")
    assert (told(), IncomingMessage.objects.count()) == ([], 0)


def test_words_that_nobody_asked_for_are_answered_once_an_hour(sent):
    report = sent("referred")
    for minutes in (0, 20, 40, 70):
        write(f"Masih rusak, menit {minutes}.", balas(report), at=AT + timedelta(minutes=minutes))
    assert (report.events.filter(action="add").count(), len(told())) == (4, 2)


def test_more_than_twenty_an_hour_wait(sent):
    report = sent("referred")
    for _ in range(25):
        write("STATUS", balas(report))
    waiting = IncomingMessage.objects.filter(state="new", reason="flood")
    assert (waiting.count(), len(told())) == (5, 21)


# --- a new mail with a command ----------------------------------------------------------------------------------------


def test_a_new_mail_asks_where_its_report_stands(sent):
    report = sent("referred")
    write(f"STATUS {report.number}", SERVICE, subject="")
    assert (newest_to(), Report.objects.count()) == (RINI, 1)
    assert "Dinas Pekerjaan Umum" in told()[-1].text


def test_the_command_may_stand_in_the_subject(sent):
    report = sent("referred")
    write("Mohon kabarnya. Rini", SERVICE, subject=f"Status {report.number}")
    assert "Dinas Pekerjaan Umum" in told()[-1].text


def test_a_stranger_and_a_wrong_number_get_the_same_answer(sent):
    report = sent("referred")
    write(f"STATUS {report.number}", SERVICE, sender=STRANGER)
    write("STATUS 4576838850", SERVICE, sender="lain@lain.example")
    first, second = told()
    assert first == second
    assert "nomor dan PIN" in first.text


def test_of_a_secret_report_a_new_mail_learns_nothing(sent):
    report = sent("referred", is_secret=True)
    write(f"STATUS {report.number}", SERVICE)
    assert str(report.number) not in told()[-1].text


@pytest.mark.parametrize("command", ["SELESAI {} 5", "BATAL {}", "SELESAI 5", "YA", "BANTUAN"])
def test_a_new_mail_does_nothing_else_and_is_told_how(sent, command):
    report = sent("answered")
    write(command.format(report.number), SERVICE, subject="")
    assert (fresh(report).state, Report.objects.count()) == (State.ANSWERED, 1)
    assert "balas surel kami" in told()[-1].text


def test_words_for_a_report_in_a_new_mail_wait_for_a_person(sent):
    report = sent("answered")
    write(f"BALAS {report.number} lubangnya masih ada", SERVICE)
    message = IncomingMessage.objects.get()
    assert (message.state, message.reason, last(report)[0]) == ("waiting", "astray", "answer")


@pytest.mark.parametrize(
    ("subject", "text"),
    [("Jalan rusak", "tolong"), ("Air mati", "Tidak ada air"), ("Laporan", "Status tanah kami belum jelas"),
     ("Selesai 5 hari lalu rusak lagi", "Jalan Yos Sudarso")],
)  # fmt: skip
def test_a_report_that_begins_like_a_command_is_a_report(subject, text):
    write(text, SERVICE, subject=subject)
    assert timeline.original(Report.objects.get(), by=by(Report.objects.get())).body == text


# --- as programs write it ---------------------------------------------------------------------------------------------

QUOTE = "> Terima kasih. Surel Anda kini menjadi laporan nomor 1.\n> SELESAI 1"
SHAPES = {
    "Gmail": f"SELESAI 5\n\nPada tanggal Sen, 2 Nov 2026 pukul 09.15 LAPOR! <a@lapor.example>\nmenulis:\n\n{QUOTE}",
    "Gmail on a phone": f"Selesai 5\n\nOn Mon, Nov 2, 2026, 9:15 AM LAPOR! <a@lapor.example> wrote:\n\n{QUOTE}",
    "Outlook": f"SELESAI 5\n\nDari: LAPOR! <a@lapor.example>\nDikirim: Senin\nKepada: Rini\nPerihal: x\n\n{QUOTE}",
    "a phone": f"selesai 5\n\nDikirim dari iPhone saya\n\n> Pada 2 Nov 2026, LAPOR! menulis:\n>\n{QUOTE}",
    "Samsung": f"Selesai 5\n\n-------- Pesan asli --------\nDari: LAPOR! <a@lapor.example>\n\n{QUOTE}",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_command_counts_whatever_a_program_writes_below_it(sent, shape):
    report = sent("answered")
    write(SHAPES[shape], balas(report))
    assert last(report) == ("accept", [])


def test_the_command_counts_in_a_mail_that_is_html_alone(sent):
    report = sent("answered")
    html = (
        "<html><body><div>SELESAI 4</div><div><br></div><div>Terima kasih.</div><hr><div><b>Dari:</b> LAPOR!<br>"
        f"<b>Dikirim:</b> Senin<br></div><div>{QUOTE}</div></body></html>"
    )
    write(html, balas(report), subtype="html")
    assert last(report) == ("accept", ["Terima kasih."])


def test_our_own_rating_of_a_quote_is_nobodys(sent):
    report = sent("answered")
    write(f"Belum beres, masih berlubang.\n\n{QUOTE}", balas(report))
    assert last(report) == ("reply", ["Belum beres, masih berlubang."])


def test_what_was_written_is_kept_once(sent):
    write("STATUS", balas(sent("referred")))
    message = IncomingMessage.objects.get()
    assert (message.state, bytes(message.content_ciphertext), hasattr(message, "mail")) == ("done", b"", False)
