"""Each mention waits in the channel inbox, once, however often and by whatever way it comes."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import connection
from django.utils.translation import gettext as _

from lapor.channels import incoming
from lapor.channels.incoming import Words
from lapor.channels.mentions import CHANNEL, account, host_of, reading
from lapor.channels.mentions.reading import Row
from lapor.channels.models import Correspondent, IncomingMessage
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.reports import intake

# Two who bring the same mentions in another order would wait for each other for ever.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('channels.mentions'))"
MOST = {"platform": 40, "author": 100, "text": intake.BODY_LENGTH, "link": 500, "time": 40}


def add(data: bytes, *, filename: str, at: datetime) -> tuple[int, int]:
    """Keep the mentions of a file; returns how many are new and how many were known. Call it in a transaction.

    Raises Refused (field `file`): `no_rows`, `bad_row`, and those of `reading`. Then none is kept.
    """
    return _keep_all(reading.of_file(data, filename), at)


def take(body: bytes, *, at: datetime) -> tuple[int, int]:
    """The same with what a watching service posts. Call it in a transaction. Raises as `add` does."""
    return _keep_all(reading.of_json(body), at)


def _keep_all(rows: Sequence[Row], at: datetime) -> tuple[int, int]:
    if not rows:
        raise Refused("no_rows", _("Tidak ada satu sebutan pun di dalamnya."), field="file")
    checked = {_name(said): said for said in map(_checked, rows)}
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    kept = IncomingMessage.objects.filter(channel=CHANNEL, external_id__in=checked)
    known = set(kept.values_list("external_id", flat=True))
    new = [_message(name, said, at) for name, said in checked.items() if name not in known]
    IncomingMessage.objects.bulk_create(new)
    return len(new), len(rows) - len(new)


def _checked(row: Row) -> dict[str, str]:
    """The row with all its columns, or a sentence that says which row is wrong, and why."""
    said = row.said
    for name in ("platform", "text", "link"):
        if not said[name]:
            raise _bad(row, _("kolom %s kosong.") % name)
    for name, most in MOST.items():
        if len(said[name]) > most:
            raise _bad(row, _("kolom %(name)s lebih dari %(most)s karakter.") % {"name": name, "most": most})
        if not _is_readable(said[name]):
            raise _bad(row, _("kolom %s berisi karakter yang tidak bisa kami baca.") % name)
    if not _is_link(said["link"]):
        raise _bad(row, _("tautannya harus diawali https:// dan lengkap."))
    return said


def _is_readable(text: str) -> bool:
    """JSON can say half a character, which nobody can write down."""
    return "\0" not in text and not re.search(r"[\ud800-\udfff]", text)


def _is_link(text: str) -> bool:
    if re.search(r"[\s\x00-\x1f\"<>\\]", text):
        return False
    try:
        parts, host = urlsplit(text), host_of(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and "." in host and "@" not in parts.netloc


def _bad(row: Row, what: str) -> Refused:
    sentence = _("%(row)s: %(what)s Tidak ada yang disimpan; perbaiki, lalu kirim lagi.")
    return Refused("bad_row", sentence % {"row": row.place, "what": what}, field="file")


def _name(said: dict[str, str]) -> str:
    """A tag of its link, because the link itself often names its author."""
    return encryption.tag(said["link"], purpose="mention").hex()


def _message(name: str, said: dict[str, str], at: datetime) -> IncomingMessage:
    return IncomingMessage(
        channel=CHANNEL,
        external_id=name,
        correspondent=_author(said, at),
        content_ciphertext=Words(said["text"], subject=_heading(said), link=said["link"]).seal(),
        received_at=at,
        state=IncomingMessage.State.WAITING,
        reason="mention",
    )


def _author(said: dict[str, str], at: datetime) -> Correspondent | None:
    if not said["author"]:
        return None
    return incoming.correspondent(CHANNEL, account(said["platform"], said["author"]), at=at)


def _heading(said: dict[str, str]) -> str:
    return " ".join(filter(None, (said["platform"], said["author"], said["time"])))
