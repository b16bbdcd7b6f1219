"""Mail that comes in: a reporter's answer becomes the step that the report waits for, a bounce fails its message, and
what is for the service's own address is kept as a new mail (arriving.py).

Who has an address of ours holds a token that only we can make, sent to that person alone: it is what a PIN is on a
page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.channels import outbox, recipients
from lapor.channels.content import Content
from lapor.channels.email import addresses, arriving, machines, reading, replies
from lapor.channels.email.addresses import Purpose, Token
from lapor.channels.email.attached import files_of
from lapor.channels.outbox import Way
from lapor.core import encryption
from lapor.core.errors import NotFound, Refused
from lapor.core.files import Accepted
from lapor.core.queries import one
from lapor.reports import actors, adding, holding, response
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.reports.querysets import AlreadyDone

STEPS: dict[str, Callable[..., Report]] = {State.ON_HOLD: holding.supply, State.ANSWERED: response.reply}
ONCE_IN = timedelta(hours=1)  # that somebody is told why a mail couldn't be used


@dataclass(frozen=True)
class Envelope:
    """What the mail server said beside the message; `sender` is empty for reports of mail servers."""

    sender: str
    recipients: tuple[str, ...]


def receive(message: bytes, envelope: Envelope, *, at: datetime) -> None:
    """Take a mail for each of our addresses on its envelope; what was taken before changes nothing.

    Signed addresses come first: an answer that also goes to the service's own address is no second report.

    Raises NotFound when none of them is an address that we gave away.
    """
    mail = reading.parsed(message)
    tokens = [token for token in map(addresses.read, envelope.recipients) if token]
    taken = [TAKE[token.purpose](token, mail, envelope.sender, at) for token in tokens]
    if any(taken):
        return
    if not any(map(addresses.is_service, envelope.recipients)):
        raise NotFound(envelope.recipients)
    arriving.take(mail, message, envelope.sender, at=at)


def _take_bounce(token: Token, mail: EmailMessage, sender: str, at: datetime) -> bool:
    """A mail server gave up on a message; what it says of delays, and vacation messages, mean nothing."""
    if not token.fits(b""):
        return False
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for about in part.get_payload():
                if isinstance(about, EmailMessage) and about.get("Action", "").strip().lower() == "failed":
                    outbox.failed_for_good(token.number, f"bounce_{about.get('Status', '').strip()[:8]}", at=at)
    return True


def _take_answer(token: Token, mail: EmailMessage, sender: str, at: datetime) -> bool:
    report = one(Report.objects.filter(number=token.number))
    if report is None or not token.fits(recipients.reporter_of(report), recipients.holder_of(report.number)):
        return False
    if not sender or machines.wrote(mail) or machines.sent_to_many(mail):
        return True
    files, left_out = files_of(mail)
    with translation.override(report.lang):
        text = replies.words_of(mail) or (_("Berkas terlampir.") if files else "")
        trouble = _step(report, text, files, mail, at)
        if trouble or left_out:
            _explain(report, trouble, left_out, to=sender, at=at)
    return True


def _step(report: Report, text: str, files: tuple[Accepted, ...], mail: EmailMessage, at: datetime) -> str:
    """Take the step that the report waits for, or add to it; returns the sentence for the person when it has ended."""
    by = actors.pin_holder(report.number).acting(command=_command(report, mail))
    try:
        with transaction.atomic(durable=True):
            state = Report.objects.locked(report.number, by=by).state
            STEPS.get(state, adding.add)(report.number, text=text, files=files, by=by, at=at)
    except AlreadyDone:
        return ""
    except Refused as refused:
        return refused.sentence
    return ""


def _command(report: Report, mail: EmailMessage) -> UUID:
    """The same mail is one step, however often it arrives. Keyed, so that no mailbox tells whose step it was."""
    mail_id = mail.get("Message-ID", "").strip() or sha256(mail.as_bytes()).hexdigest()
    return UUID(bytes=encryption.tag(f"{report.number} {mail_id}", purpose="mail")[:16])


def _explain(report: Report, trouble: str, left_out: list[str], *, to: str, at: datetime) -> None:
    """One polite mail that says what wasn't taken and what can be done instead; not more than one an hour."""
    if not limits.allow(limits.key("mail explained", report.number), at=at, most=1, within=ONCE_IN):
        return
    if trouble:
        begin = _("Isi surel Anda belum kami masukkan ke laporan %s.") % report.number
    else:
        begin = _("Tulisan Anda sudah masuk ke laporan %s, tetapi ada berkas yang tidak.") % report.number
    end = _("Di halaman laporan Anda bisa melihat perkembangannya dan langkah yang bisa Anda ambil sekarang.")
    content = Content(
        subject=_("Balasan Anda untuk laporan %s") % report.number,
        text="\n\n".join([" ".join(filter(None, [begin, trouble])), *left_out, end]),
        link=f"/saya/{report.number}/",
        report=report.number,
    )
    with transaction.atomic():
        outbox.tell(
            [Way("email", to)], content, recipient=recipients.reporter_of(report), event_id=None,
            language=report.lang, at=at,
        )  # fmt: skip
    outbox.wake(["email"])


TAKE = {Purpose.REPLY: _take_answer, Purpose.BOUNCE: _take_bounce}
