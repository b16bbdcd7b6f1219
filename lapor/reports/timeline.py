"""Reading the record: what happened to a report, in the words that this reader may see. Constant queries."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import FilteredRelation, Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from lapor.accounts.models import User
from lapor.core.encryption import DataKey, Undecipherable
from lapor.core.queries import one
from lapor.reports import attachments
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import REPORTERS, Action, ActorKind, Audience
from lapor.reports.models import Attachment, Event, Part, Report, ReportContent, ReportKey

SUPPORTS_ARE_COUNTED = (Action.SUPPORT,)  # shown as a number, not as entries


@dataclass(frozen=True)
class Words:
    """What the reporter wrote, to the letter."""

    title: str
    body: str
    place: str


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    report: int  # whose: of a divided report the whole or one of its parts
    seq: int
    at: datetime
    action: str
    actor_kind: str
    title: str | LazyText
    who: str | LazyText
    person: str  # the officer's name, for officers only
    is_internal: bool
    holder: str  # who had the report after it
    text: str = ""
    ground: str = ""
    note: str = ""
    original: Words | None = None  # of the first entry, for those who handle it and for the reporter
    data: dict = field(default_factory=dict)
    files: list[Attachment] = field(default_factory=list)


def audiences(by: Actor | None) -> tuple[Audience, ...]:
    """Up to which ceiling this reader sees; the caller has made sure that they may see the report at all."""
    if by is None:
        return (Audience.PUBLIC,)
    if by.kind in (ActorKind.OFFICER, ActorKind.SYSTEM):
        return (Audience.PUBLIC, Audience.REPORTER, Audience.OFFICERS)
    return (Audience.PUBLIC, Audience.REPORTER)


def entries(report: Report, *parts: Report, by: Actor | None, after: int = 0) -> list[Entry]:
    """The timeline as `by` may see it (None: the public), oldest first; `after` a sequence number: only newer.

    With its parts, read with their keys, a divided report tells one story.
    """
    shown = [each for each in (report, *parts) if by is not None or each.is_public]
    if not shown:
        return []
    rows = _rows(shown, by=by, after=after)
    words = _words(shown, rows)
    files = _files(shown, by)
    people = _people(rows) if by is not None and by.kind in (ActorKind.OFFICER, ActorKind.SYSTEM) else {}
    return [
        Entry(
            report=row.report,
            seq=row.seq,
            at=row.at,
            action=row.action,
            actor_kind=row.actor_kind,
            title=Action(row.action).label,
            who=_who(row),
            person=people.get(row.officer, ""),
            is_internal=row.audience == Audience.OFFICERS,
            holder=row.holder,
            text=words.get((row.pk, Part.TEXT), "") or words.get((row.pk, Part.QUESTION), ""),
            ground=words.get((row.pk, Part.GROUND), ""),
            note=words.get((row.pk, Part.NOTE), ""),
            data=row.data,
            original=_original(words.get((row.pk, Part.ORIGINAL), "")),
            files=files.get(row.pk, []),
        )
        for row in {row.pk: row for row in rows}.values()
    ]


def original(report: Report, *, by: Actor) -> Words | None:
    """The reporter's own words; the caller has made sure that `by` may see the report. None once they were erased."""
    content = one(report.contents.filter(part=Part.ORIGINAL))
    return _original(_read(content, _key(report))) if content else None


class _Row(NamedTuple):
    """One text of an event, or an event without one. Only what the timeline tells is read: see `_rows`."""

    pk: int
    report: int
    seq: int
    at: datetime
    action: str
    audience: str
    data: dict
    actor_kind: str
    actor_ref: str
    unit: str | None
    holder: str
    part: str | None
    ciphertext: bytes | None
    erased_at: datetime | None

    @property
    def officer(self) -> int | None:
        return int(self.actor_ref) if self.actor_kind == ActorKind.OFFICER else None


def _rows(reports: list[Report], *, by: Actor | None, after: int) -> list[_Row]:
    """Events with their words in one query.

    Notes are for officers and questions for the reporter too, whatever the event's audience says: for others they
    aren't even decrypted.
    """
    parts = [Part.TEXT, Part.GROUND]
    if by is not None:
        parts += [Part.ORIGINAL, Part.QUESTION]
        parts += [Part.NOTE] if by.kind in (ActorKind.OFFICER, ActorKind.SYSTEM) else []
    events = (
        Event.objects.visible_as(*audiences(by))
        .filter(report__in=reports, seq__gt=after)
        .exclude(action__in=SUPPORTS_ARE_COUNTED)
        .annotate(words=FilteredRelation("contents", condition=Q(contents__part__in=parts)))
    )
    told = ("pk", "report_id", "seq", "at", "action", "audience", "data", "actor_kind", "actor_ref", "actor_unit__name",
            "holder__name", "words__part", "words__ciphertext", "words__erased_at")  # fmt: skip
    # One report's events come by their numbers, those of several by time: a part is made before the whole says so.
    events = events.order_by("at", "id") if len(reports) > 1 else events
    return [_Row(*row) for row in events.values_list(*told)]


def _people(rows: list[_Row]) -> dict[int | None, str]:
    """The officers' names by their ids."""
    officers = {row.officer for row in rows if row.officer is not None}
    return dict(User.objects.filter(pk__in=officers).values_list("pk", "name")) if officers else {}


def _words(reports: list[Report], rows: list[_Row]) -> dict[tuple[int, str], str]:
    by_id = {report.pk: report for report in reports}
    keys = {report.pk: _key(report) for report in reports}
    contents = (
        (
            row.pk,
            ReportContent(report=by_id[row.report], part=row.part, ciphertext=row.ciphertext, erased_at=row.erased_at),
        )
        for row in rows
        if row.part
    )
    return {(event_id, content.part): _read(content, keys[content.report_id]) for event_id, content in contents}


def _key(report: Report) -> DataKey | None:
    try:
        return report.data_key
    except (Undecipherable, ReportKey.DoesNotExist):
        return None  # erased: the history stays, its words are gone


def _read(content: ReportContent, key: DataKey | None) -> str:
    try:
        return content.read(key) if key else ""
    except Undecipherable:
        return ""


def _original(words: str) -> Words | None:
    return Words(**json.loads(words)) if words else None


def _files(reports: list[Report], by: Actor | None) -> dict[int, list[Attachment]]:
    of_event: dict[int, list[Attachment]] = {}
    for attachment in attachments.visible_to(by, *reports):
        of_event.setdefault(attachment.event_id, []).append(attachment)
    return of_event


def _who(row: _Row) -> str | LazyText:
    if row.actor_kind in REPORTERS:
        return _("Pelapor")
    if row.actor_kind == ActorKind.OFFICER and row.unit:
        return row.unit
    return _("Sistem")
