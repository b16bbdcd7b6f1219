"""The page of one report for officers: everything that is known about it, and what can be done next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.core.errors import NotFound
from lapor.core.files import file_response
from lapor.core.queries import one
from lapor.reports import attachments, face, identity, promise, timeline, watching
from lapor.reports.actors import Actor
from lapor.reports.identity import Identity
from lapor.reports.ladder import Yardstick
from lapor.reports.lifecycle import Action, Channel, Relation, State
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet
from lapor.reports.timeline import Entry, Words
from lapor.workspace import actions
from lapor.workspace.desk import WITH_REPORTS, for_roles
from lapor.workspace.forms import StepForm
from lapor.workspace.inbox import came_from
from lapor.workspace.incoming.shown import Origin, origin_of
from lapor.workspace.story import ClockRow, File, Line, clock_rows, files_of_reporter, lines


@dataclass(frozen=True)
class Kin:
    """A part or a duplicate, as far as this officer may see it."""

    number: int
    holder: str
    label: str
    is_part: bool
    deadline: str


@dataclass(frozen=True)
class Page:
    """One report as one officer sees it at one moment; the page and the pages of its actions show the same."""

    report: Report
    face: face.Face
    words: Words | None
    lines: list[Line]
    files: list[File]
    running: list[ClockRow]
    past: list[ClockRow]
    kin: list[Kin]
    sees_parent: bool
    channel: str
    identity: Identity | None
    origin: Origin | None
    strong: type[StepForm] | None
    others: list[type[StepForm]]
    command: UUID

    @property
    def title(self) -> str:
        return self.report.public_title or (self.words.title if self.words else "") or self.channel


def find(number: int, *, by: Actor) -> Report:
    """The report with all that its page shows. Raises NotFound."""
    related = ("category__parent", "region", "received_by", "chosen_agency", "key", "proposal")
    seen = Report.objects.visible_to(by).with_holder().select_related(*related)
    return _only(seen.annotate(is_followed=watching.follows(by)), number)


def to_act_on(number: int, *, by: Actor) -> Report:
    """The report with what a form needs that was sent; no page is shown of it. Raises NotFound."""
    needed = ("holder", "agency", "key", "proposal")
    return _only(Report.objects.visible_to(by).select_related(*needed), number)


def _only(seen: ReportQuerySet, number: int) -> Report:
    report = one(seen.filter(number=number))
    if report is None:
        raise NotFound(number)
    return report


def gather(report: Report, *, by: Actor, at: datetime) -> Page:
    entries = timeline.entries(report, by=by)
    clocks = list(report.clocks.order_by("id"))
    measure = Yardstick(at)
    known = identity.seen_by(report, by=by, at=at) if _looked_lately(entries, at) else None
    rows = clock_rows(report, clocks, measure)
    offered = actions.offered(report, by=by)
    strong = actions.next_sensible(report, offered)
    return Page(
        report=report,
        face=face.of(report, promise.from_clocks(report, clocks, measure)),
        words=next((entry.original for entry in entries if entry.original), None),
        lines=lines(report, entries),
        files=files_of_reporter(report, entries),
        running=[row for row in rows if row.is_open],
        past=[row for row in rows if not row.is_open],
        kin=_kin(report, by, at),
        sees_parent=_sees_parent(report, by),
        channel=str(Channel(report.channel).label),
        identity=known,
        origin=origin_of(report, is_open=known is not None, by=by),
        strong=strong,
        others=[form for form in offered if form is not strong],
        command=uuid4(),
    )


def _kin(report: Report, by: Actor, at: datetime) -> list[Kin]:
    """Its parts, each with its own deadline, and its duplicates."""
    children = Report.objects.visible_to(by).filter(parent=report).with_holder().defer("search", "public_text")
    family = list(children.order_by("id"))
    parts = [child for child in family if child.relation == Relation.PART]
    promises = promise.for_many(parts, at=at, for_officers=True) if parts else {}
    return [
        Kin(
            child.number,
            child.holder.name,
            str(State(child.state).label),
            child.relation == Relation.PART,
            face.of(child, promises[child.pk]).deadline if child.pk in promises else "",
        )
        for child in family
    ]


def _sees_parent(report: Report, by: Actor) -> bool:
    """May this officer also open what it is a part or a duplicate of?"""
    return report.parent_id is not None and Report.objects.visible_to(by).filter(pk=report.parent_id).exists()


def _looked_lately(entries: list[Entry], at: datetime) -> bool:
    """Whether it is worth asking `identity`, which alone decides; most pages are spared the question."""
    return any(entry.action == Action.RELEASE_IDENTITY and at - entry.at <= identity.LOOK_LASTS for entry in entries)


@require_safe
@never_cache
@for_roles(WITH_REPORTS)
def show(request: HttpRequest, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Everything about one report."""
    page = gather(find(number, by=by), by=by, at=at)
    context = {
        "page": page,
        "report": page.report,
        "came_from": came_from(request, by),
    }
    return render(request, "workspace/report.html", context)


@require_safe
@for_roles(WITH_REPORTS)
def file(request: HttpRequest, number: int, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """One file of a report, or its small picture (`?kecil`)."""
    report = one(Report.objects.visible_to(by).select_related("key").filter(number=number))
    if report is None:
        raise NotFound(number)
    found = next((known for known in attachments.visible_to(by, report) if known.token == token), None)
    if found is None:
        raise NotFound(number)
    small = "kecil" in request.GET and bool(found.thumbnail)
    return file_response(
        attachments.read(found, thumbnail=small),
        media_type="image/webp" if small else found.media_type,
        filename=attachments.name(found, report),
        inline=True,
        range_header=request.headers.get("Range", ""),
    )
