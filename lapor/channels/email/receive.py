"""Mail that comes in: a bounce fails its message; what answers a mail of ours, and what is for the service's own
address, is kept (arriving.py) and understood afterwards.

Who has an address of ours holds a token that only we can make, sent to that person alone: it is what a PIN is on a
page.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from lapor.channels import outbox, recipients
from lapor.channels.email import addresses, arriving, machines, reading
from lapor.channels.email.addresses import Purpose, Token
from lapor.core.errors import NotFound
from lapor.core.queries import one
from lapor.reports.models import Report


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
    ours = dict.fromkeys(address.lower() for address in envelope.recipients)  # each is read once, however often named
    taken = [_take(address, mail, message, envelope.sender, at) for address in ours]
    if any(taken):
        return
    if not any(map(addresses.is_service, envelope.recipients)):
        raise NotFound(envelope.recipients)
    to = next(filter(addresses.code_word_of, envelope.recipients), "")
    arriving.take(mail, message, envelope.sender, to=to, at=at)


def _take(address: str, mail: EmailMessage, raw: bytes, sender: str, at: datetime) -> bool:
    """Take it if this is a signed address."""
    token = addresses.read(address)
    if token is None:
        return False
    if token.purpose == Purpose.BOUNCE:
        return _take_bounce(token, mail, at)
    report = one(Report.objects.filter(number=token.number))
    if report is None or not token.fits(recipients.reporter_of(report), recipients.holder_of(report.number)):
        return False
    if sender and not machines.answered(mail):
        arriving.take_answer(mail, raw, report, to=address, envelope_sender=sender, at=at)
    return True


def _take_bounce(token: Token, mail: EmailMessage, at: datetime) -> bool:
    """A mail server gave up on a message; what it says of delays, and vacation messages, mean nothing."""
    if not token.fits(b""):
        return False
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for about in part.get_payload():
                if isinstance(about, EmailMessage) and about.get("Action", "").strip().lower() == "failed":
                    outbox.failed_for_good(token.number, f"bounce_{about.get('Status', '').strip()[:8]}", at=at)
    return True
