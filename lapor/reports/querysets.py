"""Reading in the office's words. Seeing is a query: what you may not see isn't there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchRank
from django.db import connection, models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from lapor.agencies.models import Role, Unit
from lapor.core.errors import NotFound, Refused, Stale
from lapor.core.queries import one
from lapor.reports import search
from lapor.reports.lifecycle import OPEN, ActorKind, Relation, ReportClass, Rung, State

if TYPE_CHECKING:
    from lapor.reports.actors import Actor
    from lapor.reports.models import Report

OMBUDSMAN_AFTER = timedelta(days=60)  # UU 25/2009
NOTHING = Q(pk__in=[])
_LOCK_WHOLE = """
    SELECT FROM reports_report AS whole JOIN reports_report AS part ON part.parent_id = whole.id
    WHERE part.number = %s AND part.relation = %s FOR UPDATE OF whole
"""
HANDLING = frozenset({Role.NATIONAL_ADMIN, Role.COORDINATOR, Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD_OF_AGENCY})


class AlreadyDone(Refused):
    """This very click has been carried out before; show the result, don't complain."""


@dataclass(frozen=True)
class Page:
    """One page of a list, newest first; `newer` and `older` are the ids to go on from, where there is more."""

    reports: list["Report"]
    newer: int | None = None
    older: int | None = None


@dataclass(frozen=True)
class Place:
    """A place in an inbox that is sorted by when the next clock runs out; reports without such a clock come last."""

    due_at: datetime | None
    pk: int

    @classmethod
    def of(cls, report: "Report") -> "Place":
        return cls(report.due_at, report.pk)


@dataclass(frozen=True)
class Queue:
    """One page of an inbox; `last` is where the next page goes on from, where there is more."""

    reports: list["Report"]
    last: Place | None = None


