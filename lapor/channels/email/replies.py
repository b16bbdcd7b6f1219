"""What a person wrote in a mail: without the mail that it answers and without the signature."""

import re
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser

from django.conf import settings

from lapor.channels.email.composing import MARK

LONGEST = 100_000  # letters that are looked at: no answer is longer, and a mail made to be slow to read stays quick

# Where programs begin to quote: Gmail and Apple Mail in both languages, Outlook's block of headers, its line.
BEGINS_QUOTE = re.compile(
    r"^[^\S\n]*(?:"
    r"(?:on|pada|am)\b.{6,200}(?:wrote|menulis|schrieb):"
    r"|-{2,}\s*(?:original message|pesan asli|forwarded message|pesan terusan)\s*-{2,}"
    r"|\*?(?:from|dari)\s*:.{1,200}\n\*?(?:sent|date|dikirim|terkirim|tanggal)\s*:"
    r"|_{20,}"
    r")",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
SIGNATURE = re.compile(
    r"^(?:-- ?|(?:sent from|get outlook for|dikirim dari|terkirim dari) [^\n]{2,60})$", re.IGNORECASE | re.MULTILINE
)
MARKED = re.compile(rf"^.*{MARK}", re.MULTILINE)
QUOTED = re.compile(r"^>.*\n?", re.MULTILINE)


def words_of(mail: EmailMessage) -> str:
    """The answer alone; empty when there is none."""
    text = _text(mail)
    own = _before(_naming(mail), _before(MARKED, _before(BEGINS_QUOTE, text)))
    if not QUOTED.sub("", own).strip() and QUOTED.search(text):  # written below what it answers
        own = text[len(own) :].partition("\n")[2]
    return _before(SIGNATURE, QUOTED.sub("", own)).strip()


def _naming(mail: EmailMessage) -> re.Pattern:
    """Quotes of programs we don't know: a line with our address, or a header with the writer's own, which an anonymous
    reporter never meant to write.
    """
    ours = re.escape(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    theirs = re.escape(parseaddr(str(mail.get("From", "")))[1]) or r"\S+@\S+"
    return re.compile(rf"^(?:.*{ours}|[*\w]{{2,15}}[^\S\n]*:.*{theirs})", re.IGNORECASE | re.MULTILINE)


def _before(begins: re.Pattern, text: str) -> str:
    found = begins.search(text)
    return text[: found.start()] if found else text


def _text(mail: EmailMessage) -> str:
    """Plain text, from the HTML where a program sends nothing else."""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    raw = body.get_payload(decode=True)
    charset = body.get_content_charset("utf-8")
    assert isinstance(raw, bytes)
    try:
        text = raw.decode(charset, "replace")
    except LookupError:  # a charset that nobody knows
        text = raw.decode("utf-8", "replace")
    text = text[:LONGEST].replace("\r\n", "\n").replace("\0", "")
    return _plain(text) if body.get_content_type() == "text/html" else text


def _plain(html: str) -> str:
    reader = _Words()
    reader.feed(f"{html}<!---->")  # ends what was left open: looking for its end from every tag takes minutes
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.said))


class _Words(HTMLParser):
    """The words of a page line by line; what is in a blockquote or meant for machines is left out."""

    LEFT_OUT = frozenset({"blockquote", "style", "script", "head", "title"})
    LINES = frozenset({"p", "div", "br", "li", "tr", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.left_out += tag in self.LEFT_OUT
        if tag in self.LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.left_out -= tag in self.LEFT_OUT and self.left_out > 0

    def handle_data(self, data: str) -> None:
        if not self.left_out:
            self.said.append(" ".join(data.split("\n")))
