"""The table of units: new ones find their place, known ones change their words; none is moved and none ends."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lapor.agencies.models import Kind, Unit
from lapor.agencies.onboarding.plan import Change, Plan, changed, look_at_cells
from lapor.agencies.onboarding.tables import UNITS, Row, Tables
from lapor.agencies.units import PARTS, how_codes_begin, is_code

PHONE = re.compile(r"[0-9+() .\-/]{5,40}")
SAID = {"ya": True, "tidak": False, "true": True, "false": False}
LABELS = {heading.name: heading.label for heading in UNITS.headings}


def check(plan: Plan, tables: Tables) -> None:
    """Add to the plan what the rows of this table change, and what is wrong with them."""
    agency, rows = plan.agency, tables.of(UNITS)
    plan.units = {unit.code: unit for unit in Unit.objects.under(agency)}
    strangers = set(
        Unit.objects.filter(code__in=[row["code"] for row in rows])
        .exclude(path__startswith=agency.path)
        .values_list("code", flat=True)
    )
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["code"], row)
    for row in rows:  # every cell of every row, so that one upload shows everything
        look_at_cells(plan, UNITS, row)
        _look_at_code(plan, row, first, strangers)
        _look_at_words(plan, row)
    _look_at_moves(plan, rows)
    ordered = _top_down(plan, [row for row in rows if row["code"] not in plan.units])
    fine = {row.number for row in rows if plan.is_fine(UNITS, row)}
    for row in rows:
        if row.number in fine and row["code"] in plan.units:
            _change(plan, row)
    for row in ordered:
        if row.number in fine and (row["parent"] or plan.agency.code) in plan.units:
            _add(plan, row)


def _look_at_code(plan: Plan, row: Row, first: dict[str, Row], strangers: set[str]) -> None:
    code = row["code"]
    if first[code] is not row:
        plan.wrong(
            UNITS,
            row,
            "code",
            _("Kode %(code)s sudah ada di baris %(row)d.") % {"code": code, "row": first[code].number},
        )
    elif code in strangers:
        plan.wrong(UNITS, row, "code", _("Kode %s milik instansi lain.") % code)
    elif code == plan.agency.code:
        plan.wrong(UNITS, row, "code", _("Ini kode instansi Anda sendiri; isi hanya bagian-bagiannya."))
    elif code in plan.units:
        if not plan.units[code].is_current(plan.at):
            plan.wrong(UNITS, row, "code", _("Unit dengan kode %s sudah berakhir. Pakai kode lain.") % code)
    elif not is_code(code, plan.agency):
        plan.wrong(UNITS, row, "code", how_codes_begin(plan.agency))


def _look_at_words(plan: Plan, row: Row) -> None:
    if _kind(row) is None:
        kinds = ", ".join(kind_names())
        plan.wrong(UNITS, row, "kind", _("Jenis “%(said)s” tidak dikenal. Pilih: %(kinds)s.") % {
            "said": row["kind"], "kinds": kinds,
        })  # fmt: skip
    if row["email"] and not _is_email(row["email"]):
        plan.wrong(UNITS, row, "email", _("Alamat surel ini tampaknya keliru."))
    if row["phone"] and not PHONE.fullmatch(row["phone"]):
        plan.wrong(UNITS, row, "phone", _("Tulis nomor telepon dengan angka, misalnya 0549 123456."))
    if row["requires_approval"] and row["requires_approval"].casefold() not in SAID:
        plan.wrong(UNITS, row, "requires_approval", _("Tulis ya atau tidak."))


def _look_at_moves(plan: Plan, rows: list[Row]) -> None:
    by_pk = {unit.pk: unit for unit in plan.units.values()}
    for row in rows:
        unit = plan.units.get(row["code"])
        if unit is None or unit.parent_id not in by_pk or not row["parent"]:
            continue
        above = by_pk[unit.parent_id]
        if row["parent"] != above.code:
            words = {"name": unit.name, "above": above.name}
            sentence = _("%(name)s kini di bawah %(above)s. Pindahkan lewat halaman unitnya, bukan lewat berkas.")
            plan.wrong(UNITS, row, "parent", sentence % words)


def kind_names() -> dict[str, Kind]:
    """What files call the kinds of units, whatever the language of the page."""
    with override("id"):
        return {str(kind.label): kind for kind in PARTS}


def _kind(row: Row) -> Kind | None:
    said = row["kind"].casefold()
    return next((kind for name, kind in kind_names().items() if said in (kind.value, name.casefold())), None)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _columns(row: Row) -> dict[str, object]:
    """What the row says; an empty cell says nothing."""
    said: dict[str, object] = {name: row[name] for name in ("name", "short_name", "email", "phone") if row[name]}
    if row["requires_approval"]:
        said["requires_approval"] = SAID[row["requires_approval"].casefold()]
    return {**said, "kind": _kind(row)}


def _change(plan: Plan, row: Row) -> None:
    unit = plan.units[row["code"]]
    details = changed(unit, _columns(row), LABELS)
    if details:
        unit.from_reference = False  # from now on it is called what its admin says
        plan.changed_units.append(unit)
    plan.tell(UNITS, row, Change.CHANGED if details else Change.SAME, f"{unit.code} {unit.name}", details)


def _top_down(plan: Plan, new: list[Row]) -> list[Row]:
    """The new rows, what lies above before what lies below it; circles and unknown parents are troubles."""
    ordered: list[Row] = []
    placed = {code for code, unit in plan.units.items() if unit.is_current(plan.at)}
    waiting = {row["code"]: row for row in new if plan.is_fine(UNITS, row, "code")}
    while ready := [row for row in waiting.values() if (row["parent"] or plan.agency.code) in placed]:
        for row in ready:
            ordered.append(row)
            placed.add(row["code"])
            del waiting[row["code"]]
    waiting = {row["code"]: row for row in reversed(new) if row["code"] not in placed}  # also under a wrong code
    for row in new:
        if (row["parent"] or plan.agency.code) not in placed:
            _say_why_it_has_no_place(plan, row, waiting)
    return ordered


def _say_why_it_has_no_place(plan: Plan, row: Row, waiting: dict[str, Row]) -> None:
    line, code = [row["code"]], row["parent"]
    while code in waiting and code not in line:
        line.append(code)
        code = waiting[code]["parent"]
    if code == row["code"]:
        circle = " → ".join([*line, code])
        plan.wrong(
            UNITS, row, "parent", _("Induk berputar: %s. Sebuah unit tidak bisa berada di bawah dirinya.") % circle
        )
    elif line == [row["code"]]:
        plan.wrong(
            UNITS, row, "parent", _("Kode induk %s tidak ada di berkas ini atau di instansi Anda.") % row["parent"]
        )
    else:
        plan.wrong(UNITS, row, "parent", _("Induknya (%s) belum bisa ditempatkan; perbaiki baris itu.") % row["parent"])


def _add(plan: Plan, row: Row) -> None:
    agency = plan.agency
    unit = Unit(
        code=row["code"], tz=agency.tz, region_id=agency.region_id, connected=agency.connected,
        valid_from=timezone.localdate(plan.at), **_columns(row),
    )  # fmt: skip
    above = plan.units[row["parent"] or agency.code]
    plan.units[unit.code] = unit
    plan.new_units.append((unit, above))
    plan.tell(UNITS, row, Change.NEW, f"{unit.code} {unit.name}", (_("di bawah %s") % above.name,))
