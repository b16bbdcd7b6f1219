"""New mails as the programs that people use write them, and what becomes of each."""

import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.agencies.models import Unit
from lapor.channels import handling, understanding
from lapor.channels.content import Content
from lapor.channels.email import addresses, answering, attached, keeping, reading
from lapor.channels.email.models import RawMail
from lapor.channels.email.receive import Envelope, receive
from lapor.channels.incoming import Words
from lapor.channels.models import Correspondent, IncomingMessage, OutgoingMessage
from lapor.channels.tests.test_outbox import AT
from lapor.core import storage
from lapor.core.errors import Refused
from lapor.core.tests import samples
from lapor.notifications import fan_out
from lapor.reports import identity, intake, timeline
from lapor.reports.actors import system
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Channel, Kind
from lapor.reports.models import Report

MAILS = Path(__file__).parent / "mails"
SERVICE, FROM = "lapor@lapor.example", "warga@contoh.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE


def sample(name):
    return (MAILS / f"{name}.eml").read_bytes()


def written(text="Jalan di depan pasar rusak.", *, number=1, sender=FROM, files=(), **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, SERVICE, "Jalan", f"<{number}@x.example>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for content, filename in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=filename)
    return mail.as_bytes(policy=SMTP)


def bring(raw, *, sender=FROM, to=(SERVICE,), at=AT):
    receive(raw, Envelope(sender, to), at=at)


def come(raw, *, at=AT, **envelope):
    """Brought to the door, and understood afterwards."""
    bring(raw, at=at, **envelope)
    message = IncomingMessage.objects.latest("pk")
    understanding.understand(message.pk, at=at)
    message.refresh_from_db()
    return message


def original(report):
    return timeline.original(Report.objects.get(pk=report.pk), by=system())


def answers():
    found = OutgoingMessage.objects.filter(channel="email").order_by("pk")
    return [Content.unseal(message.content_ciphertext) for message in found]


# --- what programs write ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    title: str
    body: str
    files: int = 0
    note: str = ""


CASES = {
    "gmail": Case("Jalan berlubang di depan SD 002 – mohon diperbaiki",
                  "Jalan Yos Sudarso berlubang sedalam lutut. Sudah dua motor jatuh di sana – mohon diperbaiki.", 1),
    "outlook": Case("Lampu jalan padam", "Lampu jalan di Gang Melati padam sejak “Senin”."),
    "outlook_winmail": Case("Sampah menumpuk", "Sampah di Pasar Induk menumpuk sejak seminggu.", note="winmail.dat"),
    "yahoo": Case("Air PDAM keruh", "Air PDAM di Perumahan Griya keruh dan berbau.\nSudah tiga hari."),
    "apple": Case("Jembatan retak", "Jembatan Desa Bumi Etam retak:\n\nTruk besar masih lewat setiap malam.", 1),
    "ponsel": Case("Posyandu tutup", "Posyandu di kampung kami tutup sejak Agustus.\nBidannya pindah 😢\n"
                   "Anak-anak belum ditimbang & belum diimunisasi."),
    "ascii_yang_bukan": Case("Café tanpa izin — berisik", "Café di Jalan Merdeka buka sampai pagi — berisik."),
    "latin1_tanpa_kata": Case("Suhu 40° di kelas", "Ruang kelas sampai 40°, kipasnya rusak."),
    "gb2312": Case("镇上垃圾 sampah", "鎮上垃圾很多 banyak sampah"),
    "subjek_saja": Case("lampu merah simpang empat mati total", "lampu merah simpang empat mati total"),
    "bersarang": Case("Tanggul bocor", "Tanggul sungai bocor di RT 05.", 1, note="lampiran 2"),
    "huruf_aneh": Case("Guru mengaji مدرسة belum digaji",
                       "Guru di مدرسة belum digaji tiga bulan.\nꦲꦤꦏꦫ juga tertulis di papan."),
    "diteruskan": Case("Pungli di loket", sample("diteruskan").decode().replace("\r", "").partition("\n\n")[2].strip()),
    "foto_heic": Case("", "Berkas terlampir.", 1),
    "whatsapp": Case("Chat WhatsApp dengan Pak RT 05", "Selokan RT 05 mampet, ini obrolan kami.\n\nRiwayat chat "
                     "dilampirkan sebagai “Chat WhatsApp dengan Pak RT 05.txt” di email ini.", 1, note="lampiran 1"),
    "pemindai": Case("", "Berkas terlampir.", 1),
    "isi_di_docx": Case("Surat pengaduan", "Surat pengaduan", 1),
    "undangan": Case("Undangan: Rapat warga soal banjir",
                     "Rapat warga soal banjir di Gang Melati. Mohon Dinas PU hadir.", note="lampiran 1"),
    "tanda_tangan_pgp": Case("Air sungai berbusa", "Air Sungai Sangatta berbusa sejak pagi – ikan mati."),
    "terkunci_smime": Case("Pungutan di sekolah", "Pungutan di sekolah", note="terkunci"),
    "dalam_lampiran": Case("Jembatan gantung putus", "Jembatan gantung Dusun Rantau putus, anak sekolah menyeberang "
                           "sungai.", 1, note="winmail.dat"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_mail_becomes_a_report(name):
    case, message = CASES[name], come(sample(name))
    words = original(message.report)
    assert (words.title, words.body) == (case.title, case.body)
    assert message.report.attachments.count() == case.files
    [receipt] = answers()
    assert case.note in receipt.text
    assert len(receipt.text.split("\n\n")) == 6 + bool(case.note)


def test_a_phone_that_signs_what_it_passes_on_loses_nothing_of_it():
    forwarded = "---------- Pesan terusan ----------\nDari: Pak RT\n\nSelokan mampet."
    message = come(written(f"Dikirim dari iPhone saya\n\n{forwarded}"))
    assert original(message.report).body == forwarded


def test_a_picture_alone_is_a_report():
    message = come(written(" ", Subject="", files=[(samples.picture(), "foto.jpg")]))
    assert original(message.report).body == "Berkas terlampir."
    assert message.report.attachments.count() == 1


def test_an_empty_mail_is_answered_and_nothing_more():
    message = come(sample("kosong"))
    assert (message.state, message.report) == ("done", None)
    assert "kosong" in answers()[0].text


def test_an_empty_mail_with_something_that_can_not_be_kept_waits_for_a_person():
    message = come(written(" ", Subject="", files=[(b"MZ" + b"\0" * 500, "foto.exe")]))
    assert (message.state, message.reason) == ("waiting", "only_files")
    assert "“lampiran 1”" in answers()[0].text
    assert b"foto.exe" in keeping.raw_of(message)


def test_of_a_very_long_mail_the_beginning_is_kept_and_that_is_said():
    message = come(written("Panjang sekali. " * 1000))
    assert len(original(message.report).body) == intake.BODY_LENGTH
    assert "10000 karakter" in answers()[0].text


ODD = {
    "nothing": b"",
    "no headers": b"\r\nJalan rusak.",
    "NUL alone": b"\0" * 500,
    "headers of noise": bytes(range(256)) * 4,
    "words that are encoded wrongly": b"From: =?utf-8?Q?\r\nSubject: =?klingon?b?!!!?=\r\n\r\nJalan rusak.",
    "parts without a boundary": b"Content-Type: multipart/mixed\r\n\r\nJalan rusak.",
    "a boundary that never ends": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nJalan rusak.",
    "an unknown encoding": b"Content-Transfer-Encoding: rot13\r\n\r\nJalan rusak.",
    "base64 that is none": b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\nJalan",
    "a name that can't be decoded": b"Content-Type: image/png\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''%ff%fe\r\n\r\nx",
    "a file that is called a folder": b"Content-Type: image/png\r\n"
    b'Content-Disposition: attachment; filename=".."\r\n\r\nx',
    "a subject in a charset of Python's own": b"Subject: =?unicode_escape?q?=5cud800?=\r\n\r\nJalan rusak.",
    "a name in a charset of Python's own": b"Content-Type: image/png\r\n"
    b"Content-Disposition: attachment; filename*=idna''%ff\r\n\r\nx",
    "two of every header": b"From: a@x.example\r\nFrom: b@x.example\r\nSubject: a\r\nSubject: b\r\n\r\nJalan rusak.",
    "nested thirty times": b"".join(
        b"Content-Type: multipart/mixed; boundary=x%d\r\n\r\n--x%d\r\n" % (each, each) for each in range(30)
    )
    + b"\r\nJalan rusak.",
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_comes_is_kept_and_answered(name):
    message = come(ODD[name])
    assert message.state in ("done", "waiting")
    assert len(answers()) == 1


@pytest.mark.parametrize("more", [b"a:\n", b"\n--x", b"\r--x"])
def test_a_mail_that_is_all_lines_or_parts_is_not_read(more, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINES", 5_000)
    with pytest.raises(ValueError, match="too many"):
        bring(b"From: a@x.example\n" + more * 5_001)
    assert not IncomingMessage.objects.exists()


def test_how_a_stranger_called_a_file_is_never_said_in_a_mail_of_ours():
    come(written(files=[(b"MZ", "Akun Anda diblokir, buka jahat.example.exe")]))
    assert "“lampiran 1”" in answers()[0].text
    assert "jahat" not in answers()[0].text


def test_of_a_hundred_files_that_can_not_be_kept_few_are_opened(monkeypatch):
    opened = []

    def inspect(file, limits):
        opened.append(file.name)
        raise Refused("unknown_kind", "Tidak bisa dibuka.")

    monkeypatch.setattr(attached, "inspect", inspect)
    come(written(files=[(b"MZ", f"{each}.exe") for each in range(100)]))
    assert len(opened) == attached.MOST_OPENED


# --- who wrote --------------------------------------------------------------------------------------------------------


def test_the_reporter_is_reached_by_mail_and_stays_anonymous():
    report = come(written()).report
    assert (report.channel, report.is_anonymous, report.is_secret) == ("email", True, False)
    assert identity.for_telling(report).email == FROM


def test_a_mail_that_claims_to_be_an_officers_gets_no_rights(cast):
    officer = cast.user("otto").login
    report = come(written(sender=officer), sender=officer).report
    event = report.events.get()
    assert (event.actor_kind, event.actor_ref, event.actor_unit, report.reporter_tag) == ("pin_holder", "", None, None)


def test_two_thousand_recipients_are_neither_answered_nor_kept():
    everybody = ", ".join(f"orang{each}@lain.example" for each in range(2000))
    message = come(written(To=f"{SERVICE}, {everybody}"))
    assert (message.state, len(answers()), Correspondent.objects.count()) == ("done", 1, 1)
    assert not RawMail.objects.exists()


def test_what_only_the_envelope_knows_is_the_sender_where_the_mail_names_nobody():
    report = come(written(sender="bukan alamat"), sender=FROM).report
    assert identity.for_telling(report).email == FROM


@pytest.mark.parametrize(
    ("local", "code"), [("lapor+kutim", "64.08"), ("LAPOR+KUTIM", "64.08"), ("lapor+x", "pusat"), ("lapor+", "pusat")]
)
def test_the_code_word_in_the_address_chooses_the_agency(local, code):
    Unit.objects.filter(code="64.08").update(keyword="KUTIM")
    assert come(written(), to=[f"{local}@lapor.example"]).report.holder.code == code


# --- the receipt ------------------------------------------------------------------------------------------------------


def test_the_receipt_names_number_and_pin_and_takes_answers():
    report = come(written()).report
    [receipt] = answers()
    [pin] = re.findall(r"\b\d{8}\b", receipt.text)
    assert intake.pin_fits(report, pin)
    assert str(report.number) in receipt.subject
    assert (receipt.report, receipt.answers) == (report.number, True)
    assert intake.receipt_pin(report, at=AT) is None


def test_the_policy_does_not_send_a_second_receipt():
    report = come(written()).report
    fan_out.tell([report.events.get().pk], at=AT)
    mine = OutgoingMessage.objects.filter(event__report=report, recipient=answering.recipients.reporter_of(report))
    assert mine.count() == 1


def test_a_second_report_within_the_hour_gets_its_receipt_later():
    due = []
    for number in (1, 2, 3):
        come(written(number=number))
        due.append(OutgoingMessage.objects.latest("pk").due_at - AT)
    assert due == [timedelta(0), timedelta(hours=1), timedelta(hours=2)]


# --- once, and never in a circle --------------------------------------------------------------------------------------


def test_the_same_mail_is_one_report_however_often_it_comes():
    for _ in range(3):
        come(sample("gmail"))
    assert (Report.objects.count(), IncomingMessage.objects.count(), len(answers())) == (1, 1, 1)


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-generated"}, {"X_Autoreply": "yes"}, {"Precedence": "auto_reply"}]
)
def test_what_a_machine_wrote_is_dropped(headers):
    message = come(written(**headers))
    assert (message.state, bytes(message.content_ciphertext), answers()) == ("dropped", b"", [])
    assert not RawMail.objects.exists()


@pytest.mark.parametrize("name", ["cuti", "balasan_otomatis", "tidak_terkirim"])
def test_what_mail_programs_answer_by_themselves_is_dropped(name):
    assert (come(sample(name)).state, answers()) == ("dropped", [])


def test_a_mail_that_is_locked_and_says_nothing_else_waits_and_its_sender_hears_why():
    message = come(sample("terkunci_pgp"))
    assert (message.state, message.reason) == ("waiting", "only_files")
    assert "terkunci (S/MIME atau PGP)" in answers()[0].text


def test_a_person_writes_of_an_answer_that_came_by_itself():
    raw = sample("balasan_otomatis").replace(b"Balasan otomatis:", b"Re: Balasan otomatis:")
    assert come(raw).report


def test_a_mail_without_a_sender_is_dropped():
    assert (come(written(), sender="").state, answers()) == ("dropped", [])


@pytest.mark.parametrize(
    "sender", [SERVICE, "lapor+kutim@lapor.example", "balas+abc@lapor.example", "kabar@lain.example"]
)
def test_our_own_mails_are_never_answered(settings, sender):
    settings.DEFAULT_FROM_EMAIL = "LAPOR! <kabar@lain.example>"
    assert (come(written(sender=f"LAPOR! <{sender}>"), sender=sender).state, answers()) == ("dropped", [])


def test_people_who_work_under_our_domain_write_to_us_like_all_others():
    assert come(written(sender="budi@lapor.example", References="<tulisan@lapor.example>")).report


def test_a_list_is_read_by_a_person_and_never_answered():
    message = come(sample("milis"))
    assert (message.state, message.reason, answers()) == ("waiting", "mailing_list", [])


def test_an_answer_to_a_mail_of_ours_makes_no_report():
    for number in (1, 2):
        message = come(written(number=number, In_Reply_To=addresses.message_id(1)))
    assert (message.state, message.reason, len(answers())) == ("waiting", "astray", 1)
    assert not Report.objects.exists()


def test_a_flood_from_one_address_waits_and_is_told_so_once():
    messages = [come(written(number=number)) for number in range(8)]
    assert [message.state for message in messages] == ["done"] * 5 + ["waiting"] * 3
    assert [message.reason for message in messages[5:]] == ["flood"] * 3
    assert sum("5 laporan" in said.text for said in answers()) == 1


# --- nothing is lost, and nothing is kept -----------------------------------------------------------------------------


def test_one_mailbox_is_not_flooded_by_writing_in_the_name_of_each_of_its_addresses():
    for number in range(12):
        sender = f"rini+{number}@contoh.example"
        come(written(number=number, sender=sender), sender=sender)
    assert Report.objects.count() == 5
    assert OutgoingMessage.objects.filter(channel="email", due_at__lt=AT + timedelta(minutes=30)).count() == 2


def test_a_mail_is_kept_whole_and_sealed_until_it_is_understood():
    bring(sample("gmail"))
    message = IncomingMessage.objects.get()
    assert keeping.raw_of(message) == sample("gmail")
    assert Words.unseal(message.content_ciphertext).subject == CASES["gmail"].title
    with storage.default_storage.open(message.mail.stored) as file:
        assert b"Sudarso" not in file.read()
    jobs = ProcrastinateJob.objects.filter(task_name="lapor.channels.tasks.understand", args__message_id=message.pk)
    assert jobs.count() == 1


def test_what_became_a_report_is_not_kept_beside_it(django_capture_on_commit_callbacks):
    bring(sample("gmail"))
    message = IncomingMessage.objects.get()
    stored = message.mail.stored
    with django_capture_on_commit_callbacks(execute=True):
        understanding.understand(message.pk, at=AT)
    message.refresh_from_db()
    assert (bytes(message.content_ciphertext), storage.default_storage.exists(stored)) == (b"", False)


def test_what_a_person_has_dealt_with_is_forgotten_and_orphans_with_it(django_capture_on_commit_callbacks):
    waits, done = come(sample("milis")), come(written(" ", Subject="", files=[(b"MZ", "a.exe")]))
    IncomingMessage.objects.filter(pk=done.pk).update(state="done", content_ciphertext=b"")
    with django_capture_on_commit_callbacks(execute=True):
        assert keeping.forget(at=AT) == 1
    assert list(RawMail.objects.values_list("message", flat=True)) == [waits.pk]
    stored = RawMail.objects.get().stored
    RawMail.objects.all().delete()
    keeping.forget(at=timezone.now() + timedelta(hours=3))
    assert not storage.default_storage.exists(stored)


def test_a_person_makes_a_report_of_a_mail_that_waits_with_what_was_attached(cast):
    photo = (samples.picture(), "foto.jpg")
    message = come(written(List_Id="<x.example>", files=[photo, (b"MZ", "a.exe")]))
    wanted = Submission(
        Kind.COMPLAINT,
        "Jalan rusak.",
        Channel.EMAIL,
        is_anonymous=True,
        is_secret=False,
        **handling.contact_of(message),
    )
    report = handling.make_report(message.pk, wanted, by=cast.user("vera"), at=AT)
    assert (report.attachments.count(), identity.for_telling(report).email) == (1, FROM)
