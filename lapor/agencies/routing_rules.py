"""Keeping routing rules: who may, adding, changing, putting in order and ending them. Nothing is deleted.

A changed rule is a new one in its place: the record of a report goes on naming the rule that decided about it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import routing
from lapor.agencies.memberships import Seat
from lapor.agencies.models import Category, Role, RoutingRule, Unit, UnitQuerySet
from lapor.core.errors import Refused
from lapor.regions.models import Region

MOST_RULES = 300  # in force at once, for the nation or for one agency
MOST_KEYWORDS = 12


@dataclass(frozen=True)
class Wanted:
    """What a rule shall say: all that is given must fit; then the report is for `target`."""

    target: Unit
    region: Region | None = None
    category: Category | None = None
    keyword: str = ""


def scopes(seats: tuple[Seat, ...]) -> dict[int | None, str]:
    """Whose rules these seats keep, with its name: the nation's (None), or those of an agency."""
    kept: dict[int | None, str] = {}
    for seat in seats:
        if seat.role == Role.NATIONAL_ADMIN:
            kept[None] = _("Aturan nasional")
        elif seat.role == Role.AGENCY_ADMIN and seat.unit_id == seat.agency_id:
            kept[seat.agency_id] = seat.agency_name
    return kept


def kept_by(seats: tuple[Seat, ...], at: datetime) -> QuerySet[RoutingRule]:
    """The rules in force that these seats may change, in order."""
    agencies = scopes(seats)
    rules = RoutingRule.objects.current(at).select_related("region", "category", "target", "agency")
    own = rules.filter(agency__in=[agency for agency in agencies if agency])
    return own | rules.filter(agency=None) if None in agencies else own


def targets(agency_id: int | None, at: datetime) -> UnitQuerySet:
    """Where a rule may lead: a national one to any agency, an agency's own to any of its units."""
    current = Unit.objects.current(at)
    return current.filter(path__startswith=f"/{agency_id}/") if agency_id else current.agencies()


def topics(agency_id: int | None, at: datetime) -> QuerySet[Category]:
    """What a rule may be about."""
    return Category.objects.current(at).usable_by(agency_id)


def add(agency_id: int | None, wanted: Wanted, *, by: User, at: datetime) -> RoutingRule:
    """A new rule behind all others. Call it in a transaction.

    Raises Refused: `asks_nothing`, `no_words`, `too_many_words`, `no_target`, `no_topic`, `same_rule`, `too_many`.
    """
    others = _locked(agency_id, at)
    if len(others) >= MOST_RULES:
        raise Refused("too_many", _("Paling banyak %d aturan. Gabungkan atau akhiri yang tidak perlu.") % MOST_RULES)
    _check(agency_id, wanted, others, at)
    return _write(agency_id, wanted, others[-1].position + 1 if others else 1, by=by, at=at)


def change(rule: RoutingRule, wanted: Wanted, *, by: User, at: datetime) -> RoutingRule:
    """Another rule in the place of this one. Call it in a transaction.

    Raises Refused: `gone`, and those of `add`.
    """
    others = _locked(rule.agency_id, at)
    known = _find(rule, others)
    _check(rule.agency_id, wanted, [other for other in others if other != known], at)
    end(known, at=at)
    return _write(rule.agency_id, wanted, known.position, by=by, at=at)


def end(rule: RoutingRule, *, at: datetime) -> None:
    """From now on it decides nothing. Ended twice it stays as it was."""
    if rule.valid_until is None:
        rule.valid_until = max(timezone.localdate(at), rule.valid_from)
        rule.save(update_fields=["valid_until"])
    routing.forget()


def move(rule: RoutingRule, *, up: bool, at: datetime) -> None:
    """One place up or down; the first goes no higher. Call it in a transaction. Raises Refused: `gone`."""
    rules = _locked(rule.agency_id, at)
    here = rules.index(_find(rule, rules))
    there = here - 1 if up else here + 1
    if 0 <= there < len(rules):
        rules[here], rules[there] = rules[there], rules[here]
    for position, each in enumerate(rules, start=1):
        each.position = position
    RoutingRule.objects.bulk_update(rules, ["position"])
    routing.forget()


def never_reached(rules: list[RoutingRule]) -> dict[int, RoutingRule]:
    """Rules that never decide, because one before them fits everything that they fit; with that one."""
    forms = [(row, routing.as_rule(row)) for row in rules]
    covered = (
        (row.pk, next((before for before, wider in forms[:i] if wider.covers(rule)), None))
        for i, (row, rule) in enumerate(forms)
    )
    return {pk: before for pk, before in covered if before}


def _locked(agency_id: int | None, at: datetime) -> list[RoutingRule]:
    """The rules in force, in order, while nobody else changes them."""
    return list(RoutingRule.objects.current(at).filter(agency=agency_id).select_for_update())


def _find(rule: RoutingRule, rules: list[RoutingRule]) -> RoutingRule:
    found = next((each for each in rules if each.pk == rule.pk), None)
    if found is None:
        raise Refused("gone", _("Aturan ini baru saja diubah atau diakhiri. Muat ulang daftarnya."))
    return found


def _check(agency_id: int | None, wanted: Wanted, others: list[RoutingRule], at: datetime) -> None:
    words = routing.keywords(wanted.keyword)
    if wanted.keyword.strip() and not words:
        raise Refused("no_words", _("Tulis kata yang dicari, dipisah koma."), field="keyword")
    if len(words) > MOST_KEYWORDS:
        sentence = _("Paling banyak %d kata kunci dalam satu aturan.") % MOST_KEYWORDS
        raise Refused("too_many_words", sentence, field="keyword")
    if not (wanted.region or wanted.category or words):
        raise Refused("asks_nothing", _("Isi paling sedikit satu: wilayah, topik, atau kata kunci."), field="region")
    if not targets(agency_id, at).filter(pk=wanted.target.pk).exists():
        raise Refused("no_target", _("Tujuan ini tidak ada dalam pilihan Anda."), field="target")
    if wanted.category and not topics(agency_id, at).filter(pk=wanted.category.pk).exists():
        raise Refused("no_topic", _("Topik ini sudah ditutup. Pilih topik lain."), field="category")
    asked = (wanted.region and wanted.region.pk, wanted.category and wanted.category.pk, words)
    if any((each.region_id, each.category_id, routing.keywords(each.keyword)) == asked for each in others):
        raise Refused("same_rule", _("Sudah ada aturan dengan syarat yang sama. Ubah aturan itu."), field="region")


def _write(agency_id: int | None, wanted: Wanted, position: int, *, by: User, at: datetime) -> RoutingRule:
    rule = RoutingRule.objects.create(
        agency_id=agency_id,
        position=position,
        region=wanted.region,
        category=wanted.category,
        keyword=", ".join(routing.keywords(wanted.keyword)),
        target=wanted.target,
        created_by=by,
        created_at=at,
        valid_from=timezone.localdate(at),
    )
    routing.forget()
    return rule
