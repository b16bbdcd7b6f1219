"""Answers and bounces, through a real SMTP session with the door for mail."""

import re
import smtplib
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError

from lapor.channels import recipients, understanding
from lapor.channels.content import Content
from lapor.channels.email import addresses, listening, receive
from lapor.channels.email.listening import listening as open_door
from lapor.channels.email.receive import Envelope
from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.channels.tests.test_outbox import AT, MAIL, PHONE, rows, tell
from lapor.core.errors import NotFound
from lapor.core.tests import samples
from lapor.reports import actors, closing, holding, referral
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.mail_server import free_port

FROM = "rini@contoh.id"


@pytest.fixture(autouse=True)
def domain(settings):
    settings.MAIL_DOMAIN = "lapor.example"


@pytest.fixture
def asked(cast):
    """A report on which the officer has asked something."""
    report = cast.in_progress(email=FROM)
    return holding.hold(report.number, question="Di dekat rumah nomor berapa?", by=cast.otto, at=AT)


def address_of(report):
    return addresses.reply_to(report.number, recipient=recipients.reporter_of(report))


def written(text="Di depan rumah nomor 12.", *, html="", files=(), **headers):
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = FROM, "Re: Laporan", f"<{uuid4()}@contoh.id>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(html or text, subtype="html" if html else "plain")
    for content, (kind, subkind), filename in files:
        mail.add_attachment(content, maintype=kind, subtype=subkind, filename=filename)
    return mail


def take(mail, *to, sender=FROM, at=AT):
    receive.receive(mail.as_bytes(), Envelope(sender, to), at=at)
    for pk in IncomingMessage.objects.filter(state="new").values_list("pk", flat=True):
        understanding.understand(pk, at=at)


def last(report):
    """The report's newest event: what was done, and the words."""
    event = Report.objects.get(pk=report.pk).events.latest("seq")
    return event, [content.read(report.data_key) for content in event.contents.all()]


def explained():
    told = OutgoingMessage.objects.filter(channel="email").order_by("pk")
    return [Content.unseal(each.content_ciphertext) for each in told]


def test_the_guide_lets_a_mail_server_pass_on_every_address_of_ours_and_no_other(settings):
    settings.MAIL_DOMAIN = "balas.lapor.go.id"
    guide = (Path(__file__).parents[3] / "docs/guides/operator.md").read_text()
    patterns = [re.compile(each) for each in re.findall(r"^/(\^.*\$)/ OK$", guide, re.MULTILINE)]
    asks = [purpose.asks for purpose in addresses.Purpose]
    ours = [addresses.reply_to(1234567897, recipient=b"r" * 32, asks=each) for each in asks]
    ours += [addresses.bounce_to(1), "lapor@balas.lapor.go.id", "lapor+kutim@balas.lapor.go.id"]
    assert [sum(bool(each.match(address)) for each in patterns) for address in ours] == [1] * len(ours)
    assert not any(each.match("balas+kutim@balas.lapor.go.id") for each in patterns)


# --- answers --------------------------------------------------------------------------------------------------------


def test_an_answer_to_a_question_supplies_what_was_missing(asked):
    take(written(), address_of(asked))
    event, words = last(asked)
    assert (event.action, event.to_state, words) == ("supply", State.IN_PROGRESS, ["Di depan rumah nomor 12."])


def test_an_answer_to_an_answer_replies_to_it(cast):
    report = cast.answered()
    take(written("Belum, lubangnya masih ada."), address_of(report))
    event, words = last(report)
    assert (event.action, words) == ("reply", ["Belum, lubangnya masih ada."])


def test_an_answer_about_one_part_of_a_divided_report_lands_on_that_part(cast):
    whole = cast.referred(email=FROM)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    part = referral.split(whole.number, parts=wanted, by=cast.arif, at=AT)[0]
    holding.hold(part.number, question="Di dekat rumah nomor berapa?", by=cast.otto, at=AT)
    take(written(), addresses.reply_to(part.number, recipient=recipients.reporter_of(whole)))
    assert last(part)[0].action == "supply"


def test_the_step_is_the_reporters_and_its_record_names_nobody(asked):
    take(written(), address_of(asked))
    event, _words = last(asked)
    assert (event.actor_kind, event.actor_ref) == ("pin_holder", "")


def test_the_same_mail_is_one_step_however_often_it_arrives(asked):
    mail = written()
    for _ in range(3):
        take(mail, address_of(asked))
    assert asked.events.filter(action="supply").count() == 1
    assert len(explained()) == 1


def test_capitals_in_the_address_change_nothing(asked):
    take(written(), address_of(asked).upper())
    assert last(asked)[0].action == "supply"


def test_photos_come_with_the_words(asked):
    photo = (samples.picture(), ("image", "jpeg"), "lubang.jpg")
    take(written(files=[photo]), address_of(asked))
    event, _words = last(asked)
    assert asked.attachments.filter(event=event).count() == 1


