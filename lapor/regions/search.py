"""Finding a region by its name as somebody types it."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import add, and_, or_
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length
from django.utils import timezone

from .words import long_name, says_kind, typed_words

if TYPE_CHECKING:
    from .models import Region

# Each typed word with the few most similar of all words in the names (pg_trgm's own threshold: 0.3).
_ALIKE = """
    SELECT typed, alike.word, alike.likeness
      FROM unnest(%s::text[]) typed, LATERAL (
           SELECT word, similarity(word, typed) AS likeness FROM regions_regionword
            WHERE word %% typed ORDER BY likeness DESC, uses DESC LIMIT 4) alike
"""

# For each typed word the pieces of text that stand for it, the likeliest first: " jakrta", then " jakarta ".
Spellings = dict[str, list[tuple[str, float]]]


class RegionQuerySet(models.QuerySet):
    """Regions in the words of those who look for them."""

    def valid(self, *, at: datetime) -> RegionQuerySet:
        """Those that exist on the day of `at`."""
        day = timezone.localdate(at)
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_until=None) | Q(valid_until__gt=day))

    def within(self, region: Region) -> RegionQuerySet:
        """The region itself and everything below it."""
        return self.filter(Q(code=region.code) | Q(code__startswith=f"{region.code}."))

    def search(
        self, q: str, *, at: datetime, levels: tuple[int, ...] = (), within: Region | None = None, limit: int = 10
    ) -> list[Region]:
        """The regions somebody may mean who has typed `q` so far, the likeliest first; nothing for nonsense.

        Three readings, each more tolerant and slower than the one before, until the list is full.
        """
        words = typed_words(q)
        if not words:
            return []
        regions = self.valid(at=at)
        if levels:
            regions = regions.filter(level__in=levels)
        if within:
            regions = regions.within(within)
        found: dict[str, Region] = {}
        for reading in (_begins_with, _has_all_words):
            if len(found) < limit:
                more = reading(regions.exclude(code__in=found), words)[: limit - len(found)]
                found |= {region.code: region for region in more}
        # Respelling costs most and helps least where something was found.
        return list(found.values()) or list(_resembles(regions, words)[:limit])


def _begins_with(regions: RegionQuerySet, words: list[str]) -> RegionQuerySet:
    """Kutai Timur for "kuta" or "kutim", Gunungkidul for "gunung kid"; for "bara" rather Bara than Barat."""
    typed = " ".join(words)
    meant = Q(own_words__startswith=f" {long_name(typed) or typed} ")
    rank = Case(When(meant, then=0), When(own_words__startswith=f" {typed} ", then=1), default=2)
    begins = meant | Q(own_words__startswith=f" {typed}") | Q(own_words__startswith=f" {''.join(words)}")
    if len(typed) == 1:  # a letter is no name yet; sorting the tenth of all villages it begins takes long
        regions = regions.filter(level__lte=2)
    return regions.filter(begins).order_by(rank, "level", Length("own_words"), "code")


def _has_all_words(regions: RegionQuerySet, words: list[str]) -> RegionQuerySet:
    """Swarga Bara for "swarga sangatta" or "sangata swarga": one word at least is its own, the others its parents'."""
    return _matching(regions, words, {word: [(f" {word}", 1.0)] for word in words})


def _resembles(regions: RegionQuerySet, words: list[str]) -> RegionQuerySet:
    """Jakarta for "jakrta": like `_has_all_words`, where each word may also be one that resembles it."""
    spellings = {word: [(f" {word}", 1.0)] for word in words}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [[word for word in spellings if len(word) >= 4]])
        for word, other, likeness in cursor.fetchall():
            spellings[word].append((f" {other} ", likeness))
    return _matching(regions, words, spellings)


def _matching(regions: RegionQuerySet, words: list[str], spellings: Spellings) -> RegionQuerySet:
    """Regions whose path has every word in some spelling, and whose own name has one; most and likeliest first."""
    telling = [word for word in words if len(word) > 1 and not says_kind(word)] or words
    everywhere = reduce(and_, (_in("path_words", spellings[word]) for word in words))
    own = reduce(or_, (_in("own_words", spellings[word]) for word in telling))
    likeness = reduce(add, (_likeness(spellings[word]) for word in words))
    return regions.filter(own & everywhere).order_by(-likeness, "level", Length("own_words"), "code")


def _in(column: str, pieces: list[tuple[str, float]]) -> Q:
    return reduce(or_, (Q(**{f"{column}__contains": piece}) for piece, _likeness in pieces))


def _likeness(pieces: list[tuple[str, float]]) -> Case:
    whens = (When(own_words__contains=piece, then=Value(likeness)) for piece, likeness in pieces)
    return Case(*whens, default=Value(0.0))