class UpTo(models.Subquery):
    """How many rows a query has, counted no further than its limit: `UpTo(reports[:100])`."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class ReportQuerySet(models.QuerySet["Report"]):
    def public(self) -> Self:
        """What everybody may read; the privacy flags of this moment apply."""
        return self.filter(published_at__isnull=False, is_secret=False)

    def visible_to(self, by: "Actor") -> Self:
        """What this actor may open as one who works on it or sent it (not: what is public)."""
        if by.kind == ActorKind.SYSTEM:
            return self
        if by.kind == ActorKind.OFFICER:
            if any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats):
                return self
            seen = NOTHING
            for seat in by.seats:
                seen |= _seen_from(seat)
            return self.filter(seen)
        own = Q(number__in=by.numbers) | Q(relation=Relation.PART, parent__number__in=by.numbers)
        if by.tag:
            own |= Q(reporter_tag=by.tag)
        return self.filter(own)

    def sent_by(self, by: "Actor") -> Self:
        """What this citizen sent, or this browser opened with a PIN; a divided report once, without its parts."""
        own = Q(number__in=by.numbers)
        if by.tag:
            own |= Q(reporter_tag=by.tag)
        return self.filter(own).wholes()

    def wholes(self) -> Self:
        """What was sent: a divided report once, without its parts."""
        return self.exclude(relation=Relation.PART)

    def locked(self, number: int, *, by: "Actor", openly: bool = False) -> "Report":
        """The report, its row locked until the transaction ends. `openly`: a public report will do as well.

        Raises NotFound (also for "not for you"), Stale when `by` acts from an older page, AlreadyDone when this
        click was carried out before.
        """
        self._lock_whole(number)
        seen = self.visible_to(by) | self.public() if openly else self.visible_to(by)
        # Without its parent: few have one, and sixty columns more would be read for every step.
        found = seen.filter(number=number).select_related("holder", "agency", "key", "reporter")
        report = one(found.select_for_update(of=("self",)))
        if report is None:
            raise NotFound(number)
        if by.seen != report.seq and by.command and report.events.of_command(by).exists():
            raise AlreadyDone("already_done", _("Sudah dilakukan."))
        if by.seen is not None and by.seen != report.seq:
            raise Stale(_("Laporan ini berubah sejak Anda membukanya. Lihat perubahannya, lalu ulangi."), seq=by.seen)
        return report

    def _lock_whole(self, number: int) -> None:
        """A divided report is locked before its parts, by everybody, so that no two steps wait for each other."""
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_WHOLE, [number, Relation.PART])

    def never_had_by(self, agencies: list[int]) -> Self:
        """What none of these agencies was meant to get or ever had, nor a part of it."""
        return self.exclude(_had_by(agencies))

    def with_holder(self) -> Self:
        return self.select_related("holder", "agency", "parent")

    # --- inboxes -----------------------------------------------------------------------------------------------

    def open(self) -> Self:
        return self.filter(state__in=sorted(OPEN))

    def to_verify(self) -> Self:
        return self.filter(state=State.SUBMITTED)

    def waiting_for_reporter(self) -> Self:
        return self.filter(state__in=[State.ON_HOLD, State.ANSWERED])

    def to_work_on(self) -> Self:
        """Of a divided report the parts."""
        return self.filter(state__in=[State.REFERRED, State.IN_PROGRESS], is_divided=False)

    def to_approve(self) -> Self:
        """An answer waits for a second officer."""
        return self.to_work_on().filter(proposal__isnull=False)

    def to_decide_appeals(self) -> Self:
        """The reporter contested an answer; who holds it now looks at it again."""
        return self.to_work_on().filter(is_contested=True)

    def to_arbitrate(self) -> Self:
        return self.filter(state=State.REFERRED, in_arbitration=True)

    def held_by(self, by: "Actor") -> Self:
        """Held now by one of the units in which this officer handles reports."""
        return self.filter(holder__in=[seat.unit_id for seat in by.seats if seat.role in HANDLING])

    def held_under(self, by: "Actor") -> Self:
        """Held now by those units or anything below them: all that this officer must see to."""
        held = NOTHING
        for seat in by.seats:
            if seat.role in HANDLING:
                held |= _held_under(seat)
        return self.filter(held)

    def watched_by(self, by: "Actor") -> Self:
        """What this officer keeps an eye on: the own tree for those who handle reports, else all they may see.

        Narrower than `visible_to`, which also knows what has left the tree, and quick where it isn't.
        """
        if any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats):
            return self
        watched = NOTHING
        for seat in by.seats:
            if seat.role in HANDLING:
                watched |= _held_under(seat)
            if seat.role not in HANDLING or seat.role == Role.COORDINATOR:
                watched |= _seen_from(seat)
        return self.filter(watched)

    def overdue(self, at: datetime) -> Self:
        """An office's own clock has run out; a reporter who is slow to reply makes nobody late."""
        return self.filter(state__in=[State.SUBMITTED, State.REFERRED, State.IN_PROGRESS], due_at__lt=at)

    def climbed(self, rung: Rung) -> Self:
        """A clock that still runs has come to this rung of the ladder, or higher."""
        of_report = {"clocks__rung__gte": rung, "clocks__met_at": None, "clocks__cancelled_at": None}
        return self.filter(pk__in=self.model.objects.filter(**of_report).values("pk"))

    def late_first(self, *, after: "Place | None" = None, size: int = 25) -> "Queue":
        """One page, the one whose clock runs out next first. One query: the ids come from an index alone."""
        dated, undated = self.filter(due_at__isnull=False), self.filter(due_at__isnull=True)
        if after is not None and after.due_at is None:
            dated, undated = dated.none(), undated.filter(pk__gt=after.pk)
        elif after is not None:
            later = Q(due_at__gt=after.due_at) | Q(pk__gt=after.pk)
            dated = dated.filter(later, due_at__gte=after.due_at)
        # Also where due_at is always null: by id alone the planner would walk through all reports there are.
        parts = [part.order_by("due_at", "id").values("pk")[: size + 1] for part in (dated, undated)]
        found: list[Report] = list(
            self.model.objects.filter(pk__in=parts[0].union(parts[1], all=True))
            .with_words()
            .order_by(F("due_at").asc(nulls_last=True), "id")[: size + 1]
        )
        return Queue(found[:size], Place.of(found[size - 1]) if len(found) > size else None)

    def with_words(self) -> Self:
        """With all that a row of a list shows, also the reporter's own title for `titles.of`."""
        original = self.model.objects.filter(pk=OuterRef("pk"), contents__part="original")
        read = self.select_related("holder", "agency", "category", "key").defer("public_text", "search")
        return read.annotate(original=Subquery(original.values("contents__ciphertext")[:1]))

    # --- search ------------------------------------------------------------------------------------------------

    def matching(self, words: str) -> Self:
        """Full-text search in the public version, Indonesian stems; quotes and minus work as people know them."""
        return self.filter(search=search.query(words))

    def ranked(self, words: str) -> "ReportQuerySet":
        """The newest thousand that match, best first. Take columns of this table only: a join would be made for all."""
        newest = search.Newest(self.matching(words))
        rank = SearchRank(F("search"), search.query(words))
        return self.model.objects.filter(pk__in=newest).order_by(rank.desc(), "-id")

    def page(self: "ReportQuerySet", *, before: int | None = None, after: int | None = None, size: int = 20) -> Page:
        """The newest `size` of these, or those next to an id of another page. One query, however far back it is."""
        if after is not None:
            found = list(self.filter(pk__gt=after).order_by("id")[: size + 1])
            reports = found[:size][::-1]
            return Page(reports, reports[0].pk if len(found) > size else None, reports[-1].pk if reports else after + 1)
        found = list((self if before is None else self.filter(pk__lt=before)).order_by("-id")[: size + 1])
        reports = found[:size]
        newer = None if before is None else reports[0].pk if reports else before - 1
        return Page(reports, newer, reports[-1].pk if len(found) > size else None)


