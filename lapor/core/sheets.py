"""Spreadsheets in and out: XLSX and CSV. What is text stays text, and what comes in is never trusted."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Literal

import openpyxl
import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl.cell.read_only import EMPTY_CELL

from lapor.core.errors import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {".xlsx": XLSX, ".csv": "text/csv; charset=utf-8", ".pdf": "application/pdf"}
MOST_BYTES = 10 * 1024 * 1024  # of a file that comes in
MOST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_PARTS = 500  # a workbook has one for each sheet, picture and style
MOST_SHEETS = 12
MOST_COLUMNS = 60  # what stands further right belongs to no table of ours
LAST_ROW = 1_048_576  # of any workbook; beyond it somebody plays
LONGEST_CELL = 32_767  # characters, says the format
FORMATS = {"percent": "0.0%", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm"}
PROGRAM = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins like this is a formula to a spreadsheet program
GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')


@dataclass(frozen=True)
class Column:
    """The heading of a column, how wide it is in characters and what its cells are."""

    label: str
    width: int = 18
    kind: Literal["text", "number", "percent", "date"] = "text"


@dataclass(frozen=True)
class Sheet:
    """A table: as many cells in each row as there are columns; a percentage is a share of 1."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


# --- out ----------------------------------------------------------------------------------------------------------


def write(*sheets: Sheet) -> bytes:
    """A workbook with typed cells and the headings in view; no text in it becomes a formula or a link."""
    content = io.BytesIO()
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, plain) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats = {kind: book.add_format({"num_format": code, "align": "left"}) for kind, code in FORMATS.items()}
        for sheet in sheets:
            page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet.name)[:31])
            page.freeze_panes(1, 0)
            for i, column in enumerate(sheet.columns):
                page.set_column(i, i, column.width)
                page.write_string(0, i, column.label, bold)
            for number, row in enumerate(sheet.rows, start=1):
                for i, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                    _write_cell(page, number, i, column.kind, value, formats)
    return content.getvalue()


def _write_cell(page: Any, row: int, i: int, kind: str, value: Any, formats: dict) -> None:
    if value is None or value == "":
        return
    if kind == "text" or isinstance(value, str):
        page.write_string(row, i, str(value)[:LONGEST_CELL])
    elif isinstance(value, datetime):
        page.write_datetime(row, i, timezone.make_naive(value) if value.tzinfo else value, formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, i, value, formats["date"])
    else:
        page.write_number(row, i, value, formats.get(kind))


def write_csv(sheet: Sheet) -> bytes:
    """The table as CSV; an apostrophe stands before whatever a spreadsheet program might take for a formula."""
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow([_guarded(column.label) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_guarded(value) for value in row])
    return content.getvalue().encode("utf-8-sig")


