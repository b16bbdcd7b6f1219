"""What stands on the outside of a mail, whatever its program made of the rules: who wrote it, and its subject."""

import email.policy
import re
from contextlib import suppress
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from hashlib import sha256

from lapor.accounts import contacts
from lapor.accounts.models import ContactKind
from lapor.channels.email import addresses
from lapor.channels.email.replies import decoded
from lapor.core import encryption
from lapor.core.errors import Refused

# Nobody writes more; of a mail that is all lines or parts Python makes gigabytes, and takes minutes for it.
MOST_LINES, MOST_PARTS = 2_000_000, 5_000
LONGEST_HEADER = 2000  # letters: of longer ones, made to be slow to read, the beginning is enough
# Named as the charset of a header, what only Python knows makes it fail; see replies.NO_CHARSETS.
NO_CHARSET = re.compile(
    r"(=\??\W{0,4})(?:punycode|idna|undefined|(?:raw[_-])?unicode[_-]escape)(?=\W{0,4}['?*])", re.IGNORECASE
)


class Patient(email.policy.EmailPolicy):
    """Reads headers as Python does, which takes minutes for a single one of a megabyte, and fails at some charsets."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, NO_CHARSET.sub(r"\1utf-8", value[:LONGEST_HEADER])


PARSER = BytesParser(policy=Patient())
MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,200}>")
AGAIN = re.compile(r"^(?:\s*(?:re|fwd?|bls|trs|balas|terusan)\s*:)+", re.IGNORECASE)


def parsed(raw: bytes) -> EmailMessage:
    """Raises ValueError for a mail of far more lines or parts than anybody writes."""
    if any(raw.count(end) > MOST_LINES or raw.count(end + b"--") > MOST_PARTS for end in (b"\n", b"\r")):
        raise ValueError("too many lines or parts")
    mail = PARSER.parsebytes(raw)
    assert isinstance(mail, EmailMessage)
    return mail


def subject_of(mail: EmailMessage) -> str:
    """On one line, without “Re:”; bytes that were never encoded are read all the same."""
    raw = next((str(value) for name, value in mail.raw_items() if name.lower() == "subject"), "")
    subject = (
        str(mail.get("Subject", "")) if raw.isascii() else decoded(raw.encode("utf-8", "surrogateescape"), "utf-8")
    )
    shown = "".join(each if each.isprintable() else " " for each in subject)
    return " ".join(AGAIN.sub("", shown).split())


def message_id_of(mail: EmailMessage) -> str:
    """How a mail program finds it again; empty where it has none that may stand in a header of ours."""
    own = str(mail.get("Message-ID", "")).strip()
    return own if MESSAGE_ID.fullmatch(own) else ""


def writer_of(mail: EmailMessage) -> str:
    """Who it says has written it; empty where it names nobody."""
    return parseaddr(str(mail.get("From", "")))[1]


def sender_of(mail: EmailMessage, envelope_sender: str) -> str:
    """The one address to answer to; empty for mail servers, for ourselves, and where nobody could be answered."""
    typed = [writer_of(mail), envelope_sender]
    if not envelope_sender or any(map(addresses.is_ours, typed)):
        return ""
    for address in typed:
        with suppress(Refused):
            return contacts.normal(ContactKind.EMAIL, address)
    return ""


def name_of(mail: EmailMessage, raw: bytes, *, sender: str) -> str:
    """The same for each copy of one mail. Keyed, so that no mailbox tells which of its mails this is."""
    own = str(mail.get("Message-ID", "")).strip() or sha256(raw).hexdigest()
    return encryption.tag(f"{sender} {own}", purpose="mail in").hex()
