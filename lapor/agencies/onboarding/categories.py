"""The table of categories: those that an agency has of its own, beside the national ones or below them."""

import re

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lapor.agencies.models import Category
from lapor.agencies.onboarding.plan import Change, Plan, changed, look_at_cells
from lapor.agencies.onboarding.tables import CATEGORIES, Row, Tables

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LABELS = {heading.name: heading.label for heading in CATEGORIES.headings}


def prefix(agency_code: str) -> str:
    """What the codes of an agency's own categories begin with: "64-08-" for 64.08."""
    return slugify(re.sub(r"[./]", "-", agency_code)) + "-"


def check(plan: Plan, tables: Tables) -> None:
    """Add to the plan what the rows of this table change, and what is wrong with them."""
    rows = tables.of(CATEGORIES)
    if not rows:
        return
    said = [row["code"] for row in rows] + [row["parent"] for row in rows]
    concerned = Category.objects.filter(Q(code__in=said) | Q(owner=plan.agency) | Q(parent__code__in=said))
    known = {each.code: each for each in concerned.select_related("parent")}
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["code"], row)
    for row in rows:
        look_at_cells(plan, CATEGORIES, row)
        _look_at_code(plan, row, first, known)
    topics = {row["code"] for row in rows if not row["parent"] and plan.is_fine(CATEGORIES, row, "code")}
    places = {(each.parent.code if each.parent else "", each.name.casefold()): code for code, each in known.items()
              if each.is_current(plan.at)}  # fmt: skip
    for row in sorted(rows, key=lambda row: bool(row["parent"])):  # topics first
        _look_at_place(plan, row, known, topics)
        _look_at_name(plan, row, places)
        if plan.is_fine(CATEGORIES, row):
            _put(plan, row, known)


def _look_at_code(plan: Plan, row: Row, first: dict[str, Row], known: dict[str, Category]) -> None:
    code, own = row["code"], prefix(plan.agency.code)
    if first[code] is not row:
        words = {"code": code, "row": first[code].number}
        plan.wrong(CATEGORIES, row, "code", _("Kode %(code)s sudah ada di baris %(row)d.") % words)
    elif code in known and known[code].owner_id != plan.agency.pk:
        plan.wrong(CATEGORIES, row, "code", _("Kode %s milik kategori nasional atau instansi lain.") % code)
    elif code in known and not known[code].is_current(plan.at):
        plan.wrong(CATEGORIES, row, "code", _("Kategori dengan kode %s sudah ditutup. Pakai kode lain.") % code)
    elif code not in known and not (CODE.fullmatch(code) and code.startswith(own)):
        sentence = _("Kode baru dimulai dengan %s lalu huruf kecil, angka, atau tanda hubung.")
        plan.wrong(CATEGORIES, row, "code", sentence % own)


def _look_at_place(plan: Plan, row: Row, known: dict[str, Category], topics: set[str]) -> None:
    here, above = known.get(row["code"]), known.get(row["parent"])
    if here and here.owner_id == plan.agency.pk and (here.parent.code if here.parent else "") != row["parent"]:
        plan.wrong(CATEGORIES, row, "parent", _("Kategori yang sudah ada tidak bisa dipindahkan ke topik lain."))
    elif row["parent"] == row["code"]:
        plan.wrong(CATEGORIES, row, "parent", _("Sebuah kategori tidak bisa berada di bawah dirinya."))
    elif not row["parent"] or row["parent"] in topics:
        return
    elif above is None or above.owner_id not in (None, plan.agency.pk) or not above.is_current(plan.at):
        plan.wrong(CATEGORIES, row, "parent", _("Topik %s tidak ada atau sudah ditutup.") % row["parent"])
    elif above.parent_id:
        plan.wrong(CATEGORIES, row, "parent", _("%s sudah di tingkat kedua; kategori hanya dua tingkat.") % above.name)


def _look_at_name(plan: Plan, row: Row, places: dict[tuple[str, str], str]) -> None:
    if places.setdefault((row["parent"], row["name"].casefold()), row["code"]) != row["code"]:
        plan.wrong(CATEGORIES, row, "name", _("Di topik yang sama sudah ada kategori bernama %s.") % row["name"])


def _put(plan: Plan, row: Row, known: dict[str, Category]) -> None:
    said = {name: row[name] for name in ("name", "name_en") if row[name]}
    about = f"{row['code']} {row['name']}"
    category = known.get(row["code"])
    if category is None:
        new = Category(
            code=row["code"], owner=plan.agency, valid_from=timezone.localdate(plan.at), position=row.number,
            name=row["name"], name_en=row["name_en"] or row["name"],
        )  # fmt: skip
        plan.new_categories.append((new, row["parent"]))
        plan.tell(CATEGORIES, row, Change.NEW, about, (_("di bawah %s") % row["parent"],) if row["parent"] else ())
        return
    details = changed(category, said, LABELS)
    if details:
        plan.changed_categories.append(category)
    plan.tell(CATEGORIES, row, Change.CHANGED if details else Change.SAME, about, details)
