"""The dashboards of the demo: a road that is reported again and again, and the daily facts of all its days."""

from datetime import datetime, timedelta
from typing import Protocol

from lapor.regions.models import Region
from lapor.statistics import spots
from lapor.statistics.rebuild import day_of, first_day, rebuild

AGO = (80, 55, 30, 6)  # days: mended each time, and broken again


class Teller(Protocol):
    """Who tells the stories of the demo (content.py)."""

    villages: list[Region]

    def tell(self, story: dict, moment: datetime) -> object: ...


def come_back(teller: Teller, story: dict, *, at: datetime) -> int:
    """Tell one story four times from one village; returns how often it was told."""
    teller.villages = teller.villages[:1]
    for days in AGO:
        teller.tell(story, at - timedelta(days=days))
    return len(AGO)


def create(*, at: datetime) -> None:
    """Call it last: it counts what is there."""
    first = first_day()
    if first is not None:
        rebuild(first, day_of(at))
    spots.find(at=at)
