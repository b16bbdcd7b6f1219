"""Reading the record: what happened to a report, in the words that this reader may see. Constant queries."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from lapor.accounts.models import User
from lapor.core.encryption import Undecipherable
from lapor.reports import attachments
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, ActorKind, Audience
from lapor.reports.models import Attachment, Event, Part, Report, ReportContent, ReportKey

REPORTERS = (ActorKind.CITIZEN, ActorKind.PIN_HOLDER, ActorKind.PHONE, ActorKind.PARTNER)
SUPPORTS_ARE_COUNTED = (Action.SUPPORT,)  # shown as a number, not as entries


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    seq: int
    at: datetime
    action: str
    title: str | LazyText
    who: str | LazyText
    person: str  # the officer's name, for officers only
    is_internal: bool
    text: str = ""
    ground: str = ""
    note: str = ""
    data: dict = field(default_factory=dict)
    files: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    """What the reporter wrote, to the letter."""

    title: str
    body: str
    place: str


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
    events = list(
        report.events.visible_as(*audiences(by))
        .filter(seq__gt=after)
        .exclude(action__in=SUPPORTS_ARE_COUNTED)
        .select_related("actor_unit")
    )
    words = _words(report, events, by)
    files = _files(report, by)
    people = _people(events) if by and by.kind == ActorKind.OFFICER else {}
    return [
        Entry(
            seq=event.seq,
            at=event.at,
            action=event.action,
            title=Action(event.action).label,
            who=_who(event),
            person=people.get(event.actor_ref, "") if event.actor_kind == ActorKind.OFFICER else "",
            is_internal=event.audience == Audience.OFFICERS,
            text=words.get((event.pk, Part.TEXT), ""),
            ground=words.get((event.pk, Part.GROUND), ""),
            note=words.get((event.pk, Part.NOTE), ""),
            data=event.data,
            files=files.get(event.pk, []),
        )
        for event in events
    ]


def original(report: Report, *, by: Actor) -> Words | None:
    """The reporter's own words; the caller has made sure that `by` may see the report. None once they were erased."""
    content = report.contents.filter(part=Part.ORIGINAL).first()
    if content is None or content.erased_at:
        return None
    try:
        return Words(**json.loads(content.read(report.data_key)))
    except (Undecipherable, ReportKey.DoesNotExist):
        return None


def _words(report: Report, events: list[Event], by: Actor | None) -> dict[tuple[int, str], str]:
    """Notes are for officers whatever the event's audience says, so they aren't even decrypted for others."""
    parts = [Part.TEXT, Part.GROUND]
    if by is not None and by.kind in (ActorKind.OFFICER, ActorKind.SYSTEM):
        parts.append(Part.NOTE)
    found = ReportContent.objects.filter(event__in=[event.pk for event in events], part__in=parts)
    try:
        return {(content.event_id, content.part): content.read(report.data_key) for content in found}
    except (Undecipherable, ReportKey.DoesNotExist):
        return {}  # erased: the history stays, its words are gone


def _files(report: Report, by: Actor | None) -> dict[int, list[Attachment]]:
    of_event: dict[int, list[Attachment]] = {}
    for attachment in attachments.visible_to(by, report):
        of_event.setdefault(attachment.event_id, []).append(attachment)
    return of_event


def _people(events: list[Event]) -> dict[str, str]:
    ids = {int(event.actor_ref) for event in events if event.actor_kind == ActorKind.OFFICER}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}


def _who(event: Event) -> str | LazyText:
    if event.actor_kind in REPORTERS:
        return _("Pelapor")
    if event.actor_kind == ActorKind.OFFICER and event.actor_unit:
        return event.actor_unit.name
    return _("Sistem")
