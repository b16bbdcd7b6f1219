"""The rows of what comes in: a table (XLSX, CSV), the same columns or what platforms have as JSON or JSON Lines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from lapor.channels.mentions import platforms
from lapor.core import sheets
from lapor.core.errors import Refused

COLUMNS = ("platform", "author", "text", "link", "time")
JSON_FILES = (".json", ".jsonl", ".ndjson")
MOST_ROWS = 1000


@dataclass(frozen=True)
class Row:
    """One mention as it was written, with all columns, and where it stands."""

    place: str
    said: dict[str, str]


def of_file(data: bytes, filename: str) -> list[Row]:
    """The mentions of a file.

    Raises Refused (field `file`): `no_columns`, `too_large`, and those of `of_json` and `sheets.read`.
    """
    if PurePath(filename).suffix.casefold() in JSON_FILES:
        if len(data) > sheets.MOST_BYTES:
            raise _refused("too_large", _("Berkas ini lebih dari 10 MB. Bagilah."))
        return of_json(data)
    return _of_table(data, filename)


def of_json(data: bytes) -> list[Row]:
    """An object for each mention: one, a list of them, or a line for each; a list may stand under `data`.

    Raises Refused (field `file`): `not_json`, `too_many_rows`, `bad_row`.
    """
    found = _parsed(data)
    if len(found) > MOST_ROWS:
        raise _refused("too_many_rows", _("Isinya lebih dari %s sebutan. Bagilah.") % MOST_ROWS)
    return [_row(_("Sebutan %s") % number, said) for number, said in enumerate(found, start=1)]


def _of_table(data: bytes, filename: str) -> list[Row]:
    heading, *rows = sheets.read(data, filename=filename, most_rows=MOST_ROWS) or [[]]
    names = [name.strip().casefold() for name in heading]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        sentence = _("Kolom ini tidak ada: %(missing)s. Baris pertama harus berisi: %(columns)s.")
        raise _refused("no_columns", sentence % {"missing": ", ".join(missing), "columns": ", ".join(COLUMNS)})
    filled = [(number, row) for number, row in enumerate(rows, start=2) if any(row)]
    return [_row(_("Baris %s") % number, dict(zip(names, row, strict=False))) for number, row in filled]


def _parsed(data: bytes) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
        try:
            found = json.loads(text)
        except ValueError:
            found = [json.loads(line) for line in _lines(text)]
    except (ValueError, RecursionError):
        raise _refused("not_json", _("Isinya bukan JSON yang utuh. Tidak ada yang disimpan.")) from None
    users = platforms.users_of(found)
    if isinstance(found, dict):
        found = found.get("data", found)
    return [platforms.in_our_columns(each, users) for each in (found if isinstance(found, list) else [found])]


def _lines(text: str) -> Iterable[str]:
    return filter(None, map(str.strip, text.split("\n")))  # not splitlines(), which knows more ends than JSON does


def _row(place: str, said: Any) -> Row:
    if not isinstance(said, dict):
        raise _refused("bad_row", _("%s bukan objek JSON. Tidak ada yang disimpan.") % place)
    return Row(place, {name: _text(place, name, said.get(name)) for name in COLUMNS})


def _text(place: str, name: str, value: Any) -> str:
    """A moment may be a number."""
    if isinstance(value, bool | list | dict):
        raise _refused(
            "bad_row",
            _("%(row)s: kolom %(name)s bukan tulisan. Tidak ada yang disimpan.") % {"row": place, "name": name},
        )
    return "" if value is None else str(value).strip()


def _refused(code: str, sentence: str) -> Refused:
    return Refused(code, sentence, field="file")
