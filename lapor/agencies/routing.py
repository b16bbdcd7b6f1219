"""Which routing rule decides who gets a report: the first in order whose place, topic and words all fit.

National rules (of no agency) name an agency, an agency's own rules name one of its units. Who keeps them: see
routing_rules.py; what follows for a report: reports.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

from django.db.models import F, Q
from django.utils.translation import gettext as _

from lapor.agencies.models import Category, RoutingRule
from lapor.agencies.validity import in_force
from lapor.regions.models import Region

KEPT_FOR = 10  # seconds in which another process may still follow a rule that was just changed


def spaced(text: str) -> str:
    """The words of a text with one space around each: whole words and phrases are then found as plain substrings."""
    return f" {' '.join(re.findall(r'\w+', text.casefold()))} "


def keywords(typed: str) -> tuple[str, ...]:
    """The words or phrases of which one must occur, as a rule has them: with commas between."""
    return tuple(dict.fromkeys(filter(None, (spaced(part).strip() for part in typed.split(",")))))


@dataclass(frozen=True)
class Matter:
    """What is known of a report when somebody asks who should get it; `topics` are its sub-topic and its topic.

    Its words are asked for only where a rule needs them: they may lie sealed.
    """

    region_code: str = ""
    topics: frozenset[int | None] = frozenset()
    text: Callable[[], str] = str

    @classmethod
    def of(cls, *, region: Region | None, category: Category | None, text: Callable[[], str]) -> "Matter":
        topics = {category.pk, category.parent_id} if category else set()
        return cls(region.code if region else "", frozenset(topics), text)

    @cached_property
    def words(self) -> str:
        return spaced(self.text())


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as matching needs it; what is empty asks for nothing."""

    pk: int
    target_id: int
    region_code: str = ""
    region_name: str = ""
    topic_id: int | None = None
    topic_name: str = ""
    keywords: tuple[str, ...] = ()

    def match(self, matter: Matter) -> "Match | None":
        """How this rule fits, or None."""
        if self.region_code and not f"{matter.region_code}.".startswith(f"{self.region_code}."):
            return None
        if self.topic_id and self.topic_id not in matter.topics:
            return None
        if not self.keywords:
            return Match(self)
        found = next((word for word in self.keywords if f" {word} " in matter.words), None)
        return Match(self, found) if found else None

    def covers(self, other: "Rule") -> bool:
        """Does it fit everything that the other fits? Then the other, coming later, never decides."""
        place = f"{other.region_code}.".startswith(f"{self.region_code}.") if self.region_code else True
        topic = self.topic_id in (None, other.topic_id)
        words = not self.keywords or (bool(other.keywords) and set(other.keywords) <= set(self.keywords))
        return place and topic and words

    @property
    def conditions(self) -> str:
        """What it asks for, as a phrase: “topik Jalan rusak, di Kutai Timur, kata “lubang” atau “aspal””."""
        return _phrase(self, self.keywords)


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that decides, and which of its words it found."""

    rule: Rule
    keyword: str = ""

    @property
    def why(self) -> str:
        """The reason as a phrase, for officers."""
        return _phrase(self.rule, (self.keyword,) if self.keyword else ())


def _phrase(rule: Rule, words: Iterable[str]) -> str:
    parts = []
    if rule.topic_name:
        parts.append(_("topik %s") % rule.topic_name)
    if rule.region_name:
        parts.append(_("di %s") % rule.region_name)
    if said := _(" atau ").join(f"“{word}”" for word in words):
        parts.append(_("kata %s") % said)
    return ", ".join(parts)


def first_match(rules: Sequence[Rule], matter: Matter) -> Match | None:
    """The first rule in order that fits."""
    return next((match for rule in rules if (match := rule.match(matter))), None)


def rules_of(agency_id: int | None, at: datetime) -> tuple[Rule, ...]:
    """The rules in force, in order: of this agency, or (None) the national ones. Kept in memory for a moment."""
    return _load(agency_id, int(at.timestamp()) // KEPT_FOR)


def forget() -> None:
    """Whoever has changed a rule sees the change at once."""
    _load.cache_clear()


def in_use(agency_id: int | None, at: datetime) -> Q:
    """Rules that can decide today: in force, and leading to a unit that exists and is the agency's own."""
    own = Q(target__path__startswith=F("agency__path")) if agency_id else Q(target__agency__isnull=True)
    return in_force(at) & in_force(at, "target__") & own & Q(agency=agency_id)


@lru_cache(maxsize=128)
def _load(agency_id: int | None, moment: int) -> tuple[Rule, ...]:
    at = datetime.fromtimestamp(moment * KEPT_FOR, UTC)
    rows = RoutingRule.objects.filter(in_use(agency_id, at)).select_related("region", "category")
    return tuple(as_rule(row) for row in rows)


def as_rule(row: RoutingRule) -> Rule:
    return Rule(
        pk=row.pk,
        target_id=row.target_id,
        region_code=row.region.code if row.region else "",
        region_name=row.region.path_name if row.region else "",
        topic_id=row.category_id,
        topic_name=row.category.name if row.category else "",
        keywords=keywords(row.keyword),
    )


def conditions_of(pk: int) -> str:
    """What a rule asked for, also one that has ended: an event of the record names it by its id."""
    return as_rule(RoutingRule.objects.select_related("region", "category").get(pk=pk)).conditions
