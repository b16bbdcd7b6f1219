"""Who takes part in a measured life: officers of Kutai Timur, with sessions as after both factors of signing in."""

import json
import random
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import django

if __name__ == "__main__":
    django.setup()

from django.test import Client

from bench.rows import KUTAI_TIMUR
from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Category, Role, Unit
from lapor.reports import actors
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.testing.signing_in import sign_in

ROADS = "64.08/dpupr"
ADMINS = LIAISONS = 4  # of each kind, at as many browsers
NUMBERS = 400


@dataclass(frozen=True)
class Stage:
    """The cookies of the officers, and what their forms choose among."""

    admins: list[dict[str, str]]
    liaisons: list[dict[str, str]]
    national: dict[str, str]  # whose inbox is full in a small database too
    roads: int
    category: int
    numbers: list[int]  # some published reports, from all over the table


def set_up() -> Stage:
    at = datetime.now(UTC)
    Unit.objects.filter(parent__isnull=True).update(connected=True)
    agency, roads = Unit.objects.get(code=KUTAI_TIMUR), Unit.objects.get(code=ROADS)
    admins = [_officer(f"admin{i}", agency, Role.AGENCY_ADMIN, at) for i in range(ADMINS)]
    liaisons = [_officer(f"penghubung{i}", roads, Role.LIAISON, at) for i in range(LIAISONS)]
    national = [_officer("pusat", Unit.objects.get(code="pusat"), Role.NATIONAL_ADMIN, at)]
    category = Category.objects.current(at).usable_by(None).filter(parent__isnull=False).order_by("pk")[0]
    return Stage(_cookies(admins), _cookies(liaisons), _cookies(national)[0], roads.pk, category.pk, _numbers())


def of(env: dict[str, str]) -> Stage:
    """The same in another database, by a process of its own: settings name one database."""
    said = subprocess.run([sys.executable, "-m", "bench.stage"], env=env, check=True, capture_output=True, text=True)
    return Stage(**json.loads(said.stdout))


def _numbers() -> list[int]:
    newest = Report.objects.order_by("-id").values_list("pk", flat=True)[0]
    ids = random.Random("numbers").sample(range(1, newest), NUMBERS * 2)
    return list(Report.objects.public().filter(pk__in=ids).values_list("number", flat=True)[:NUMBERS])


def searchers() -> dict[str, Actor]:
    """One officer of each kind whose view is cut out of the whole in another way."""
    at = datetime.now(UTC)
    seats = {
        "agency_admin": (KUTAI_TIMUR, Role.AGENCY_ADMIN),
        "liaison": (ROADS, Role.LIAISON),
        "coordinator": ("64", Role.COORDINATOR),
        "national_admin": ("pusat", Role.NATIONAL_ADMIN),
    }
    return {
        name: actors.officer(_officer(f"cari-{name}", Unit.objects.get(code=code), role, at), at=at)
        for name, (code, role) in seats.items()
    }


def _officer(name: str, unit: Unit, role: Role, at: datetime) -> User:
    login = f"{name}@bench.example"
    user, _ = User.objects.get_or_create(
        login=login, defaults={"name": name.capitalize(), "kind": User.Kind.OFFICER, "joined_at": at}
    )
    memberships.grant(user, unit=unit, role=role, at=at)
    return user


def _cookies(users: list[User]) -> list[dict[str, str]]:
    return [{"sessionid": sign_in(Client(), user).cookies["sessionid"].value} for user in users]


if __name__ == "__main__":
    print(json.dumps(asdict(set_up())))
