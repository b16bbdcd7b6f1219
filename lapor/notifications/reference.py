"""The policy that every installation starts with: policy.toml, brought into the tables; no edit is undone."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from lapor.notifications.models import Rule, Wording, Words
from lapor.notifications.occasions import Audience, Occasion

FILE = Path(__file__).with_name("policy.toml")
LANGUAGES = ("id", "en")

Key = tuple[Occasion, Audience]


@dataclass
class Line:
    """One line of the policy as it is shipped."""

    ways: list[str]
    in_digest: bool = False
    words: dict[str, Words] = field(default_factory=dict)


@cache
def lines() -> dict[Key, Line]:
    """Everything that is shipped, by occasion and audience."""
    with FILE.open("rb") as file:
        said = tomllib.load(file)
    usual = said.pop("ways")
    found: dict[Key, Line] = {}
    for key, told in _each(said):
        line = found.setdefault(key, Line(usual[key[1]]))
        line.ways = told.get("ways", line.ways)
        line.in_digest = told.get("in_digest", line.in_digest)
        line.words |= {
            language: Words(told[language]["subject"], told[language]["text"].strip(), told[language]["short"])
            for language in LANGUAGES
            if language in told
        }
    return dict(sorted(found.items(), key=_as_listed))


def _each(said: dict[str, Any]) -> Iterator[tuple[Key, dict[str, Any]]]:
    """A key of the file may name several occasions or audiences."""
    for occasions, by_audience in said.items():
        for audiences, told in by_audience.items():
            for occasion in occasions.split():
                for audience in audiences.split():
                    yield (Occasion(occasion), Audience(audience)), told


def _as_listed(item: tuple[Key, Line]) -> tuple[int, int]:
    occasion, audience = item[0]
    return list(Occasion).index(occasion), list(Audience).index(audience)


@transaction.atomic
def load(at: datetime, say: Callable[[str], object]) -> None:
    """Add the lines that are missing, and a new version where a shipped wording changed that nobody had edited.

    A line that is shipped no more is told no more; what it said stays.
    """
    gone = [rule.pk for rule in Rule.objects.all() if (rule.occasion, rule.audience) not in lines()]
    Rule.objects.filter(pk__in=gone).delete()
    Rule.objects.bulk_create(
        [
            Rule(occasion=occasion, audience=audience, ways=line.ways, in_digest=line.in_digest)
            for (occasion, audience), line in lines().items()
        ],
        ignore_conflicts=True,
    )
    newest = {(wording.occasion, wording.audience, wording.language): wording for wording in Wording.objects.newest()}
    Wording.objects.bulk_create(
        [
            Wording(
                occasion=occasion, audience=audience, language=language, version=(known.version if known else 0) + 1,
                subject=words.subject, text=words.text, short=words.short, written_at=at,
            )
            for (occasion, audience), line in lines().items()
            for language, words in line.words.items()
            for known in [newest.get((occasion, audience, language))]
            if known is None or (known.written_by_id is None and known.words != words)
        ]
    )  # fmt: skip
    say("Aturan pemberitahuan: siap.")
