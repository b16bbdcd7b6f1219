"""A mailbox at a real IMAP server is emptied into reports, and nothing is lost or taken twice on the way."""

import os
import ssl
import time
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.db import OperationalError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.agencies.models import Unit
from lapor.channels import condition, recipients, sending, tasks, understanding
from lapor.channels.email import addresses, fetching, imap, reading
from lapor.channels.email.imap import Folder
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.channels.tests.test_mail_in import bounced
from lapor.channels.tests.test_new_mails import FROM, SERVICE, answers, bring, original, sample, written
from lapor.channels.tests.test_outbox import AT, MAIL, PHONE, rows, tell
from lapor.reports import holding
from lapor.reports.models import Report
from lapor.testing.imap_server import ImapServer
from lapor.testing.mail_server import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(cast, settings):
    settings.MAIL_DOMAIN, settings.MAIL_IN_ADDRESS = "lapor.example", SERVICE
    with ImapServer() as server, server.used_by(settings):
        yield server


@pytest.fixture
def certificate(tmp_path):
    """Of a server called localhost, known to nobody."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    begun = timezone.now() - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = (
        made.not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    )
    form = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    path = tmp_path / "localhost.pem"
    path.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM) + key.private_bytes(*form))
    return path


def delivered(raw, *, sender=FROM, to=SERVICE):
    """What the mail server writes above a mail that it puts into a mailbox."""
    return b"Return-Path: <%s>\r\nDelivered-To: %s\r\n" % (sender.encode(), to.encode()) + raw


def fetch(at=AT):
    return fetching.fetch(at=at)


def understood(at=AT):
    for message in IncomingMessage.objects.filter(state="new"):
        understanding.understand(message.pk, at=at)


def lies_in(mailbox):
    return {name: len(mailbox.folder(name)) for name in ("INBOX", *Folder)}


def light(at=AT):
    return next(each for each in condition.of_all(at) if each.channel == "email")


# --- what comes out of it ---------------------------------------------------------------------------------------------


def test_a_mail_becomes_a_report_and_is_put_aside_as_taken(mailbox):
    mailbox.put(delivered(sample("gmail")))
    assert fetch() is False
    understood()
    assert original(Report.objects.get()).title.startswith("Jalan berlubang")
    assert lies_in(mailbox) == {"INBOX": 0, Folder.TAKEN: 1, Folder.ASIDE: 0}


def test_an_answer_to_a_notice_lands_on_its_report(mailbox, cast):
    report = cast.in_progress()
    holding.hold(report.number, question="Di dekat rumah nomor berapa?", by=cast.otto, at=AT)
    address = addresses.reply_to(report.number, recipient=recipients.reporter_of(report))
    mailbox.put(delivered(written("Nomor 12.", To=address.upper()), to=address))
    fetch()
    understood()
    assert Report.objects.get(pk=report.pk).events.latest("seq").action == "supply"
    assert IncomingMessage.objects.count() == 1


def test_a_code_word_in_the_address_is_read_in_the_mailbox_too(mailbox, cast):
    cast.unit("64.08")
    Unit.objects.filter(code="64.08").update(keyword="KUTIM")
    mailbox.put(delivered(written(), to="lapor+kutim@lapor.example"))
    fetch()
    understood()
    assert Report.objects.get().holder.code == "64.08"


def test_a_bounce_fails_its_message(mailbox, cast):
    message = tell(cast.submitted(), MAIL, PHONE)
    OutgoingMessage.objects.update(state="sent")
    mailbox.put(delivered(bounced().replace(b"\n", b"\r\n"), sender="", to=addresses.bounce_to(message.pk)))
    fetch()
    assert rows() == [("email", "failed"), ("sms", "queued")]


def test_the_same_mail_by_the_listener_and_by_the_mailbox_is_one_report(mailbox):
    bring(sample("gmail"))
    mailbox.put(delivered(sample("gmail")))
    fetch()
    understood()
    assert (Report.objects.count(), lies_in(mailbox)[Folder.TAKEN]) == (1, 1)


@pytest.mark.parametrize("to", ["pengaduan@dinas.example", "balas+" + "a" * 24 + "@lapor.example", ""])
def test_whatever_lies_in_the_mailbox_came_to_the_service(mailbox, to):
    mailbox.put(delivered(written(To="siapa@lain.example"), to=to))
    fetch()
    assert IncomingMessage.objects.get().state == "new"


def test_headers_made_to_be_slow_are_read_at_once():
    mail, begun = reading.parsed((b"To: " + b"a" * 1990 + b"\n") * 400), time.process_time()
    fetching.envelope_of(mail)
    assert time.process_time() - begun < 3


def test_a_mail_from_nobody_is_dropped_and_one_without_that_line_is_its_writers(mailbox):
    mailbox.put(delivered(written(number=1), sender=""), written(number=2))
    fetch()
    understood()
    assert [message.state for message in IncomingMessage.objects.order_by("pk")] == ["dropped", "done"]


def test_a_robot_that_says_nothing_of_itself_and_answers_every_mail_soon_talks_to_itself(mailbox, settings):
    mailbox.put(delivered(written()))
    with MailServer() as server, server.used_by(settings):
        for minute in range(40):
            known, now = len(server.letters), AT + timedelta(minutes=minute)
            fetch(now)
            understood(now)
            sending.send("email", at=now)
            for number, letter in enumerate(server.letters[known:], start=known):
                to = letter.message["Reply-To"] or SERVICE
                ours = letter.message["Message-ID"]
                mailbox.put(delivered(written("Kami terima.", number=f"r{number}", In_Reply_To=ours), to=to))
    assert 1 < len(server.letters) < 10


# --- large, many, unreadable ------------------------------------------------------------------------------------------


def test_thirty_megabytes_are_taken_like_any_other_mail(mailbox):
    video = b"\0\0\0\x18ftypisom" + os.urandom(22 * 1024 * 1024)
    mailbox.put(delivered(written("Videonya terlampir.", files=[(video, "banjir.mp4")])))
    fetch()
    understood()
    assert original(Report.objects.get()).body == "Videonya terlampir."


@pytest.fixture
def small_limit(monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 20_000)


def test_a_larger_one_is_not_fetched_but_shown_and_its_sender_is_told_once_an_hour(mailbox, small_limit, monkeypatch):
    monkeypatch.delattr(imap.Mailbox, "mail")
    for number in (1, 2):
        mailbox.put(delivered(written("Panjang. " * 3000, number=number, Subject="Banjir di pasar")))
    fetch()
    messages = IncomingMessage.objects.order_by("pk")
    assert [(each.state, each.reason) for each in messages] == [("waiting", "mail_too_large")] * 2
    assert Words.unseal(messages[0].content_ciphertext).subject == "Banjir di pasar"
    assert ["terlalu besar" in said.text for said in answers()] == [True]
    assert lies_in(mailbox) == {"INBOX": 0, Folder.TAKEN: 0, Folder.ASIDE: 2}


@pytest.mark.parametrize(
    ("changes", "shown"),
    [({"Auto_Submitted": "auto-replied"}, 0), ({"Precedence": "bulk"}, 1), ({"sender": SERVICE}, 0)],
)
def test_machines_and_lists_are_not_told_that_a_mail_is_too_large(mailbox, small_limit, changes, shown):
    mailbox.put(delivered(written("Panjang. " * 3000, **changes)))
    fetch()
    assert (IncomingMessage.objects.count(), answers(), lies_in(mailbox)[Folder.ASIDE]) == (shown, [], 1)


def test_a_full_mailbox_is_emptied_in_batches_in_its_order(mailbox):
    mailbox.put(*(delivered(written(number=number, Subject=f"Surel {number}")) for number in range(110)))
    assert [fetch() for _ in range(3)] == [True, True, False]
    subjects = [Words.unseal(each.content_ciphertext).subject for each in IncomingMessage.objects.order_by("pk")]
    assert subjects == [f"Surel {number}" for number in range(110)]
    assert lies_in(mailbox) == {"INBOX": 0, Folder.TAKEN: 110, Folder.ASIDE: 0}


def test_the_worker_puts_the_next_batch_itself_and_never_fetches_twice_at_once(mailbox, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH", 1)
    mailbox.put(delivered(written(number=1)), delivered(written(number=2)))
    waits = ProcrastinateJob.objects.filter(task_name="lapor.channels.tasks.fetch_mail", status="todo")
    for _ in range(3):
        tasks.fetch_mail(timestamp=0)
    assert [(job.lock, job.queueing_lock) for job in waits] == [("mailbox", "fetch-mail")]
    assert IncomingMessage.objects.count() == 2


def test_a_slow_server_gets_a_batch_of_its_own_time(mailbox, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH_SECONDS", -1)
    mailbox.put(delivered(written(number=1)), delivered(written(number=2)))
    assert [fetch(), fetch(), fetch()] == [True, True, False]
    assert IncomingMessage.objects.count() == 2


def test_a_mail_that_breaks_the_parser_is_shown_to_a_person_and_holds_nobody_up(mailbox, monkeypatch, caplog):
    parsed = reading.parsed

    def break_on_the_first(raw):
        if b"<1@x.example>" in raw:
            raise IndexError("rahasia")
        return parsed(raw)

    monkeypatch.setattr(reading, "parsed", break_on_the_first)
    mailbox.put(delivered(written(number=1)), delivered(written(number=2)))
    fetch()
    fetch()
    assert [(each.state, each.reason) for each in IncomingMessage.objects.order_by("pk")] == [
        ("waiting", "mail_unread"),
        ("new", ""),
    ]
    assert lies_in(mailbox) == {"INBOX": 0, Folder.TAKEN: 1, Folder.ASIDE: 1}
    assert "rahasia" not in caplog.text


# --- what goes wrong on the way ---------------------------------------------------------------------------------------


def test_a_line_cut_between_keeping_a_mail_and_moving_it_makes_one_report(mailbox, monkeypatch):
    take = fetching.receive

    def take_and_lose_the_line(*args, **kwargs):
        take(*args, **kwargs)
        mailbox.cut()

    monkeypatch.setattr(fetching, "receive", take_and_lose_the_line)
    mailbox.put(delivered(sample("gmail")))
    fetch()
    assert (lies_in(mailbox)["INBOX"], IncomingMessage.objects.count(), str(light().light)) == (1, 1, "amber")
    monkeypatch.setattr(fetching, "receive", take)
    fetch()
    understood()
    assert (lies_in(mailbox)["INBOX"], Report.objects.count(), str(light().light)) == (0, 1, "green")


def test_while_nothing_can_be_kept_nothing_is_moved(mailbox, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(fetching, "receive", away)
    mailbox.put(delivered(sample("gmail")))
    assert fetch() is False
    assert (lies_in(mailbox)["INBOX"], "disimpan" in str(light().why)) == (1, True)


def test_a_wrong_password_turns_the_light_and_is_logged_without_it(mailbox, settings, caplog):
    settings.IMAP_PASSWORD = "kata sandi yang lama"
    mailbox.put(delivered(sample("gmail")))
    assert fetch() is False
    assert (str(light().light), str(light(AT + timedelta(hours=1)).light)) == ("amber", "red")
    assert "sandi" in str(light().why)
    assert [record.getMessage() for record in caplog.records] == ["mailbox: login"]


def test_a_server_that_is_away_and_a_folder_that_is_gone_turn_it_too(mailbox, settings):
    settings.IMAP_URL = mailbox.url.replace("INBOX", "TIDAK%20ADA")
    fetch()
    assert "folder" in str(light().why)
    settings.IMAP_URL = "imap://127.0.0.1:1/INBOX"
    fetch()
    assert "dihubungi" in str(light().why)


def test_the_folders_are_numbered_anew_and_nothing_is_taken_twice(mailbox, settings):
    mailbox.put(delivered(written(number=1)))
    fetch()
    with ImapServer() as restored, restored.used_by(settings):  # from a copy of yesterday
        restored.put(delivered(written(number=1)), delivered(written(number=2)))
        fetch()
    assert IncomingMessage.objects.count() == 2


def test_a_mail_that_somebody_else_removes_meanwhile_is_passed_over(mailbox, monkeypatch):
    monkeypatch.setattr(imap.Mailbox, "mail", lambda self, number: None)
    mailbox.put(delivered(written()))
    fetch()
    assert (IncomingMessage.objects.count(), str(light().light)) == (0, "green")


def test_a_server_that_can_not_move_copies_and_removes(mailbox, monkeypatch):
    has = imap.IMAPClient.has_capability
    monkeypatch.setattr(imap.IMAPClient, "has_capability", lambda self, name: name != "MOVE" and has(self, name))
    mailbox.put(delivered(written()))
    fetch()
    assert lies_in(mailbox) == {"INBOX": 0, Folder.TAKEN: 1, Folder.ASIDE: 0}


def test_from_a_mailbox_that_nothing_can_be_moved_out_of_nothing_is_fetched(mailbox, monkeypatch):
    has = imap.IMAPClient.has_capability
    unknown = {"MOVE", "UIDPLUS"}
    monkeypatch.setattr(imap.IMAPClient, "has_capability", lambda self, name: name not in unknown and has(self, name))
    mailbox.put(delivered(written()))
    fetch()
    assert (IncomingMessage.objects.count(), "pemindahan" in str(light().why)) == (0, True)


# --- safely, and not for ever -----------------------------------------------------------------------------------------


def test_only_a_server_that_shows_a_certificate_for_its_name_gets_the_password(
    cast, settings, certificate, monkeypatch
):
    settings.MAIL_IN_ADDRESS = SERVICE
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    with ImapServer(certificate=served) as server, server.used_by(settings):
        server.put(delivered(written()))
        fetch()
        assert (IncomingMessage.objects.count(), "sertifikat" in str(light().why)) == (0, True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        fetch()
        assert IncomingMessage.objects.count() == 1


def test_what_was_taken_a_month_ago_is_erased_there_too(mailbox):
    mailbox.put(delivered(written()))
    fetch()
    now = timezone.now()
    assert [fetching.forget(at=now + timedelta(days=days)) for days in (29, 32, 33)] == [0, 1, 0]
    assert lies_in(mailbox) == {"INBOX": 0, Folder.TAKEN: 0, Folder.ASIDE: 0}


def test_without_a_mailbox_nothing_is_fetched(db, settings):
    settings.IMAP_URL = ""
    assert (fetch(), fetching.forget(at=AT)) == (False, 0)
