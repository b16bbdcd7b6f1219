"""Outreach: telling people about LAPOR!, and counting the reports that came of it.

A report comes of an event when its form was opened by the event's short link, or when the event's code word stands in
its text. Reports sent anonymously are never listed, and counted with the secret ones only from five on: a small
audience could give somebody away, and a link can be handed to a single person.
"""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import segno
from django.db import IntegrityError, transaction
from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies.models import Role, Unit
from lapor.core.errors import NotFound, Refused
from lapor.regions.models import Region
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet
from lapor.supervision import reach
from lapor.supervision.models import OutreachEvent, OutreachReport

MAKERS = frozenset({Role.NATIONAL_ADMIN, Role.COORDINATOR, Role.AGENCY_ADMIN})
READERS = MAKERS | {Role.HEAD_OF_AGENCY, Role.PRIORITY_CONTROLLER}
FEW = 5  # fewer hidden reports could point at somebody
MOST_PEOPLE = 10_000_000
MOST_WORDS = 300  # of a text, those that could be code words
# With a digit or a hyphen in it, so that no ordinary word is taken for a code.
CODE = r"(?=[A-Z0-9-]*[0-9-])[A-Z0-9][A-Z0-9-]{2,22}[A-Z0-9]"
WORDS = re.compile(rf"(?<![\w-]){CODE}(?![\w-])")


@dataclass(frozen=True)
class Plan:
    """What somebody enters about an event."""

    name: str
    code: str
    date: date
    place: str
    audience: str
    people: int
    region: Region | None = None


def organiser_of(by: Actor) -> int | None:
    """For which agency this officer makes events; None when they make none."""
    return next(iter(_own(by)), None)


def _own(by: Actor) -> list[int]:
    return [seat.agency_id for seat in by.seats if seat.role in MAKERS]


def regions_for(by: Actor) -> QuerySet[Region]:
    """Where its events can be: the organiser's own region and those next below; without one, every province."""
    region = Unit.objects.filter(pk__in=_own(by)).values("region")
    near = Region.objects.filter(Q(pk__in=region) | Q(parent__in=region))
    return (near if near.exists() else Region.objects.filter(level=Region.Level.PROVINCE)).order_by("level", "name")


def seen_by(by: Actor) -> QuerySet[OutreachEvent]:
    """The events that this officer may read about, with how many reports came of each and how many are settled."""
    seen = OutreachEvent.objects.filter(reach.agencies(by, READERS, "organiser__"))
    return _with_figures(seen.select_related("organiser", "region"))


def _with_figures(events: QuerySet[OutreachEvent]) -> QuerySet[Any]:
    """Each with `came` and `settled`; what is anonymous or secret counts once there are enough of it."""
    hidden = Q(reports__report__is_anonymous=True) | Q(reports__report__is_secret=True)
    shown = Q(reports__report__is_anonymous=False, reports__report__is_secret=False)
    closed = Q(reports__report__state=State.CLOSED)

    def counted(of: Q) -> Case:
        both = Count("reports", filter=(shown | hidden) & of)
        return Case(When(hidden__gte=FEW, then=both), default=Count("reports", filter=shown & of))

    return events.annotate(hidden=Count("reports", filter=hidden)).annotate(came=counted(Q()), settled=counted(closed))


def changed_by(by: Actor) -> QuerySet[OutreachEvent]:
    """The events that this officer may change: those of the own agency; for the national desk all."""
    is_national = any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats)
    return OutreachEvent.objects.all() if is_national else OutreachEvent.objects.filter(organiser__in=_own(by))


def make(plan: Plan, *, by: Actor, user: User, at: datetime) -> OutreachEvent:
    """Enter an event. Raises NotFound for who makes none; Refused: `odd_code`, `code_taken`, `odd_people`."""
    organiser = organiser_of(by)
    if organiser is None:
        raise NotFound("outreach")
    event = OutreachEvent(organiser=Unit.objects.get(pk=organiser), created_by=user, created_at=at)
    return _save(event, plan)


def change(pk: int, plan: Plan, *, by: Actor) -> OutreachEvent:
    """Correct an event. Raises NotFound; Refused: `odd_code`, `code_taken`, `odd_people`, `code_in_use`."""
    event = _with_figures(changed_by(by)).filter(pk=pk).first()
    if event is None:
        raise NotFound(pk)
    if event.code != read_code(plan.code) and event.came:
        sentence = _("Sudah ada laporan lewat kode %s, jadi kodenya tidak bisa diganti.") % event.code
        raise Refused("code_in_use", sentence, field="code")
    return _save(event, plan)


def read_code(typed: str) -> str:
    """A code as it is kept: in capitals; empty for what can't be one."""
    code = typed[:40].strip().upper()
    return code if re.fullmatch(CODE, code) else ""


def came_of(report: Report, *, code: str, text: str) -> None:
    """Count this new report for the event whose link was followed and for those whose code word its text has.

    Call it in the transaction that takes the report; for the same report again it changes nothing.
    """
    words = sorted(set(WORDS.findall(text.upper())))[:MOST_WORDS]
    codes = {*words, read_code(code)} - {""}
    if codes:
        events = OutreachEvent.objects.filter(code__in=codes)
        rows = [OutreachReport(event=event, report=report) for event in events]
        OutreachReport.objects.bulk_create(rows, ignore_conflicts=True)


def reports_of(event: OutreachEvent, *, by: Actor) -> ReportQuerySet:
    """The reports that came of an event, as far as this officer may see them; anonymous ones to nobody."""
    came = OutreachReport.objects.filter(event=event).values("report")
    return Report.objects.visible_to(by).filter(pk__in=came, is_anonymous=False)


def qr(url: str) -> str:
    """The address as a drawing (SVG) for a poster; a quarter of it may be torn or dirty."""
    drawing = io.BytesIO()
    segno.make(url, error="q").save(drawing, kind="svg", scale=8, border=2, xmldecl=False, light="#ffffff")
    return drawing.getvalue().decode()


def _save(event: OutreachEvent, plan: Plan) -> OutreachEvent:
    code = read_code(plan.code)
    if not code:
        sentence = _("Pakai 4–24 huruf, angka, dan tanda hubung, dengan setidaknya satu angka atau tanda hubung.")
        raise Refused("odd_code", sentence, field="code")
    if not 0 <= plan.people <= MOST_PEOPLE:
        raise Refused("odd_people", _("Periksa lagi perkiraan jumlah orangnya."), field="people")
    for column in ("name", "date", "place", "audience", "people", "region"):
        setattr(event, column, getattr(plan, column))
    event.code = code
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:
        raise Refused("code_taken", _("Kode %s sudah dipakai kegiatan lain. Pilih kode lain.") % code, field="code")
    return event
