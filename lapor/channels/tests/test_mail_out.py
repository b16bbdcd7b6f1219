"""Mail as it arrives at a real SMTP server, and every way in which such a server may misbehave."""

import re
from dataclasses import replace

import pytest
from django.db import connection

from lapor.channels import email, outbox, sending
from lapor.channels.content import Content
from lapor.channels.email import addresses
from lapor.channels.errors import ChannelDown, DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.models import OutgoingMessage
from lapor.channels.tests.test_outbox import AT, MAIL, PHONE, rows, tell
from lapor.testing.mail_server import MailServer

TEXT = (
    "Laporan Anda tentang jalan berlubang sudah kami teruskan ke Dinas Pekerjaan Umum Kutai Timur.\n\n"
    "Mereka wajib menjawab paling lambat Selasa, 1 Desember 2026."
)
SAID = Content("Laporan 1234567897 diteruskan", TEXT, "x", link="/saya/1234567897/", report=1234567897, answers=True)
LETTER = Letter(7, "rini@contoh.id", SAID, "id", b"r" * 32)


@pytest.fixture
def server(settings):
    settings.MAIL_DOMAIN, settings.SITE_URL = "lapor.example", "https://lapor.example"
    settings.DEFAULT_FROM_EMAIL = "LAPOR! <info@lapor.example>"
    with MailServer() as server, server.used_by(settings):
        yield server


def arrived(server, letter=LETTER, **content):
    """The mail that arrives when this letter is sent."""
    email.send(replace(letter, content=replace(letter.content, **content)))
    return server.letters[-1]


# --- what arrives ---------------------------------------------------------------------------------------------------


def test_the_plain_part_reads_well(server):
    lines = arrived(server).text.splitlines()
    assert all(len(line) <= 72 for line in lines if "://" not in line)
    assert "https://lapor.example/saya/1234567897/" in lines
    assert "Mereka wajib menjawab paling lambat Selasa, 1 Desember 2026." in lines


def test_above_the_link_stands_what_one_does_there(server):
    for said, above in (({}, "Selengkapnya:"), ({"invites": "Jawab di sini:"}, "Jawab di sini:")):
        lines = arrived(server, **said).text.splitlines()
        assert lines[lines.index("https://lapor.example/saya/1234567897/") - 1] == above


def test_the_html_part_says_the_same_and_loads_nothing(server):
    html = arrived(server).message.get_body(("html",)).get_content()
    assert '<a href="https://lapor.example/saya/1234567897/"' in html
    assert "Selasa, 1 Desember 2026" in html
    assert not re.search(r"<(?:img|link|script|style|iframe)|url\(|src=", html)


def test_what_an_officer_wrote_is_no_html(server):
    html = arrived(server, text="<b>Selesai</b> & <script>alert(1)</script>").message.get_body(("html",)).get_content()
    assert "&lt;b&gt;Selesai&lt;/b&gt; &amp; &lt;script&gt;" in html


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\0"])
def test_a_line_break_in_the_subject_begins_no_header(server, end):
    letter = arrived(server, subject=f"Laporan{end}Bcc: korban@contoh.id{end}{end}Isi palsu")
    assert letter.message["Subject"] == "Laporan Bcc: korban@contoh.id Isi palsu"
    assert letter.message["Bcc"] is None
    assert letter.recipients == ("rini@contoh.id",)


@pytest.mark.parametrize(
    "to", ["rini@contoh.id\nBcc: korban@contoh.id", "a@contoh.id, b@contoh.id", "a@contoh.id b@contoh.id", "", "rini"]
)
def test_an_address_that_is_none_is_refused_for_good(server, to):
    with pytest.raises(DeliveryFailed) as failed:
        email.send(replace(LETTER, to=to))
    assert (failed.value.code, failed.value.permanent, server.letters) == ("bad_address", True, [])


def test_mails_about_one_report_are_shown_together(server):
    first, second = arrived(server), arrived(server, replace(LETTER, message_id=8))
    assert first.message["Message-ID"] != second.message["Message-ID"]
    assert first.message["References"] == second.message["References"]
    assert "1234567897" not in first.message["References"]


