"""Teams of the demo: Kutai Timur's on its decree, one away and one who has left; Balikpapan's decree runs out soon."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lapor.accounts import links
from lapor.accounts.models import User
from lapor.agencies import decrees, memberships, team
from lapor.agencies.models import Membership, Role, TeamDecree, Unit
from lapor.demo.people import DOMAIN

DAY, YEAR = timedelta(days=1), timedelta(days=365)


@transaction.atomic
def create(*, at: datetime) -> None:
    """Call it when the demo's people are there."""
    vera, arif = _officer("pusat"), _officer("kutim")
    today = timezone.localdate(at)
    kutim, balikpapan = (Unit.objects.get(code=code) for code in ("64.08", "64.71"))
    decree = TeamDecree.objects.current(at).filter(agency=kutim).first() or decrees.enter(
        kutim, number="188.4/K.204/2025", decree_date=today - YEAR, valid_from=today - YEAR, last_day=today + YEAR,
        by=vera, at=at,
    )  # fmt: skip
    members = decrees.not_on(decree, memberships.of(vera, at), at).values_list("pk", flat=True)
    decrees.move(decree, members=members, by=vera, at=at)
    dian = Membership.objects.get(user=_officer("dukcapil"))
    team.stand_in(dian, user=_officer("air"), first=today + 3 * DAY, last=today + 10 * DAY, by=arif, at=at)
    _has_left(decree, arif, at)
    _runs_out_soon(balikpapan, vera, at)


def _has_left(decree: TeamDecree, by: User, at: datetime) -> None:
    rudi, _token = links.find_or_invite(f"rudi@{DOMAIN}", "Rudi Hamzah", by=by, at=at - 2 * YEAR)
    unit, today = Unit.objects.get(code="64.08/dpupr"), timezone.localdate(at)
    days = {"valid_from": today - 2 * YEAR, "valid_until": today - YEAR}
    Membership.objects.create(user=rudi, unit=unit, role=Role.LIAISON, decree=decree, ended_by=by, **days)


def _runs_out_soon(agency: Unit, by: User, at: datetime) -> None:
    """Only a desk officer stands on it, so that no account of the demo is shut when the day comes."""
    today = timezone.localdate(at)
    decree = decrees.enter(
        agency, number="188.45-221/2024", decree_date=today - YEAR, valid_from=today - YEAR, last_day=today + 20 * DAY,
        by=by, at=at,
    )  # fmt: skip
    lina, _token = links.find_or_invite(f"loket-balikpapan@{DOMAIN}", "Lina Marlina", by=by, at=at)
    team.appoint(lina, unit=agency, role=Role.DESK_OFFICER, decree=decree, by=by, at=at)


def _officer(name: str) -> User:
    return User.objects.get(login=f"{name}@{DOMAIN}")
