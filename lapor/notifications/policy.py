"""The policy in force: which lines apply and what they say, kept in memory for some seconds.

It is asked for with every event and changes a few times a year; another process may tell by the old line that long.
"""

import time
from functools import lru_cache

from lapor.notifications.models import Rule, Signature, Wording
from lapor.notifications.occasions import Audience, Occasion

KEPT_FOR = 10  # seconds


def rules_for(occasion: Occasion) -> list[Rule]:
    """The lines of this occasion that are switched on."""
    return list(_rules(_moment()).get(occasion, ()))


def wording(occasion: Occasion, audience: Audience, language: str) -> Wording | None:
    """What counts now; None where nothing was ever loaded."""
    return _wordings(_moment()).get((occasion, audience, language))


def signature_of(agency_id: int) -> str:
    """What this agency adds below its mails; empty where it adds nothing."""
    return _signatures(_moment()).get(agency_id, "")


def forget() -> None:
    """Whoever has changed the policy sees the change at once."""
    for known in (_rules, _wordings, _signatures):
        known.cache_clear()


def _moment() -> int:
    return int(time.monotonic()) // KEPT_FOR


@lru_cache(maxsize=1)
def _rules(moment: int) -> dict[str, list[Rule]]:
    by_occasion: dict[str, list[Rule]] = {}
    for rule in Rule.objects.filter(is_on=True).order_by("id"):
        by_occasion.setdefault(rule.occasion, []).append(rule)
    return by_occasion


@lru_cache(maxsize=1)
def _wordings(moment: int) -> dict[tuple[str, str, str], Wording]:
    return {(each.occasion, each.audience, each.language): each for each in Wording.objects.newest()}


@lru_cache(maxsize=1)
def _signatures(moment: int) -> dict[int, str]:
    return dict(Signature.objects.exclude(text="").values_list("agency_id", "text"))
