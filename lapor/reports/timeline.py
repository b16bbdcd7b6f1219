"""Reading the record: what happened to a report, in the words that this reader may see. Constant queries."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from lapor.accounts.models import User
from lapor.core.encryption import DataKey, Undecipherable
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


def entries(report: Report, *, by: Actor | None, after: int = 0) -> list[Entry]:
    """The timeline as `by` may see it (None: the public), oldest first; `after` a sequence number: only newer."""
    if by is None and not report.is_public:
        return []
    rows = _rows(report, by=by, after=after)
    words = _words(report, rows)
    files = _files(report, by)
    return [
        Entry(
            seq=event.seq,
            at=event.at,
            action=event.action,
            actor_kind=event.actor_kind,
            title=Action(event.action).label,
            who=_who(event),
            person=event.person if by and by.kind == ActorKind.OFFICER and event.person else "",
            is_internal=event.audience == Audience.OFFICERS,
            holder=event.holder.name,
            text=words.get((event.pk, Part.TEXT), "") or words.get((event.pk, Part.QUESTION), ""),
            ground=words.get((event.pk, Part.GROUND), ""),
            note=words.get((event.pk, Part.NOTE), ""),
            data=event.data,
            original=_original(words.get((event.pk, Part.ORIGINAL), "")),
            files=files.get(event.pk, []),
        )
        for event in {row.pk: row for row in rows}.values()
    ]


def original(report: Report, *, by: Actor) -> Words | None:
    """The reporter's own words; the caller has made sure that `by` may see the report. None once they were erased."""
    content = report.contents.filter(part=Part.ORIGINAL).first()
    return _original(_read(content, _key(report))) if content else None


def _rows(report: Report, *, by: Actor | None, after: int) -> list[Any]:
    """One row for each text of an event (or one without): events, their words and the officers' names in one query.

    Notes are for officers and questions for the reporter too, whatever the event's audience says: for others they
    aren't even decrypted.
    """
    parts = [Part.TEXT, Part.GROUND]
    if by is not None:
        parts += [Part.ORIGINAL, Part.QUESTION]
        parts += [Part.NOTE] if by.kind in (ActorKind.OFFICER, ActorKind.SYSTEM) else []
    officer = Case(
        When(
            Exact(OuterRef("actor_kind"), Value(ActorKind.OFFICER)), then=Cast(OuterRef("actor_ref"), BigIntegerField())
        )
    )
    return list(
        report.events.visible_as(*audiences(by))
        .filter(seq__gt=after)
        .exclude(action__in=SUPPORTS_ARE_COUNTED)
        .select_related("actor_unit", "holder")
        .annotate(
            words=FilteredRelation("contents", condition=Q(contents__part__in=parts)),
            part=F("words__part"),
            ciphertext=F("words__ciphertext"),
            erased_at=F("words__erased_at"),
            person=Subquery(User.objects.filter(pk=officer).values("name")),
        )
    )


def _words(report: Report, rows: list[Any]) -> dict[tuple[int, str], str]:
    key = _key(report)
    contents = (
        (row.pk, ReportContent(report=report, part=row.part, ciphertext=row.ciphertext, erased_at=row.erased_at))
        for row in rows
        if row.part
    )
    return {(event_id, content.part): _read(content, key) for event_id, content in contents}


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


def _files(report: Report, by: Actor | None) -> dict[int, list[Attachment]]:
    of_event: dict[int, list[Attachment]] = {}
    for attachment in attachments.visible_to(by, report):
        of_event.setdefault(attachment.event_id, []).append(attachment)
    return of_event


def _who(event: Event) -> str | LazyText:
    if event.actor_kind in REPORTERS:
        return _("Pelapor")
    if event.actor_kind == ActorKind.OFFICER and event.actor_unit:
        return event.actor_unit.name
    return _("Sistem")
