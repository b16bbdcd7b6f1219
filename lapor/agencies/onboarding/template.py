"""The file to fill in: explanations, and what the agency has today, so that a row is changed rather than made twice.

It speaks Indonesian whatever the language of the page, because its headings and kinds are what is read again.
"""

from collections.abc import Iterable
from datetime import datetime

from lapor.agencies.models import Category, Membership, Role, Unit
from lapor.agencies.onboarding.categories import prefix
from lapor.agencies.onboarding.tables import CATEGORIES, KINDS, LIAISONS, UNITS, Kind
from lapor.agencies.onboarding.units import kind_names
from lapor.core import sheets
from lapor.core.sheets import Column, Sheet


def workbook(agency: Unit, *, at: datetime) -> bytes:
    """An XLSX with a sheet of explanations and the three tables."""
    tables = ((UNITS, _units(agency, at)), (LIAISONS, _liaisons(agency, at)), (CATEGORIES, _categories(agency, at)))
    return sheets.write(_explanations(agency), *(_sheet(kind, rows) for kind, rows in tables))


def _sheet(kind: Kind, rows: Iterable[list[str]]) -> Sheet:
    return Sheet(kind.title, [Column(heading.label, heading.width) for heading in kind.headings], rows)


def _explanations(agency: Unit) -> Sheet:
    columns = [Column("Lembar", 22), Column("Kolom", 22), Column("Wajib", 10), Column("Penjelasan", 100)]
    general = (
        f"Berkas ini untuk {agency.name}. Isi lembar Unit, Pejabat penghubung, dan Kategori; lembar ini tidak dibaca.",
        "Satu baris untuk satu unit, petugas, atau kategori. Jangan menggabungkan sel dan jangan memakai rumus.",
        "Kode menentukan barisnya: kode yang sudah ada diperbarui, kode baru ditambahkan.",
        "Baris yang Anda hapus dari berkas tidak dihapus dari sistem; sel kosong tidak mengubah apa pun.",
        f"Kode unit baru dimulai dengan {agency.code}/ dan kode kategori baru dengan {prefix(agency.code)}.",
    )
    own = {"code": agency.code, "prefix": prefix(agency.code)}
    rows = [["", "", "", sentence] for sentence in general]
    rows += [
        [kind.title, heading.label, "ya" if heading.is_needed else "", heading.says.format(**own)]
        for kind in KINDS
        for heading in kind.headings
    ]
    return Sheet("Petunjuk", columns, rows)


def _units(agency: Unit, at: datetime) -> Iterable[list[str]]:
    names = {kind.value: name for name, kind in kind_names().items()}
    parts = Unit.objects.current(at).under(agency).exclude(pk=agency.pk).select_related("parent").order_by("path")
    for unit in parts:
        above = unit.parent.code if unit.parent and unit.parent_id != agency.pk else ""
        approval = "ya" if unit.requires_approval else ""
        yield [unit.code, unit.name, unit.short_name, names.get(unit.kind, unit.kind), above,
               unit.email, unit.phone, approval]  # fmt: skip


def _liaisons(agency: Unit, at: datetime) -> Iterable[list[str]]:
    held = Membership.objects.unended(at).filter(
        unit__path__startswith=agency.path, role=Role.LIAISON, stands_in_for=None
    )
    for each in held.select_related("unit", "user", "decree").order_by("unit__path", "user__name"):
        number = each.decree.number if each.decree and each.decree.is_current(at) else ""
        yield [each.unit.code, each.user.name, each.user.login, number]


def _categories(agency: Unit, at: datetime) -> Iterable[list[str]]:
    own = Category.objects.current(at).filter(owner=agency).select_related("parent").order_by("position", "name")
    for each in own:
        yield [each.code, each.name, each.name_en, each.parent.code if each.parent else ""]