def test_a_file_that_can_not_be_kept_does_not_hold_up_the_words(asked):
    program = (b"MZ" + b"\0" * 500, ("application", "octet-stream"), "foto.exe")
    take(written(files=[program]), address_of(asked))
    assert last(asked)[1] == ["Di depan rumah nomor 12."]
    [said] = explained()
    assert "“lampiran 1”" in said.text
    assert f"Pesan Anda masuk ke laporan {asked.number}" in said.text


def test_photos_without_words_are_an_answer(asked):
    take(written(" ", files=[(samples.picture(), ("image", "jpeg"), "a.jpg")]), address_of(asked))
    assert last(asked)[1] == ["Berkas terlampir."]


# --- what is no answer ----------------------------------------------------------------------------------------------


def test_an_address_of_another_report_or_person_is_nobodys(asked, cast):
    other = cast.submitted()
    stolen = addresses.reply_to(asked.number, recipient=recipients.reporter_of(other))
    for address in (stolen, "balas@lapor.example", "balas+" + "a" * 24 + "@lapor.example", "info@lapor.example"):
        with pytest.raises(NotFound):
            take(written(), address)
    assert last(asked)[0].action == "hold"


@pytest.mark.parametrize("length", [1, 12, 23])
def test_every_letter_of_a_token_counts(asked, length):
    local, _, domain = address_of(asked).partition("@")
    spoilt = local[:-length] + ("a" if local[-length] != "a" else "b") + local[len(local) - length + 1 :]
    with pytest.raises(NotFound):
        take(written(), f"{spoilt}@{domain}")


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"List_Id": "<x.contoh.id>"}],
)
def test_a_vacation_message_is_no_answer(asked, headers):
    take(written("Saya sedang cuti.", **headers), address_of(asked))
    assert (last(asked)[0].action, explained()) == ("hold", [])


def test_a_mail_from_nobody_is_no_answer(asked):
    take(written("Mailbox full."), address_of(asked), sender="")
    assert (last(asked)[0].action, explained()) == ("hold", [])


def test_who_writes_when_nothing_is_asked_adds_to_the_report(cast):
    report = cast.referred()
    take(written("Lubangnya makin dalam.", files=[(samples.picture(), ("image", "jpeg"), "a.jpg")]), address_of(report))
    event, words = last(report)
    assert (event.action, words, event.to_state) == ("add", ["Lubangnya makin dalam."], State.REFERRED)
    assert report.attachments.filter(event=event).count() == 1


def test_who_writes_after_the_end_is_told_once_an_hour_what_can_be_done(cast):
    report = cast.answered(email=FROM)
    closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=AT)
    for minutes in (0, 30, 61):
        take(written("Halo?"), address_of(report), at=AT + timedelta(minutes=minutes))
    assert last(report)[0].action == "accept"
    first, _second = explained()
    assert "belum kami masukkan" in first.text
    assert first.link == f"/saya/{report.number}/"


def test_an_empty_mail_is_no_answer_and_that_is_said(asked):
    take(written("   "), address_of(asked))
    [said] = explained()
    assert "tidak bisa kami baca" in said.text
    assert last(asked)[0].action == "hold"


def test_a_closed_report_is_not_reopened_by_a_thank_you(cast):
    report = cast.answered(email=FROM)
    closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=AT)
    take(written("Terima kasih!"), address_of(report))
    assert last(report)[0].action == "accept"


# --- bounces --------------------------------------------------------------------------------------------------------


def bounced(action="failed", status="5.1.1"):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "mailer-daemon@contoh.id", "Undelivered Mail"
    mail.set_content("Tidak terkirim.")
    mail.make_mixed()
    mail.set_param("report-type", "delivery-status")
    report = f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; {FROM}\nAction: {action}\nStatus: {status}\n\n"
    text = mail.as_string().replace("multipart/mixed", "multipart/report")
    boundary = text.partition('boundary="')[2].partition('"')[0]
    part = f"--{boundary}\nContent-Type: message/delivery-status\n\n{report}\n"
    return text.replace(f"--{boundary}--", f"{part}--{boundary}--").encode()


def test_a_bounce_fails_its_message_and_the_next_way_is_taken(cast):
    message = tell(cast.submitted(), MAIL, PHONE)
    OutgoingMessage.objects.update(state="sent")
    for _ in range(2):
        receive.receive(bounced(), Envelope("", (addresses.bounce_to(message.pk),)), at=AT)
    assert rows() == [("email", "failed"), ("sms", "queued")]
    assert [attempt.code for attempt in message.tries.all()] == ["bounce_5.1.1"]


@pytest.mark.parametrize("mail", [bounced("delayed", "4.4.7"), written("Saya sedang cuti.").as_bytes()])
def test_a_delay_or_a_vacation_message_fails_nothing(cast, mail):
    message = tell(cast.submitted(), MAIL, PHONE)
    OutgoingMessage.objects.update(state="sent")
    receive.receive(mail, Envelope("", (addresses.bounce_to(message.pk),)), at=AT)
    assert rows() == [("email", "sent")]


