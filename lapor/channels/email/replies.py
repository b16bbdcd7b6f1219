"""What a person wrote in a mail: without the mail that it answers and without the signature."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from html.parser import HTMLParser
from itertools import islice

from django.conf import settings

from lapor.channels.email.attached import is_text, leaves
from lapor.channels.email.composing import MARK

LONGEST = 100_000  # letters that are looked at: no answer is longer, and a mail made to be slow to read stays quick
MOST_TEXTS = 30  # phones put one between any two of their pictures; each may take as long as it can

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
    r"^(?:-- ?|(?:sent from|get outlook for|dapatkan outlook untuk|dikirim dari|terkirim dari) [^\n]{2,60})$",
    re.IGNORECASE | re.MULTILINE,
)
# How letters end: the name and what stands below it, in at most four short lines that are no sentences.
CLOSING = re.compile(
    r"(?<=\n)(?:hormat (?:saya|kami)|salam hormat|wassalam[^\n]{0,40}|(?:best|kind|warm)? ?regards),?[^\S\n]*"
    r"\n+(?:[^\n]{1,60}(?<![.?!])(?:\n+|\Z)){1,4}\Z",
    re.IGNORECASE,
)
# Python's own, which no mail program writes; the first two take hours to read a mail that was made for that.
NO_CHARSETS = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"}
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "us-ascii": "utf-8", "iso-8859-1": "cp1252"}  # what programs mean by it
PICTURE = re.compile(r"\[(?:cid|image):[^\[\]\n]*\]\n?")  # where one stood in the version that isn't plain
MARKED = re.compile(rf"^.*{MARK}", re.MULTILINE)
QUOTED = re.compile(r"^>.*\n?", re.MULTILINE)


def words_of(mail: EmailMessage) -> str:
    """The answer alone; empty when there is none."""
    return _before(CLOSING, _without_quotes(all_words_of(mail), BEGINS_QUOTE, MARKED, _naming(mail))).strip()


def new_words_of(mail: EmailMessage) -> str:
    """What somebody writes to us of themselves; all of it where they only pass something on."""
    text = all_words_of(mail)
    return _without_quotes(text, BEGINS_QUOTE, MARKED) or SIGNATURE.sub("", text).strip()


def passed_on(mail: EmailMessage) -> EmailMessage:
    """The mail within a mail that says nothing else, as programs forward one; else the mail itself."""
    files = [part for part in leaves(mail) if not is_text(part)]
    if len(files) != 1 or files[0].get_content_type() != "message/rfc822" or not files[0].is_multipart():
        return mail
    inner = next(files[0].iter_parts(), None)
    return inner if isinstance(inner, EmailMessage) and not _without_quotes(all_words_of(mail)) else mail


def _without_quotes(text: str, *begins: re.Pattern) -> str:
    own = text
    for each in begins:
        own = _before(each, own)
    if not QUOTED.sub("", own).strip() and QUOTED.search(text):  # written below what it answers
        own = text[len(own) :].partition("\n")[2]
    return _before(SIGNATURE, QUOTED.sub("", own)).strip()


def _naming(mail: EmailMessage) -> re.Pattern:
    """Quotes of programs we don't know: a line with our address, or a header with the writer's own, which an anonymous
    reporter never meant to write.
    """
    ours = re.escape(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    theirs = re.escape(parseaddr(str(mail.get("From", "")))[1]) or r"[^\s@]{1,64}@\S"
    return re.compile(rf"^(?:.*{ours}|[*\w]{{2,15}}[^\S\n]*:.*{theirs})", re.IGNORECASE | re.MULTILINE)


def _before(begins: re.Pattern, text: str) -> str:
    found = begins.search(text)
    return text[: found.start()] if found else text


def all_words_of(mail: EmailMessage) -> str:
    """Everything that is to be read in it, also what it quotes."""
    return "\n\n".join(filter(None, (said.strip() for said in islice(_texts(mail), MOST_TEXTS))))[:LONGEST]


def _texts(part: MIMEPart) -> Iterator[str]:
    """The texts in their order: phones put pictures between them. Of several versions of one text the plain one."""
    if part.get_content_type() == "multipart/alternative":
        versions = [part.get_body(("plain",)), part.get_body(("html",))]
        yield next((said for said in (_said(version) for version in versions if version) if said.strip()), "")
    elif part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.iter_parts():
            yield from _texts(inner)
    elif is_text(part):
        yield _said(part)


def _said(part: MIMEPart) -> str:
    """Plain text, from the HTML where a program sends nothing else."""
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    text = decoded(raw, part.get_content_charset("utf-8"))[:LONGEST].replace("\r\n", "\n").replace("\0", "")
    return _plain(text) if part.get_content_type() == "text/html" else PICTURE.sub("", text)


def decoded(raw: bytes, charset: str) -> str:
    """The text in the charset that it claims; else in the one that it has, as far as anybody can tell."""
    for name in (WIDER.get(charset.lower(), charset), "utf-8"):
        with suppress(ValueError, LookupError):
            if codecs.lookup(name).name not in NO_CHARSETS:
                return raw.decode(name).encode(errors="replace").decode()  # UTF-7 can say half a character
    return raw.decode("cp1252", "replace")


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
