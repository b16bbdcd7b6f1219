"""What a person wrote in a mail: without the mail that it answers and without the signature."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

from lapor.channels.email.composing import MARK

# Where programs begin to quote: Gmail and Apple Mail in both languages, Outlook's block of headers, its line.
BEGINS_QUOTE = re.compile(
    r"^\s*(?:"
    r"(?:on|pada|am)\b.{6,200}(?:wrote|menulis|schrieb):"
    r"|-{2,}\s*(?:original message|pesan asli|forwarded message|pesan terusan)\s*-{2,}"
    r"|(?:from|dari)\s*:.{1,200}\n\s*(?:sent|date|dikirim|tanggal)\s*:"
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
    own = _before(MARKED, _before(BEGINS_QUOTE, text))
    if not QUOTED.sub("", own).strip():  # written below what it answers
        own = text[len(own) :].partition("\n")[2]
    return _before(SIGNATURE, QUOTED.sub("", own)).strip()


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
    text = text.replace("\r\n", "\n").replace("\0", "")
    return _plain(text) if body.get_content_type() == "text/html" else text


def _plain(html: str) -> str:
    reader = _Words()
    reader.feed(html)
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