def test_an_address_for_answers_is_none_for_bounces(cast):
    message = tell(cast.submitted(), MAIL, PHONE)
    forged = addresses.reply_to(message.pk, recipient=b"").replace("balas", "pantul")
    with pytest.raises(NotFound):
        receive.receive(bounced(), Envelope("", (forged,)), at=AT)
    assert rows() == [("email", "queued")]


# --- the door -------------------------------------------------------------------------------------------------------


@pytest.fixture
def door(monkeypatch):
    """Yields a client's session with the door, and the list of what was handed on; `door.trouble` goes wrong there."""
    taken = []

    def receive_(message, envelope, *, at):
        if door.trouble:
            raise door.trouble
        taken.append((message, envelope))

    monkeypatch.setattr(listening, "receive", receive_)
    port = free_port()
    with open_door("127.0.0.1", port), smtplib.SMTP("127.0.0.1", port, timeout=60) as door:
        door.trouble, door.taken = None, taken
        yield door


def ours():
    return addresses.reply_to(1234567897, recipient=b"r" * 32)


def test_the_door_takes_what_is_for_an_address_of_ours(door):
    door.sendmail(FROM, [ours()], written().as_bytes())
    [(message, envelope)] = door.taken
    assert b"nomor 12" in message
    assert envelope == Envelope(FROM, (ours(),))


def test_the_door_turns_strangers_away_before_they_send_anything(door):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        door.sendmail(FROM, ["siapa@lapor.example"], b"x")
    assert refused.value.recipients["siapa@lapor.example"][0] == 550


@pytest.mark.parametrize(
    ("trouble", "code"), [(NotFound("x"), 550), (OperationalError("gone"), 451), (OSError(28), 451), (KeyError(), 554)]
)
def test_the_door_says_250_only_when_it_is_done(door, trouble, code, caplog):
    door.trouble = trouble
    with pytest.raises(smtplib.SMTPDataError) as refused:
        door.sendmail(FROM, [ours()], written("rahasia").as_bytes())
    assert refused.value.smtp_code == code
    assert "rahasia" not in caplog.text


def test_the_door_says_how_large_a_mail_may_be(door):
    door.ehlo()
    assert door.esmtp_features["size"] == str(listening.LARGEST)


def test_the_door_takes_a_hundred_recipients_at_once_and_the_others_later(door):
    door.ehlo()
    door.mail(FROM)
    codes = [door.rcpt(ours())[0] for _ in range(150)]
    assert (codes.count(250), codes[100:]) == (100, [452] * 50)


# --- the same door by LMTP --------------------------------------------------------------------------------------------


@pytest.fixture
def lmtp(door):
    """A mail server's session with the same door, in the language of mailboxes."""
    with smtplib.LMTP(*door.sock.getpeername(), timeout=60) as client:
        yield client


def hand_in(client, *recipients, mail=None):
    """The answers after the mail: of LMTP one for each recipient, of which the library reads the first."""
    client.mail(FROM)
    for recipient in recipients:
        client.rcpt(recipient)
    first = client.data(mail or written().as_bytes())[0]
    return [first, *(client.getreply()[0] for _ in recipients[1:])]


def test_a_mailbox_server_hears_about_each_recipient_and_the_next_mail_in_order(door, lmtp):
    lmtp.ehlo()
    other = addresses.reply_to(1234567897, recipient=b"s" * 32)
    assert hand_in(lmtp, ours(), other) == [250, 250]
    assert hand_in(lmtp, ours()) == [250]
    assert lmtp.rcpt("siapa@lapor.example")[0] == 503  # nothing is left over
    assert [envelope.recipients for _mail, envelope in door.taken] == [(ours(), other), (ours(),)]


@pytest.mark.parametrize(("trouble", "code"), [(NotFound("x"), 550), (OperationalError("gone"), 451)])
def test_it_hears_of_trouble_as_often(door, lmtp, trouble, code):
    door.trouble = trouble
    lmtp.ehlo()
    assert hand_in(lmtp, ours(), ours()) == [code, code]


def test_it_hears_as_often_that_a_mail_is_too_large(settings, monkeypatch):
    monkeypatch.setattr(listening, "LARGEST", 1000)
    port = free_port()
    with open_door("127.0.0.1", port), smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "1000"
        assert hand_in(client, ours(), ours(), mail=b"x" * 60 + b"\r\n" * 600) == [552, 552]
        assert client.noop()[0] == 250


def test_who_says_ehlo_gets_one_answer_for_all(door):
    door.ehlo()
    assert hand_in(door, ours())[0] == 250
    door.mail(FROM)
    door.rcpt(ours())
    door.rcpt(ours())
    assert (door.data(b"x")[0], door.noop()[0]) == (250, 250)


def test_an_address_that_is_named_a_hundred_times_is_read_once(asked, monkeypatch):
    read = []
    monkeypatch.setattr(receive.arriving, "take_answer", lambda *_mail, to, **_more: read.append(to))
    to = address_of(asked)
    take(written(), *[to, to.upper(), to.title()] * 33)
    assert read == [to]
