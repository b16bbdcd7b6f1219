"""The topics that forms offer, kept in memory: nearly every page shows them all, and they change a few times a year."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.utils.translation import get_language

from lapor.agencies.models import Category, Unit

KEPT_FOR = 10  # seconds in which another process may still offer what was just closed; choosing it is refused


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its sub-topics, its label in the language it was asked for in."""

    pk: int
    code: str
    label: str
    below: tuple["Topic", ...] = ()


def all_topics(at: datetime) -> tuple[Topic, ...]:
    """Every topic there ever was, for looking at the past."""
    return _tree(False, None, get_language(), _moment(at))


def open_topics(at: datetime, *, agency: Unit | None = None) -> tuple[Topic, ...]:
    """Those open at this moment: the national ones and, where it is named, the agency's own."""
    return _tree(True, agency.pk if agency else None, get_language(), _moment(at))


def forget() -> None:
    """Whoever has changed a topic sees the change on the next page."""
    _tree.cache_clear()


def _moment(at: datetime) -> int:
    return int(at.timestamp()) // KEPT_FOR


@lru_cache(maxsize=64)
def _tree(are_open: bool, agency_id: int | None, language: str | None, moment: int) -> tuple[Topic, ...]:
    categories = Category.objects.usable_by(agency_id).order_by("position", "name")
    if are_open:
        categories = categories.current(datetime.fromtimestamp(moment * KEPT_FOR, UTC))
    return tuple(
        Topic(topic.pk, topic.code, topic.label, tuple(Topic(each.pk, each.code, each.label) for each in below))
        for topic, below in categories.tree()
    )