def _held_under(seat) -> Q:
    if seat.unit_id == seat.agency_id:
        return Q(agency=seat.unit_id)
    return Q(holder__in=Unit.objects.filter(path__startswith=seat.unit_path).values("pk"))


def _seen_from(seat) -> Q:
    """Secret reports are seen only where they are handled; everything else falls away, role by role."""
    circle = Q(circle__contains=[seat.unit_id])
    open_to_role = Q(is_secret=False)
    match seat.role:
        case Role.AGENCY_ADMIN | Role.LIAISON | Role.HEAD_OF_AGENCY:
            return circle
        case Role.COORDINATOR:
            agencies = Unit.objects.filter(coordinator=seat.unit_id)
            near = Unit.objects.filter(Q(coordinator=seat.unit_id) | Q(pk=seat.unit_id))
            # The index knows who is in a circle, so what can't be seen is left out before it is looked at.
            in_province = Q(circle__overlap=ArraySubquery(near.values("pk")))
            return in_province & (circle | open_to_role & Q(agency__in=agencies.values("pk")))
        case Role.PRIORITY_CONTROLLER:
            return open_to_role & Q(verified_at__isnull=False)
        case Role.OVERSEER:
            return Q(ombudsman_consent_at__isnull=False)
        case Role.AUDITOR:
            return Q(agency=seat.agency_id, report_class=ReportClass.SUPERVISORY)
        case Role.DESK_OFFICER:
            return open_to_role & Q(received_by=seat.unit_id, channel="desk")
        case Role.CUSTODIAN:
            return Q(is_anonymous=True) & ~_had_by([seat.agency_id])
    return NOTHING  # integrators and maintainers see no reports


def _had_by(agencies: list[int]) -> Q:
    """What was meant for these agencies, or they have had, or another part of it: giving a report back must not bring
    its identity nearer."""
    units = Unit.objects.filter(Q(pk__in=agencies) | Q(agency__in=agencies)).values("pk")
    return (
        Q(chosen_agency__in=units)
        | Q(events__holder__in=units)
        | Q(children__events__holder__in=units)
        | Q(parent__events__holder__in=units)
        | Q(parent__children__events__holder__in=units)
    )


class EventQuerySet(models.QuerySet):
    def of_command(self, by: "Actor") -> Self:
        return self.filter(actor_kind=by.kind, actor_ref=by.ref, command_id=by.command)

    def visible_as(self, *audiences: str) -> Self:
        return self.filter(audience__in=audiences).order_by("seq")
