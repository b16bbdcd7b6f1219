"""Routing rules of the demo: two of the nation's, four of Kutai Timur's own."""

from datetime import datetime

from django.db import transaction

from lapor.accounts.models import User
from lapor.agencies import routing_rules
from lapor.agencies.models import Category, Unit
from lapor.agencies.routing_rules import Wanted
from lapor.demo.people import DOMAIN
from lapor.regions.models import Region

# whose (None: the nation's), place, topic, words, to whom
RULES = (
    (None, "64.08", "air-minum", "", "64.08"),
    (None, "64.08", "kependudukan", "", "64.08"),
    ("64.08", "", "", "pungli, pungutan liar, suap", "64.08/inspektorat"),
    ("64.08", "", "air-minum", "", "64.08/perumdam"),
    ("64.08", "", "pu-penataan-ruang-lampu-jalan", "", "64.08/dishub"),
    ("64.08", "", "pu-penataan-ruang", "", "64.08/dpupr"),
)


@transaction.atomic
def create(*, at: datetime) -> None:
    """Call it when the demo's people are there."""
    authors = {None: _officer("pusat"), "64.08": _officer("kutim")}
    for whose, place, topic, words, to in RULES:
        wanted = Wanted(
            target=Unit.objects.get(code=to),
            region=Region.objects.filter(code=place).first(),
            category=Category.objects.filter(code=topic).first(),
            keyword=words,
        )
        agency = Unit.objects.get(code=whose).pk if whose else None
        routing_rules.add(agency, wanted, by=authors[whose], at=at)


def _officer(name: str) -> User:
    return User.objects.get(login=f"{name}@{DOMAIN}")
