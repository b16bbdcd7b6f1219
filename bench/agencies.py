"""The figures of the group `agencies`: bringing one in, and looking at all of them, among a million reports."""

import time
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from bench import dashboards
from bench.database import Bench
from bench.figures import Figure
from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import NATIONAL_DESK, Role, TeamDecree, Unit
from lapor.agencies.onboarding import checking, tables, writing
from lapor.core import sheets
from lapor.core.sheets import Column, Sheet

ROWS = 500


def figures(bench: Bench) -> Iterator[Figure]:
    """All figures of the group; what onboarding writes is rolled back, the daily facts stay with their reports."""
    yield from onboarding()
    yield from dashboards.figures()


def onboarding() -> Iterator[Figure]:
    """From the uploaded file through its preview to the last row, without and with a liaison for each unit."""
    for name, with_liaisons, target in (("units", False, "<= 10"), ("units_and_liaisons", True, "")):
        with transaction.atomic():
            agency, by = _agency()
            file = sheets.write(*_filled(agency, with_liaisons))
            began = time.perf_counter()
            _bring_in(agency, file, by)
            yield Figure(f"agencies.onboarding_{ROWS}_{name}", time.perf_counter() - began, "s", target)
            transaction.set_rollback(True)


def _bring_in(agency: Unit, file: bytes, by: User) -> None:
    at = timezone.now()
    said = tables.read(file, filename="unit.xlsx")
    preview = checking.check(agency, said, at=at)
    assert not preview.troubles
    done = writing.carry_out(agency, tables.Tables.load(said.dump()), digest=preview.digest, by=by, at=at)
    assert len(done.plan.new_units) == ROWS


def _agency() -> tuple[Unit, User]:
    """Kutai Timur with a decree in force, and a national admin."""
    at = timezone.now()
    today = timezone.localdate(at)
    agency = Unit.objects.get(code="64.08")
    TeamDecree.objects.create(agency=agency, number="SK bench", decree_date=today, valid_from=today)
    by = User.objects.create(login="bench@contoh.go.id", name="Bench", kind=User.Kind.OFFICER, joined_at=at)
    memberships.grant(by, unit=Unit.objects.get(code=NATIONAL_DESK), role=Role.NATIONAL_ADMIN, at=at)
    return agency, by


def _filled(agency: Unit, with_liaisons: bool) -> Iterator[Sheet]:
    """Fifty departments with nine sections each."""
    codes = [f"{agency.code}/d{n // 10}" + (f"/s{n % 10}" if n % 10 else "") for n in range(ROWS)]
    rows = [
        [code, f"Unit {code}", "", "Unit kerja", code.rpartition("/")[0] if "/s" in code else "", "", "", ""]
        for code in codes
    ]
    yield Sheet(tables.UNITS.title, [Column(each.label) for each in tables.UNITS.headings], rows)
    if with_liaisons:
        people = [[code, f"Petugas {n}", f"petugas-{n}@contoh.go.id", ""] for n, code in enumerate(codes)]
        yield Sheet(tables.LIAISONS.title, [Column(each.label) for each in tables.LIAISONS.headings], people)
