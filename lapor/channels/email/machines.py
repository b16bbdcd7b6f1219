"""Which mails no person wrote to us (RFC 3834): answered, two machines would write to each other for ever."""

import re
from email.message import EmailMessage

from lapor.channels.email import addresses

TO_MANY = {"bulk", "junk"}
# What Outlook and Exchange write above an answer of theirs, for where a gateway has taken the other signs away.
BY_ITSELF = re.compile(r"\s*(?:balasan otomatis|automatic reply|auto[- ]?reply|out of office)\s*:", re.IGNORECASE)


def wrote(mail: EmailMessage) -> bool:
    """Vacation messages, reports of mail servers, and whatever our own mails came back as."""
    return (
        mail.get("Auto-Submitted", "no").strip().lower() != "no"
        or mail.get("Precedence", "").strip().lower() == "auto_reply"
        or mail.get_content_type() == "multipart/report"
        or any(name in mail for name in ("X-Autoreply", "X-Autorespond"))
        or BY_ITSELF.match(str(mail.get("Subject", ""))) is not None
    )


def answered(mail: EmailMessage) -> bool:
    """As `wrote`, of what answers a mail of ours: old vacation programs call themselves a mass mail."""
    return wrote(mail) or (_is_bulk(mail) and not _is_of_a_list(mail))


def sent_to_many(mail: EmailMessage) -> bool:
    """A list or a mass mail: an answer could go to everybody on it."""
    return _is_bulk(mail) or _is_of_a_list(mail)


def _is_bulk(mail: EmailMessage) -> bool:
    return mail.get("Precedence", "").strip().lower() in TO_MANY


def _is_of_a_list(mail: EmailMessage) -> bool:
    named = any(name in mail for name in ("List-Id", "List-Unsubscribe"))
    return named or mail.get("Precedence", "").strip().lower() == "list"


def answers_ours(mail: EmailMessage) -> bool:
    """It answers a mail of ours, but not to the address where answers land."""
    return addresses.is_message_id(mail.get("In-Reply-To", ""))