def test_a_message_has_the_same_id_each_time_it_is_tried(server):
    assert arrived(server).message["Message-ID"] == arrived(server).message["Message-ID"]


def test_a_mail_says_that_a_machine_sent_it_and_in_which_language(server):
    message = arrived(server, replace(LETTER, language="en")).message
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "en")
    assert message["From"] == "LAPOR! <info@lapor.example>"
    assert message["Date"].datetime


def test_whoever_follows_something_can_stop_with_one_click(server):
    message = arrived(server, stop_link="/ikuti/berhenti/abc/").message
    assert message["List-Unsubscribe"] == "<https://lapor.example/ikuti/berhenti/abc/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert arrived(server).message["List-Unsubscribe"] is None


def test_answers_and_bounces_go_to_addresses_that_only_we_can_make(server):
    letter = arrived(server)
    reply, bounce = addresses.read(letter.message["Reply-To"]), addresses.read(letter.sender)
    assert (reply.number, reply.fits(b"r" * 32), reply.fits(b"s" * 32)) == (1234567897, True, False)
    assert (bounce.number, bounce.fits(b"")) == (7, True)
    assert arrived(server, answers=False).message["Reply-To"] is None


def test_without_a_domain_of_its_own_a_service_invites_no_answers(server, settings):
    settings.MAIL_DOMAIN = ""
    letter = arrived(server)
    assert (letter.message["Reply-To"], letter.sender) == (None, "info@lapor.example")
    assert "balas" not in letter.text


def test_a_batch_goes_over_one_connection(server, cast):
    for _ in range(3):
        tell(cast.submitted(), MAIL)
    sending.send("email", at=AT)
    assert (len(server.letters), server.sessions) == (3, 1)


# --- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [("550 no such user", "smtp_550", True), ("451 greylisted, come again", "smtp_451", False)],
)
def test_a_refused_recipient_is_refused_for_good_or_for_now(server, answer, code, permanent):
    server.refuse["rini@contoh.id"] = answer
    with pytest.raises(DeliveryFailed) as failed:
        email.send(LETTER)
    assert (failed.value.code, failed.value.permanent) == (code, permanent)
    assert not isinstance(failed.value, ChannelDown)


def test_a_mailbox_that_does_not_exist_leads_to_the_next_way_and_holds_up_nobody(server, cast):
    server.refuse["hilang@contoh.id"] = "550 no such user"
    tell(cast.submitted(), replace(MAIL, to="hilang@contoh.id"), PHONE)
    tell(cast.submitted(), MAIL)
    sending.send("email", at=AT)
    assert rows() == [("email", "failed"), ("email", "sent"), ("sms", "queued")]
    assert [letter.to for letter in server.letters] == [MAIL.to]


def test_a_connection_that_breaks_off_is_a_channel_that_is_down(server):
    server.drops = True
    with pytest.raises(ChannelDown):
        email.send(LETTER)
    server.drops = False
    email.send(LETTER)
    assert len(server.letters) == 1


def test_no_server_at_all_is_a_channel_that_is_down(server, settings):
    with MailServer() as gone:
        pass
    with gone.used_by(settings), pytest.raises(ChannelDown):
        email.send(LETTER)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_hangs_is_given_up_on_and_the_database_is_given_back_before(server, settings, monkeypatch):
    monkeypatch.setattr(sending, "PATIENCE", 0.05)
    happened, close, hang_up = [], connection.close, email._hang_up
    monkeypatch.setattr(connection, "close", lambda: (happened.append("given back"), close()))
    monkeypatch.setattr(email, "_hang_up", lambda server: (happened.append("given up"), hang_up(server)))
    for n in range(3):
        outbox.tell([MAIL], SAID, recipient=bytes([n]) * 32, event_id=None, language="id", at=AT)
    server.hangs = True
    with server.used_by(settings, timeout=3):
        sending.send("email", at=AT)
    assert happened[:2] == ["given back", "given up"]
    assert OutgoingMessage.objects.filter(state="queued", attempts=1).count() == 1
    assert OutgoingMessage.objects.filter(due_at=AT + sending.BREAK).count() == 3
