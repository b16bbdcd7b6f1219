"""What leaves as a spreadsheet stays what it is; what comes in is read, or refused with a sentence that helps."""

import contextlib
import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.core import sheets
from lapor.core.errors import Refused
from lapor.core.sheets import Column, Sheet

COLUMNS = (
    Column("Instansi", 40),
    Column("Laporan", kind="number"),
    Column("Selesai", kind="percent"),
    Column("Hari", kind="date"),
)
ROW = ["Kutai Timur", 12, 0.25, date(2026, 11, 21)]
CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def table(*rows, name="Tabel", columns=COLUMNS) -> Sheet:
    return Sheet(name, columns, rows)


def texts(*rows) -> Sheet:
    return table(*rows, columns=[Column(f"Kolom {i}") for i in range(max(map(len, rows)))])


def opened(*tables: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sheets.write(*tables)))


def refused(data: bytes, *, most_rows: int = 10) -> Refused:
    with pytest.raises(Refused) as caught:
        sheets.read(data, filename="unit.xlsx", most_rows=most_rows)
    assert caught.value.field == "file"
    return caught.value


def made_by_hand(fill) -> bytes:
    """A workbook as another program might write it."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    fill(book.active)
    book.save(content)
    return content.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = next((new for end, new in parts.items() if name.endswith(f"{end}.xml")), None)
            target.writestr(name, source.read(name) if part is None else part)
    return content.getvalue()


# --- out ----------------------------------------------------------------------------------------------------------


def test_a_workbook_has_typed_cells_and_keeps_its_headings_in_view():
    page = opened(table(ROW)).active
    assert [cell.value for cell in page[1]] == ["Instansi", "Laporan", "Selesai", "Hari"]
    assert [cell.data_type for cell in page[2]] == ["s", "n", "n", "d"]
    assert page["C2"].number_format == "0.0%"
    assert page["D2"].value == datetime(2026, 11, 21)
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("text", ["=1+1", "+62811", "-2", "@SUM(A1)", "{=A1}", "https://contoh.go.id", "12"])
def test_text_stays_text(text):
    cell = opened(texts([text])).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_moment_is_shown_as_the_time_of_the_house():
    page = opened(table(["a", None, "–", datetime(2026, 11, 21, 18, 0, tzinfo=UTC)])).active
    assert page["D2"].value == datetime(2026, 11, 22, 1, 0)  # WIB
    assert (page["B2"].value, page["C2"].value) == (None, "–")


def test_a_name_that_no_sheet_may_have_is_made_to_fit():
    assert opened(table(ROW, name="Dinas [A/B]: " + "x" * 40)).sheetnames == ["Dinas  A B   " + "x" * 18]


@pytest.mark.parametrize("text", ["=1+1", "+62811", "-2", "@SUM(A1)", "\t=1"])
def test_in_csv_an_apostrophe_keeps_text_from_being_a_formula(text):
    assert sheets.write_csv(texts([text])).decode("utf-8-sig").splitlines()[1].strip('"') == f"'{text}"


def test_csv_keeps_numbers_and_days_as_they_are():
    line = sheets.write_csv(table(["a", -2, 0.25, date(2026, 11, 21)])).decode("utf-8-sig").splitlines()[1]
    assert line == "a,-2,0.25,2026-11-21"


def test_a_download_is_an_attachment_that_no_cache_keeps():
    response = sheets.answer(b"x", "Unit – Kutai Timur.xlsx")
    assert response["Content-Type"] == sheets.XLSX
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"


# --- in -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_was_written_is_read_again(rows):
    data = sheets.write(texts(*rows))
    assert sheets.read(data, filename="a.xlsx", most_rows=10)[1:] == rows


@given(st.lists(st.lists(CELLS.filter(lambda cell: cell[0] != "'"), min_size=2, max_size=2), min_size=1, max_size=8))
def test_csv_that_was_written_is_read_again(rows):
    data = sheets.write_csv(texts(*rows))
    assert sheets.read(data, filename="a.csv", most_rows=10)[1:] == rows


def test_numbers_and_days_become_text():
    data = sheets.write(table(["a", 12.0, 0.25, date(2026, 11, 21)]))
    assert sheets.read(data, filename="a.xlsx", most_rows=5)[1] == ["a", "12", "0.25", "2026-11-21"]


def test_every_sheet_is_found_by_its_name():
    found = sheets.read_sheets(sheets.write(table(ROW), table(name="Kosong")), filename="a.xlsx", most_rows=5)
    assert [(name, len(rows)) for name, rows in found.items()] == [("Tabel", 2), ("Kosong", 1)]


def test_rows_keep_their_numbers_when_some_between_are_empty():
    data = sheets.write(texts(["a"], [""], ["b"], [""]))
    assert sheets.read(data, filename="a.xlsx", most_rows=5) == [["Kolom 0"], ["a"], [], ["b"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_csv_is_read_as_programs_in_indonesia_write_it(encoding, mark):
    data = f'kode{mark}nama\r\npu{mark}"Dinas PU – “Sangatta”, é"\r\n'.encode(encoding)
    assert sheets.read(data, filename="a.csv", most_rows=5) == [["kode", "nama"], ["pu", "Dinas PU – “Sangatta”, é"]]


@pytest.mark.parametrize("data", [b"kode,nama\npu,=1+1\n", made_by_hand(lambda page: page.append(["x", "=1+1"]))])
def test_a_formula_is_refused_with_its_row(data):
    error = refused(data)
    assert error.code == "formula"
    assert "baris " + ("2" if data.startswith(b"kode") else "1") in error.sentence


def test_a_sheet_made_to_be_searched_for_hours_is_read_at_once():
    page = b"<mergeCell " * 1_000_000
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", page)
    assert refused(book.getvalue()).code == "damaged"


def test_merged_cells_are_refused_with_their_place():
    def merged(page):
        page["A3"] = "Dinas PU"
        page.merge_cells("A3:B4")

    error = refused(made_by_hand(merged))
    assert error.code == "merged"
    assert "A3:B4" in error.sentence


def test_too_many_rows_are_refused_wherever_they_stand():
    assert refused(sheets.write(texts(*([["a"]] * 11)))).code == "too_many_rows"
    assert refused(b"a\n" * 12).code == "too_many_rows"
    assert refused(made_by_hand(lambda page: page.cell(900_000, 1, "a"))).code == "too_many_rows"


def test_the_most_rows_are_said_as_the_page_writes_them():
    with pytest.raises(Refused) as caught:
        sheets.read(b"a\n" * 2002, filename="a.csv", most_rows=2000)
    assert "lebih dari 2.000 baris" in caught.value.sentence


def test_formatted_rows_without_content_are_no_rows():
    def tall(page):
        page.append(["kode"])
        page.row_dimensions[800_000].height = 20

    assert sheets.read(made_by_hand(tall), filename="a.xlsx", most_rows=5) == [["kode"]]


def test_a_row_number_that_no_workbook_has_costs_nothing():
    page = b'<worksheet xmlns="%b"><sheetData><row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
    page = page % b"http://schemas.openxmlformats.org/spreadsheetml/2006/main" + b"</worksheet>"
    assert sheets.read(repacked(sheets.write(texts(["a"])), sheet1=page), filename="a.xlsx", most_rows=5) == []


def test_too_many_sheets_are_refused():
    assert refused(sheets.write(*[table(ROW, name=f"L{i}") for i in range(13)])).code == "too_many_sheets"


def test_entities_are_not_unfolded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert refused(repacked(sheets.write(texts(["a"])), sheet1=bomb)).code == "damaged"


def test_what_unpacks_to_too_much_is_not_unpacked():
    assert refused(repacked(sheets.write(texts(["a"])), sheet1=b" " * 61 * 2**20)).code == "bomb"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "old_format"),
        (b"PK\x03\x04 rusak", "damaged"),
        (b"%PDF-1.7\0\0", "unknown_kind"),
        (b'a,"b\n', "damaged"),
        (b"a" * (sheets.MOST_BYTES + 1), "too_large"),
        (b"a\n" + b"x" * 140_000, "damaged"),
    ],
)
def test_what_is_no_table_is_refused(data, code):
    assert refused(data).code == code


def test_another_archive_is_no_workbook():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("surat.txt", "halo")
    assert refused(content.getvalue()).code == "unknown_kind"


@given(st.integers(0, 6000), st.binary(min_size=1, max_size=8))
def test_a_broken_workbook_is_read_or_refused_but_never_fails(at, noise):
    data = bytearray(sheets.write(texts(["a"])))
    data[at % len(data) : at % len(data) + len(noise)] = noise
    with contextlib.suppress(Refused):
        sheets.read(bytes(data), filename="a.xlsx", most_rows=5)
