"""Mentions in social media, from a table that somebody exported: each waits in the channel inbox, once."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lapor.channels import incoming
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage
from lapor.core import encryption, sheets
from lapor.core.errors import Refused
from lapor.reports import intake

CHANNEL = "social"
COLUMNS = ("platform", "author", "text", "link", "time")
MOST_ROWS = 1000
MOST = {"platform": 40, "author": 100, "text": intake.BODY_LENGTH - 600, "link": 500, "time": 40}  # room for the link


def add(data: bytes, *, filename: str, at: datetime) -> tuple[int, int]:
    """Keep the mentions of an XLSX or CSV; returns how many are new and how many were known. Call it in a transaction.

    Raises Refused (field `file`): `no_columns`, `no_rows`, `bad_row`, and those of `sheets.read`. Then none is kept.
    """
    rows = [_checked(number, row) for number, row in _rows(data, filename)]
    if not rows:
        raise Refused(
            "no_rows", _("Berkas ini hanya berisi judul kolom. Isi satu sebutan di tiap baris."), field="file"
        )
    new = sum(_keep(row, at) for row in rows)
    return new, len(rows) - new


def _rows(data: bytes, filename: str) -> list[tuple[int, dict[str, str]]]:
    heading, *rows = sheets.read(data, filename=filename, most_rows=MOST_ROWS) or [[]]
    names = [name.strip().casefold() for name in heading]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        sentence = _("Kolom ini tidak ada: %(missing)s. Baris pertama harus berisi: %(columns)s.")
        told = {"missing": ", ".join(missing), "columns": ", ".join(COLUMNS)}
        raise Refused("no_columns", sentence % told, field="file")
    return [(number, dict(zip(names, row, strict=False))) for number, row in enumerate(rows, start=2) if any(row)]


def _checked(number: int, row: dict[str, str]) -> dict[str, str]:
    """The row with all five columns, or a sentence that names it."""
    row = {name: row.get(name, "") for name in COLUMNS}
    for name in ("platform", "text", "link"):
        if not row[name]:
            raise _bad(number, _("kolom %s kosong.") % name)
    for name, most in MOST.items():
        if len(row[name]) > most:
            raise _bad(number, _("kolom %(name)s lebih dari %(most)s karakter.") % {"name": name, "most": most})
    if not _is_link(row["link"]):
        raise _bad(number, _("tautannya harus diawali https:// dan lengkap."))
    return row


def _is_link(text: str) -> bool:
    if re.search(r"[\s\x00-\x1f\"<>\\]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and "." in (parts.hostname or "") and "@" not in parts.netloc


def _bad(number: int, what: str) -> Refused:
    sentence = _("Baris %(row)s: %(what)s Tidak ada yang disimpan; perbaiki, lalu unggah lagi.")
    return Refused("bad_row", sentence % {"row": number, "what": what}, field="file")


def _keep(row: dict[str, str], at: datetime) -> bool:
    """Is it new? By a tag of its link, because the link itself often names its author."""
    name = encryption.tag(row["link"], purpose="mention").hex()
    known = IncomingMessage.objects.filter(channel=CHANNEL, external_id=name)
    if known.exists():
        return False
    account = f"{row['platform']} {row['author']}".strip()
    writer = incoming.correspondent(CHANNEL, account, at=at) if row["author"] else None
    message = IncomingMessage(
        channel=CHANNEL,
        external_id=name,
        correspondent=writer,
        content_ciphertext=Words(row["text"], subject=f"{account} {row['time']}".strip(), link=row["link"]).seal(),
        received_at=at,
        state=IncomingMessage.State.WAITING,
        reason="mention",
    )
    IncomingMessage.objects.bulk_create([message], ignore_conflicts=True)  # somebody may import the same table now
    return True
