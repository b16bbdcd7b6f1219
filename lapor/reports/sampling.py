"""Samples of closed reports: drawn once and by chance, so that nobody chooses what is inspected.

A sample belongs to an agency and half of a year. Its seed is kept: whoever sorts the same numbers with it finds the
same reports. What the inspection of each found is `oversight.inspect`, and counts here once.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.agencies.models import Role, Unit, UnitQuerySet
from lapor.core.errors import Refused
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import State
from lapor.reports.models import Report, Sample, SampledReport
from lapor.reports.querysets import ReportQuerySet

SIZE = 20


@dataclass(frozen=True)
class Result:
    """What a sample found: how many were drawn and among how many, how many inspected, how many of those true."""

    sample: Sample
    drawn: int
    inspected: int
    verified: int


def agencies(*, by: Actor, at: datetime) -> UnitQuerySet:
    """Among whom this officer draws: a national admin anywhere, a coordinator in the province, never the own agency."""
    current = Unit.objects.current(at).filter(agency__isnull=True)
    if any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats):
        return current
    provinces = [seat.unit_id for seat in by.seats if seat.role == Role.COORDINATOR]
    return current.filter(coordinator__in=provinces)


def draw(agency: Unit, *, half_from: date, by: Actor, at: datetime) -> Sample:
    """Draw the sample of a half-year that is over. Call it in a transaction.

    Raises Refused: `not_your_province`, `not_over`, `drawn`, `nothing_closed`.
    """
    if not agencies(by=by, at=at).filter(pk=agency.pk).exists():
        raise Refused("not_your_province", _("Pilih instansi di wilayah Anda."), field="agency")
    if timezone.localdate(at) < _next_half(half_from):
        raise Refused("not_over", _("Semester ini belum berakhir. Contoh diambil sesudahnya."), field="half")
    Unit.objects.select_for_update().get(pk=agency.pk)  # two clicks at once draw one sample
    if Sample.objects.filter(agency=agency, half_from=half_from).exists():
        raise Refused("drawn", _("Contoh semester ini sudah diambil, dan tidak diambil dua kali."), field="agency")
    numbers = list(closed(agency, half_from=half_from).values_list("number", flat=True))
    if not numbers:
        raise Refused("nothing_closed", _("Tidak ada laporan yang selesai di semester ini."), field="agency")
    seed = secrets.token_hex(8)
    sample = Sample.objects.create(
        agency=agency, half_from=half_from, seed=seed, population=len(numbers), drawn_by_id=int(by.ref),
        drawn_for_id=_office(by), drawn_at=at,
    )  # fmt: skip
    ids = dict(Report.objects.filter(number__in=(chosen := pick(numbers, seed=seed))).values_list("number", "pk"))
    SampledReport.objects.bulk_create(
        SampledReport(sample=sample, report_id=ids[number], position=position)
        for position, number in enumerate(chosen, start=1)
    )
    return sample


def _office(by: Actor) -> int:
    """For which of the offices where they sit somebody draws."""
    return next(seat.unit_id for seat in by.seats if seat.role in (Role.NATIONAL_ADMIN, Role.COORDINATOR))


def pick(numbers: Iterable[int], *, seed: str) -> list[int]:
    """The first twenty in the order that the seed gives; the same ones whoever asks, and in whatever order."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest())[:SIZE]


def closed(agency: Unit, *, half_from: date) -> ReportQuerySet:
    """What the agency closed in that half-year by its own clock: of divided reports the parts, and no secret ones."""
    zone = ZoneInfo(agency.tz)
    since = datetime.combine(half_from, time.min, tzinfo=zone)
    until = datetime.combine(_next_half(half_from), time.min, tzinfo=zone)
    return Report.objects.filter(
        agency=agency, state=State.CLOSED, is_secret=False, is_divided=False, closed_at__gte=since, closed_at__lt=until
    )


def results(samples: QuerySet[Sample]) -> list[Result]:
    """How far these samples are inspected, and what was found. One query."""
    found = samples.select_related("agency", "drawn_for").annotate(
        drawn_count=Count("drawn"),
        inspected=Count("drawn", filter=~Q(drawn__result="")),
        verified=Count("drawn", filter=Q(drawn__result="verified")),
    )
    return [Result(each, each.drawn_count, each.inspected, each.verified) for each in found]


def seen_by(by: Actor, *, at: datetime) -> QuerySet[Sample]:
    """The samples of the agencies this officer draws among, the newest half-year first."""
    return Sample.objects.filter(agency__in=agencies(by=by, at=at)).order_by("-half_from", "agency__name")


def _next_half(half_from: date) -> date:
    return date(half_from.year, 7, 1) if half_from.month < 7 else date(half_from.year + 1, 1, 1)
