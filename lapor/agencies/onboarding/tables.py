"""The three tables of a file: which columns each has, and its rows by column."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import zip_longest

from django.utils.translation import gettext as _

from lapor.core import sheets
from lapor.core.errors import Refused

MOST_ROWS = 2000  # in one table; the largest government has some hundred units


@dataclass(frozen=True)
class Heading:
    """A column of a table; the label stands in the file, whatever the language of the page."""

    name: str
    label: str
    is_needed: bool = False
    most: int = 200
    width: int = 18
    says: str = ""  # in the template's explanations, with the agency's {code} and the {prefix} of its categories


@dataclass(frozen=True)
class Kind:
    """One of the three tables; in a workbook it is the sheet of this title."""

    name: str
    title: str
    headings: tuple[Heading, ...]


UNITS = Kind(
    "units",
    "Unit",
    (
        Heading(
            "code", "Kode", True, 40, 22, "Tetap selamanya, unik. Kode baru dimulai dengan kode instansi: {code}/pu."
        ),
        Heading("name", "Nama", True, 200, 44, "Nama resmi unit."),
        Heading("short_name", "Nama pendek", False, 60, 22, "Sebutan sehari-hari, misalnya Dinas PU."),
        Heading("kind", "Jenis", True, 40, 22, "Perangkat daerah, Kecamatan, Kelurahan atau desa, atau Unit kerja."),
        Heading(
            "parent", "Kode induk", False, 40, 22, "Kode unit di atasnya; kosong berarti langsung di bawah instansi."
        ),
        Heading("email", "Surel", False, 254, 30, "Surel unit."),
        Heading("phone", "Telepon", False, 40, 20, "Nomor telepon unit."),
        Heading(
            "requires_approval", "Perlu persetujuan", False, 10, 16, "ya: jawaban unit disetujui admin dahulu; tidak."
        ),
    ),
)
LIAISONS = Kind(
    "liaisons",
    "Pejabat penghubung",
    (
        Heading("unit", "Kode unit", True, 40, 22, "Kode dari lembar Unit."),
        Heading("name", "Nama", True, 120, 34, "Nama lengkap petugas."),
        Heading("email", "Surel", True, 254, 34, "Surel dinas, dipakai untuk masuk; satu orang satu surel."),
        Heading("decree", "Nomor SK", False, 100, 26, "SK Tim yang berlaku; kosong berarti SK terbaru yang berlaku."),
    ),
)
CATEGORIES = Kind(
    "categories",
    "Kategori",
    (
        Heading(
            "code", "Kode", True, 60, 26, "Tetap selamanya, unik; huruf kecil, angka, tanda hubung: {prefix}pasar."
        ),
        Heading("name", "Nama", True, 120, 40, "Nama kategori milik instansi Anda."),
        Heading("name_en", "Nama Inggris", False, 120, 40, "Kosong berarti sama dengan nama Indonesia."),
        Heading("parent", "Kode topik", False, 60, 26, "Kode topik di atasnya, nasional atau milik sendiri."),
    ),
)
KINDS = (UNITS, LIAISONS, CATEGORIES)


@dataclass(frozen=True)
class Row:
    """One row: its number in the file and its cells by column name; an empty cell is ""."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Trouble:
    """What is wrong where: table and column as the file calls them, the row by its number there."""

    table: str
    row: int
    column: str
    sentence: str


@dataclass
class Tables:
    """What a file says, kept as plain text between its preview and the confirmation."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Row]:
        return self.rows.get(kind.name, [])

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "Tables":
        said = json.loads(text)
        rows = {name: [Row(**row) for row in rows] for name, rows in said["rows"].items()}
        return cls(rows, [Trouble(**trouble) for trouble in said["troubles"]])


def read(data: bytes, *, filename: str) -> Tables:
    """The known tables of an XLSX, or the one of a CSV, told by its headings.

    Raises Refused (`no_table`, `no_rows` and those of `core.sheets`); what is wrong with headings are troubles.
    """
    found = sheets.read_sheets(data, filename=filename, most_rows=MOST_ROWS)
    tables = Tables()
    for title, lines in found.items():
        kind = _kind(title, lines)
        if kind and kind.name not in tables.rows and lines:
            tables.rows[kind.name] = _rows(kind, lines, tables.troubles)
    if not tables.rows:
        names = ", ".join(kind.title for kind in KINDS)
        sentence = _("Berkas ini tidak berisi tabel yang kami kenal (%s). Pakai templat di halaman ini.") % names
        raise Refused("no_table", sentence, field="file")
    if not tables.troubles and not any(tables.rows.values()):
        raise Refused("no_rows", _("Berkas ini belum berisi satu baris pun."), field="file")
    return tables


def _kind(title: str, lines: list[list[str]]) -> Kind | None:
    if title:
        return next((kind for kind in KINDS if kind.title.casefold() == title.strip().casefold()), None)
    said = {cell.casefold() for cell in lines[0]} if lines else set()
    likeness = {kind.name: len(said & {each.label.casefold() for each in kind.headings}) for kind in KINDS}
    best = max(KINDS, key=lambda kind: likeness[kind.name])
    return best if likeness[best.name] else None


def _rows(kind: Kind, lines: list[list[str]], troubles: list[Trouble]) -> list[Row]:
    columns = _columns(kind, lines[0], troubles)
    if any(trouble.table == kind.title for trouble in troubles):
        return []
    return [
        Row(number, {name: cell for name, cell in zip_longest(columns, line[: len(columns)], fillvalue="") if name})
        for number, line in enumerate(lines[1:], start=2)
        if any(line)
    ]


def _columns(kind: Kind, said: Sequence[str], troubles: list[Trouble]) -> list[str]:
    """The name of each column in the order of the file; "" for an empty heading."""
    known = {heading.label.casefold(): heading for heading in kind.headings}
    names = []
    for label in said:
        heading = known.get(label.casefold())
        names.append(heading.name if heading else "")
        if label and heading is None:
            sentence = _("Kolom “%s” tidak dikenal. Hapus kolom ini atau betulkan namanya.") % label[:60]
            troubles.append(Trouble(kind.title, 1, label[:60], sentence))
        elif heading and names.count(heading.name) > 1:
            troubles.append(Trouble(kind.title, 1, label, _("Kolom “%s” ada dua kali.") % label))
    for heading in kind.headings:
        if heading.is_needed and heading.name not in names:
            sentence = _("Kolom “%s” tidak ada. Pakai templat, atau tambahkan kolom ini.") % heading.label
            troubles.append(Trouble(kind.title, 1, heading.label, sentence))
    return names
