"""Which mails no person wrote to us (RFC 3834): answered, two machines would write to each other for ever."""

from email.message import EmailMessage

from lapor.channels.email import addresses

TO_MANY = {"bulk", "junk", "list"}


def wrote(mail: EmailMessage) -> bool:
    """Vacation messages, reports of mail servers, and whatever our own mails came back as."""
    return (
        mail.get("Auto-Submitted", "no").strip().lower() != "no"
        or mail.get("Precedence", "").strip().lower() == "auto_reply"
        or mail.get_content_type() == "multipart/report"
        or any(name in mail for name in ("X-Autoreply", "X-Autorespond"))
    )


def sent_to_many(mail: EmailMessage) -> bool:
    """A list or a mass mail: an answer could go to everybody on it."""
    precedence = mail.get("Precedence", "").strip().lower()
    return precedence in TO_MANY or any(name in mail for name in ("List-Id", "List-Unsubscribe"))


def answers_ours(mail: EmailMessage) -> bool:
    """It answers a mail of ours, but not to the address where answers land."""
    return addresses.is_message_id(mail.get("In-Reply-To", ""))
