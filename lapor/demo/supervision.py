"""Supervision in the demo: events with the reports that came of them, a drive that runs, and letters."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Role, Unit
from lapor.reports import actors
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.supervision import drives, outreach, reprimands
from lapor.supervision.models import Audience, Way

EVENTS = (
    # code, name, place, audience, people, so many days ago, every so manieth report came of it
    ("CFD-SANGATTA", "Hari bebas kendaraan Sangatta", "Jalan Yos Sudarso", Audience.CAR_FREE_DAY, 450, 40, 7),
    ("PKK-WAHAU", "Pertemuan kelompok PKK Muara Wahau", "Balai desa Nehas Liah Bing", Audience.COMMUNITY, 60, 21, 11),
    ("MUDIK-2027", "Posko mudik Pelabuhan Sangatta", "Pelabuhan Sangatta", Audience.TRAVELLERS, 2500, -120, 0),
)


@transaction.atomic
def create(*, at: datetime) -> None:
    """Call it when the demo's agencies, people and reports are there."""
    _hold_events(at)
    _urge(at)


def _hold_events(at: datetime) -> None:
    user, by = _officer("64.08", Role.AGENCY_ADMIN, at)
    region = Unit.objects.get(code="64.08").region
    for code, name, place, audience, people, days_ago, every in EVENTS:
        day = timezone.localdate(at) - timedelta(days=days_ago)
        plan = outreach.Plan(name, code, day, place, audience, people, region)
        outreach.make(plan, by=by, user=user, at=at)
        reports = Report.objects.filter(submitted_at__date__gte=day).order_by("id")
        for report in reports[::every] if every else ():
            outreach.came_of(report, code=code, text="")


def _urge(at: datetime) -> None:
    """A drive for what is older than three weeks, and letters for what is overdue, the one to Kutai Timur sent."""
    user, by = _officer("pusat", Role.NATIONAL_ADMIN, at)
    day = timezone.localdate(at)
    if Report.objects.open().filter(submitted_at__date__lte=day - timedelta(days=21)).exists():
        plan = drives.Plan(
            name=f"Percepatan laporan {day.year}",
            basis="SE Mendagri 490/1921/SJ",
            submitted_from=day.replace(month=1, day=1) - timedelta(days=365),
            submitted_until=day - timedelta(days=21),
            due_date=day + timedelta(days=30),
            target=90,
        )
        drives.start(plan, user=user, by=by, at=at)
    reprimands.draft(at=at)
    letter = reprimands.seen_by(by).filter(agency__code="64.08").first()
    if letter:
        reprimands.approve(letter.pk, by=by, user=user, at=at)
        reprimands.send(letter.pk, way=Way.OFFICE, day=day, by=by, user=user, at=at)


def _officer(code: str, role: Role, at: datetime) -> tuple[User, Actor]:
    user = User.objects.filter(memberships__unit__code=code, memberships__role=role).order_by("id")[0]
    return user, actors.officer(user, at=at)
