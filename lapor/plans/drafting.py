"""Writing a draft: started empty, from last year's or from the national template; its profile and its items.

Call every step in a transaction. After approval the words of a plan stay as they are.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.memberships import Seat
from lapor.agencies.models import Unit
from lapor.core.errors import Refused
from lapor.plans import reading, roles
from lapor.plans.models import Item, Part, Plan, State, Taken, TemplateRow

MOST_ITEMS = 120  # of one plan: its book stays one that people read


class Source(models.TextChoices):
    """What a new plan begins with."""

    LAST = "last", gettext_lazy("Salinan rencana tahun sebelumnya")
    TEMPLATE = "template", gettext_lazy("Contoh dari pusat")
    EMPTY = "empty", gettext_lazy("Kosong")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an item says."""

    part: Part
    title: str
    indicator: str
    target: str
    owner_unit: Unit | None
    owner_name: str
    due_date: date


def years(at: datetime) -> range:
    """The years for which a plan may be started: last year's may be late, next year's is due."""
    this = timezone.localdate(at).year
    return range(this - 1, this + 2)


def start(agency: Unit, year: int, source: Source, *, by: User, at: datetime) -> Plan:
    """The draft of an agency for a year.

    Raises Refused: `not_your_step`, `wrong_year`, `taken`, `no_last`, `no_template`.
    """
    if not roles.writes(memberships.of(by, at), agency.pk):
        raise reading.not_yours()
    if year not in years(at):
        sentence = _("Rencana hanya bisa dibuat untuk tahun %(first)d sampai %(last)d.")
        raise Refused("wrong_year", sentence % {"first": years(at)[0], "last": years(at)[-1]}, field="year")
    last = Plan.objects.filter(agency=agency, year=year - 1).first() if source == Source.LAST else None
    if source == Source.LAST and last is None:
        sentence = _("Rencana tahun %d belum ada, jadi tidak ada yang bisa disalin.")
        raise Refused("no_last", sentence % (year - 1), field="source")
    plan = Plan(agency=agency, year=year, copied_from=last, created_at=at, created_by=by, written_by=by)
    plan.profile = last.profile if last else ""
    _save_once(plan)
    Taken.objects.create(plan=plan, state=State.DRAFT, at=at, by=by)
    Item.objects.bulk_create(_first_items(plan, source, at))
    return plan


def _save_once(plan: Plan) -> None:
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        sentence = _("Rencana tahun %d sudah ada. Buka yang sudah ada itu.")
        raise Refused("taken", sentence % plan.year, field="year") from error


def _first_items(plan: Plan, source: Source, at: datetime) -> list[Item]:
    if source == Source.LAST:
        last = Item.objects.filter(plan=plan.copied_from).select_related("owner_unit")
        return [_again(item, plan, at) for item in last]
    if source == Source.TEMPLATE:
        rows = list(TemplateRow.objects.all())
        if not rows:
            raise Refused("no_template", _("Contoh dari pusat belum ada. Pilih cara lain."), field="source")
        return [_from_template(row, plan) for row in rows]
    return []


def _again(item: Item, plan: Plan, at: datetime) -> Item:
    """Last year's item, due a year later and not begun; a unit that is no more leaves it to the agency."""
    due = item.due_date
    day = min(due.day, monthrange(plan.year, due.month)[1])
    unit = item.owner_unit if item.owner_unit is None or item.owner_unit.is_current(at) else plan.agency
    kept = {name: getattr(item, name) for name in ("part", "title", "indicator", "target", "owner_name")}
    return Item(plan=plan, **kept, owner_unit=unit, due_date=date(plan.year, due.month, day))


def _from_template(row: TemplateRow, plan: Plan) -> Item:
    kept = {name: getattr(row, name) for name in ("part", "title", "indicator", "target")}
    end = date(plan.year, row.due_month, monthrange(plan.year, row.due_month)[1])
    return Item(plan=plan, **kept, owner_unit=plan.agency, due_date=end)


def write_profile(pk: int, text: str, *, seen: int | None = None, by: User, at: datetime) -> Plan:
    """The foreword and profile of the agency. Raises NotFound, Stale; Refused: `not_your_step`, `not_a_draft`."""
    plan = _draft(pk, seen=seen, by=by, at=at)
    plan.profile = text
    return _written(plan, by)


def add_item(pk: int, words: Words, *, seen: int | None = None, by: User, at: datetime) -> Item:
    """One more item.

    Raises NotFound, Stale; Refused: `not_your_step`, `not_a_draft`, `too_many` and those of `check`.
    """
    plan = _draft(pk, seen=seen, by=by, at=at)
    if plan.items.count() >= MOST_ITEMS:
        raise Refused("too_many", _("Satu rencana paling banyak berisi %d butir.") % MOST_ITEMS)
    check(words, plan, at=at)
    item = Item.objects.create(plan=plan, **vars(words))
    _written(plan, by)
    return item


def change_item(pk: int, words: Words, *, seen: int | None = None, by: User, at: datetime) -> Item:
    """Other words for an item of a draft. Raises as `add_item`."""
    item = _item_of_draft(pk, seen=seen, by=by, at=at)
    check(words, item.plan, at=at)
    for name, value in vars(words).items():
        setattr(item, name, value)
    item.version += 1
    item.save()
    _written(item.plan, by)
    return item


def remove_item(pk: int, *, seen: int | None = None, by: User, at: datetime) -> Plan:
    """An item less, unless somebody has reported on it. Raises as `write_profile`; Refused: `has_history`."""
    item = _item_of_draft(pk, seen=seen, by=by, at=at)
    if item.evidence.exists() or item.history.exists():
        sentence = _("Butir ini sudah punya capaian atau bukti, jadi tidak bisa dihapus. Ubah isinya saja.")
        raise Refused("has_history", sentence)
    item.delete()
    return _written(item.plan, by)


def check(words: Words, plan: Plan, *, at: datetime) -> None:
    """Raises Refused: `no_owner`, `foreign_unit`, `wrong_year`."""
    unit = words.owner_unit
    if unit is None and not words.owner_name:
        sentence = _("Isi unit atau nama penanggung jawabnya, supaya jelas siapa yang mengerjakan.")
        raise Refused("no_owner", sentence, field="owner_unit")
    if unit is not None and not (unit.root_id == plan.agency_id and unit.is_current(at)):
        raise Refused("foreign_unit", _("Pilih unit yang ada di instansi ini."), field="owner_unit")
    if words.due_date.year != plan.year:
        sentence = _("Tenggat harus di tahun %d, tahun rencana ini.")
        raise Refused("wrong_year", sentence % plan.year, field="due_date")


def _draft(pk: int, *, seen: int | None, by: User, at: datetime) -> Plan:
    return _check_draft(reading.locked(pk, seats=(seats := memberships.of(by, at)), seen=seen), seats)


def _item_of_draft(pk: int, *, seen: int | None, by: User, at: datetime) -> Item:
    item = reading.locked_item(pk, seats=(seats := memberships.of(by, at)), seen=seen)
    _check_draft(item.plan, seats)
    return item


def _check_draft(plan: Plan, seats: tuple[Seat, ...]) -> Plan:
    if not roles.writes(seats, plan.agency_id):
        raise reading.not_yours()
    if not plan.is_draft:
        sentence = _("Rencana ini sudah “%s”, jadi isinya tetap. Capaian dan bukti masih bisa ditambah.")
        raise Refused("not_a_draft", sentence % State(plan.state).label)
    return plan


def _written(plan: Plan, by: User) -> Plan:
    plan.version += 1
    plan.written_by = by
    plan.save(update_fields=["profile", "version", "written_by"])
    return plan
