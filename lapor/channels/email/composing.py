"""A letter as a mail: plain text that reads well, the same words in HTML, and the headers that mail programs go by."""

import re
import textwrap
from email.utils import parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels.content import Content
from lapor.channels.email import addresses
from lapor.channels.letter import Letter

WIDTH = 72
LONGEST_SUBJECT = 150
MARK = "##-"  # begins the line above which an answer is written; replies.py looks for it


def compose(letter: Letter) -> EmailMultiAlternatives:
    """Raises ValueError for an address that can't be one."""
    subject, paragraphs = written(letter)
    mail = EmailMultiAlternatives(
        subject=subject,
        body="\n\n".join(map(_wrapped, paragraphs)) + "\n",
        from_email=addresses.bounce_to(letter.message_id) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],  # the envelope
        to=[_one_address(letter.to)],
        headers=_headers(letter),
    )
    page = {"subject": subject, "language": letter.language, "paragraphs": paragraphs}
    mail.attach_alternative(render_to_string("channels/mail.htm", page), "text/html")
    return mail


def written(letter: Letter) -> tuple[str, list[str]]:
    """The subject and the paragraphs, in the person's language."""
    with translation.override(letter.language):
        return _subject(letter.content), _paragraphs(letter.content, takes_answers=_takes_answers(letter))


def _takes_answers(letter: Letter) -> bool:
    return bool(letter.content.answers and letter.content.report and letter.recipient and settings.MAIL_DOMAIN)


def _headers(letter: Letter) -> dict[str, str]:
    said, recipient = letter.content, letter.recipient or b""
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": addresses.message_id(letter.message_id),
        "Auto-Submitted": "auto-generated",  # so that no vacation message answers it
        "Content-Language": letter.language,
    }
    if said.report:
        thread = addresses.thread_id(said.report, recipient=recipient)
        earlier = [thread, said.follows] if said.follows else [thread]
        headers |= {"In-Reply-To": earlier[-1], "References": " ".join(earlier)}
    if said.report and _takes_answers(letter):
        headers["Reply-To"] = addresses.reply_to(said.report, recipient=recipient, asks=said.asks)
    if said.stop_link:
        stop = f"<{_absolute(said.stop_link)}>"
        headers |= {"List-Unsubscribe": stop, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # RFC 8058
    return headers


def _subject(said: Content) -> str:
    """On one line, whatever comes: a line break would begin a header of somebody's own."""
    return " ".join("".join(c if c.isprintable() else " " for c in said.subject).split())[:LONGEST_SUBJECT]


def _one_address(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError("not an address") from None
    return address


def _paragraphs(said: Content, *, takes_answers: bool) -> list[str]:
    link = _absolute(said.link) if said.link else ""
    parts = [f"{MARK} {_('Tulis balasan di atas baris ini')} -##"] if takes_answers else []
    parts += [part.strip() for part in re.split(r"\n\s*\n", said.text.replace("\r\n", "\n")) if part.strip()]
    if link and link not in said.text:
        parts.append(f"{said.invites or _('Selengkapnya:')}\n{link}")
    if takes_answers:
        parts.append(_("Anda bisa langsung membalas surel ini. Jawaban Anda masuk ke laporan nomor %s.") % said.report)
    if said.stop_link:
        parts.append(
            f"{_('Tidak ingin menerima pemberitahuan ini lagi? Berhenti di sini:')}\n{_absolute(said.stop_link)}"
        )
    return parts


def _wrapped(paragraph: str) -> str:
    """Lines that fit every screen; an address keeps its line, else it couldn't be clicked."""
    return "\n".join(
        line if "://" in line else textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in paragraph.splitlines()
    )


def _absolute(path: str) -> str:
    return urljoin(settings.SITE_URL, path)
