"""Bringing the tables to what the facts say, as often as one likes."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.agencies import tree
from lapor.agencies.models import Category, Kind, Unit
from lapor.agencies.reference import facts

# What the first load brings was there before it; LAPOR! began in 2011, so no report is older.
BEGINNING = date(2011, 1, 1)


def load(at: datetime, say: Callable[[str], object] = print) -> None:
    """Bring agencies, units and categories to the facts: new ones come, changed ones change, gone ones end today.

    Load the regions first. One transaction for units and one for categories. What an operator decides (connected,
    approval, contacts, keyword, units and categories made or changed by hand) stays as it is.
    """
    _load_units(at, say)
    _load_categories(at, say)


@transaction.atomic
def _load_units(at: datetime, say: Callable[[str], object]) -> None:
    tree.lock()
    today = timezone.localdate(at)
    wanted = facts.units(at)
    known = {unit.code: unit for unit in Unit.objects.all()}
    since = _since(known.values(), today)
    say(_("Instansi dan unit: memeriksa %d baris …") % len(wanted))
    changed = sum([_put_unit(fact, known, since) for fact in wanted])
    gone = _gone(Unit.objects.all(), wanted, today)
    for unit in gone:
        Unit.objects.under(unit).filter(_open(today)).update(valid_until=today)
    _report(_("Instansi dan unit"), Unit, changed, len(gone), say)


def _put_unit(fact: facts.UnitFact, known: dict[str, Unit], since: date) -> bool:
    unit = known.get(fact.code) or Unit(code=fact.code, valid_from=since, connected=fact.kind == Kind.DESK)
    if unit.pk and not unit.from_reference:
        return False  # an administrator renamed, moved or ended it
    parent = known[fact.parent_code] if fact.parent_code else None
    columns = {
        "name": fact.name,
        "short_name": fact.short_name,
        "kind": fact.kind,
        "tz": fact.tz,
        "region_id": fact.region_id,
        "coordinator_id": known[fact.coordinator_code].pk if fact.coordinator_code else None,
        "parent_id": parent.pk if parent else None,
        "from_reference": True,
        "valid_until": None,
    }
    if not _changes(unit, columns):
        return False
    known[fact.code] = tree.place(unit, under=parent)
    return True


@transaction.atomic
def _load_categories(at: datetime, say: Callable[[str], object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE agencies_category IN SHARE ROW EXCLUSIVE MODE")  # a second load waits
    today = timezone.localdate(at)
    wanted = list(facts.categories())
    known = {category.code: category for category in Category.objects.all()}
    since = _since(known.values(), today)
    changed = sum([_put_category(fact, known, since) for fact in wanted])
    gone = _gone(Category.objects.all(), wanted, today)
    Category.objects.filter(Q(pk__in=[row.pk for row in gone]) & _open(today)).update(valid_until=today)
    _report(_("Kategori"), Category, changed, len(gone), say)


def _put_category(fact: facts.CategoryFact, known: dict[str, Category], since: date) -> bool:
    category = known.setdefault(fact.code, Category(code=fact.code, valid_from=fact.valid_from or since))
    if category.pk and not category.from_reference:
        return False  # an administrator renamed or closed it
    columns = {
        "name": fact.name,
        "name_en": fact.name_en,
        "position": fact.position,
        "parent_id": known[fact.parent_code].pk if fact.parent_code else None,
        "from_reference": True,
        "valid_from": fact.valid_from or category.valid_from,
        "valid_until": fact.valid_until,
    }
    if not _changes(category, columns):
        return False
    category.save()
    return True


def _since(known, today: date) -> date:
    """From when a new row holds: the first load brings what was there before it, later ones bring what is new."""
    return today if any(row.from_reference for row in known) else BEGINNING


def _changes(row: Model, columns: dict) -> bool:
    """Write the columns onto the row; whether that changed anything or the row is new."""
    different = {column: value for column, value in columns.items() if getattr(row, column) != value}
    for column, value in different.items():
        setattr(row, column, value)
    return bool(different) or row.pk is None


def _open(today: date) -> Q:
    return Q(valid_until__isnull=True) | Q(valid_until__gt=today)


def _gone(rows, wanted, today: date) -> list:
    """Rows of an earlier load that the facts no longer name, and that haven't ended."""
    return list(rows.filter(_open(today), from_reference=True).exclude(code__in=[fact.code for fact in wanted]))


def _report(part: str, model: type[Model], changed: int, ended: int, say: Callable[[str], object]) -> None:
    if changed or ended:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    numbers = {"part": part, "changed": changed, "ended": ended}
    say(_("%(part)s: %(changed)d ditambahkan atau diperbarui, %(ended)d dinyatakan berakhir.") % numbers)