def _guarded(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat() if value.tzinfo else value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(PROGRAM) else value


def answer(data: bytes, filename: str) -> HttpResponse:
    """A file made here, to be downloaded: kept by no cache, opened by no page."""
    headers = {
        "Content-Type": TYPES.get(PurePath(filename).suffix, "application/octet-stream"),
        "Content-Disposition": content_disposition_header(True, filename) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, headers=headers)


# --- in -----------------------------------------------------------------------------------------------------------


def read(data: bytes, *, filename: str, most_rows: int) -> list[list[str]]:
    """The first table of a file, see `read_sheets`."""
    return next(iter(read_sheets(data, filename=filename, most_rows=most_rows).values()))


def read_sheets(data: bytes, *, filename: str, most_rows: int) -> dict[str, list[list[str]]]:
    """All tables of an XLSX by their names, or the one of a CSV (named ""); the first row holds the headings.

    Row n of the file stands at n - 1, so empty rows between others stay; dates become "2026-11-21". Raises Refused:
    `empty`, `too_large`, `old_format`, `unknown_kind`, `damaged`, `bomb`, `too_many_rows`, `too_many_sheets`,
    `formula`, `merged`.
    """
    if not data.strip():
        raise _refused("empty", _("“%(name)s” kosong. Simpan ulang berkasnya, lalu pilih lagi."), name=filename)
    if len(data) > MOST_BYTES:
        sentence = _("“%(name)s” lebih besar dari %(most)d MB. Bagi menjadi beberapa berkas.")
        raise _refused("too_large", sentence, name=filename, most=MOST_BYTES // 2**20)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        sentence = _(
            "“%(name)s” berformat Excel lama (.xls) atau terkunci kata sandi. Simpan sebagai XLSX tanpa sandi."
        )
        raise _refused("old_format", sentence, name=filename)
    if data.startswith(b"PK"):
        return _workbook(data, filename, most_rows)
    return {"": list(_checked(_csv_rows(data, filename), "", most_rows))}


def _workbook(data: bytes, filename: str, most_rows: int) -> dict[str, list[list[str]]]:
    with _damaged_unless_read(filename), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            raise _refused(
                "bomb", _("Isi “%(name)s” terlalu besar bila dibuka. Bagi menjadi beberapa berkas."), name=filename
            )
        if "xl/workbook.xml" not in archive.namelist():
            raise _unknown_kind(filename)
        _check_merged(archive)
        # With formulas in it, instead of their last results: so they can be seen and refused.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        if len(book.worksheets) > MOST_SHEETS:
            sentence = _("“%(name)s” berisi lebih dari %(most)d lembar. Hapus lembar yang tidak perlu.")
            raise _refused("too_many_sheets", sentence, name=filename, most=MOST_SHEETS)
        found = {page.title: list(_checked(_page_rows(page), page.title, most_rows)) for page in book.worksheets}
    if not found:
        raise _unknown_kind(filename)
    return found


def _check_merged(archive: zipfile.ZipFile) -> None:
    """A merged cell looks as if it stood in every row that it covers, and stands in the first alone."""
    for part in archive.namelist():
        if part.startswith("xl/worksheets/") and (merged := MERGED.search(archive.read(part))):
            sentence = _(
                "Sel %(cells)s digabung (merge). Pisahkan sel yang digabung, isi tiap baris, lalu unggah lagi."
            )
            raise _refused("merged", sentence, cells=merged[1].decode())


def _page_rows(page: Any) -> Iterator[list[str]]:
    for number, row in enumerate(page.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS), start=1):
        if all(cell is EMPTY_CELL for cell in row):  # quick: there may be a million before one stray cell
            yield []
            continue
        if any(cell.data_type == "f" for cell in row):
            raise _formula(page.title, number)
        yield [_text(cell.value) for cell in row]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and not any((value.hour, value.minute, value.second)):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _csv_rows(data: bytes, filename: str) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise _unknown_kind(filename)
    heading = text.split("\n", 1)[0]
    with _damaged_unless_read(filename):
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;", key=heading.count), strict=True)
        for number, row in enumerate(rows, start=1):
            cells = [cell.strip() for cell in row[:MOST_COLUMNS]]
            if any(cell.startswith("=") for cell in cells):
                raise _formula("", number)
            yield [GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell for cell in cells]


def _checked(rows: Iterator[list[str]], name: str, most_rows: int) -> Iterator[list[str]]:
    """Without what is empty at the end, of rows as of the table; no more than `most_rows` below the headings."""
    empty = 0
    for number, row in enumerate(rows):
        if not any(row):
            empty += 1
            continue
        if number > most_rows:
            sentence = _(
                "%(sheet)s lebih dari %(most)s baris. Bagi menjadi beberapa berkas, lalu unggah satu per satu."
            )
            most = number_format(most_rows, force_grouping=True)
            raise _refused("too_many_rows", sentence, sheet=_named(name), most=most)
        yield from ([] for _ in range(empty))
        while not row[-1]:
            row.pop()
        yield row
        empty = 0


@contextmanager
def _damaged_unless_read(filename: str) -> Iterator[None]:
    """A broken file fails wherever the reader happens to be, with any error; the person hears one sentence."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except Refused:
        raise
    except Exception as error:
        sentence = _("“%(name)s” tidak dapat dibaca; mungkin rusak. Simpan ulang sebagai XLSX, lalu unggah lagi.")
        raise _refused("damaged", sentence, name=filename) from error


def _named(sheet: str) -> str:
    return _("Lembar “%s”") % sheet if sheet else _("Berkas ini")


def _formula(sheet: str, number: int) -> Refused:
    sentence = _("%(sheet)s, baris %(row)d berisi rumus. Ganti rumus dengan hasilnya (salin, tempel sebagai nilai).")
    return _refused("formula", sentence, sheet=_named(sheet), row=number)


def _unknown_kind(filename: str) -> Refused:
    return _refused(
        "unknown_kind", _("“%(name)s” bukan XLSX atau CSV. Simpan sebagai XLSX, lalu pilih lagi."), name=filename
    )


def _refused(code: str, sentence: str, **values: Any) -> Refused:
    return Refused(code, sentence % values, field="file")
