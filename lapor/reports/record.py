"""The one place where a report's state changes and its record is written, in the transaction of the step.

The record is history, outbox and audit in one: an event holds codes, ids and amounts; words lie beside it, encrypted
and erasable, and the event's hash covers only what was committed to. Each event names the hash of the one before.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from lapor.agencies.models import Unit
from lapor.core import encryption
from lapor.core.queries import insert, insert_many, update, update_many
from lapor.reports import actors, clocks, roles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import STEPS, Action, Audience, Relation, State, Step, state_of_whole
from lapor.reports.models import Event, Part, Report, ReportContent, content_context

GENESIS = b"\0" * 32
FOLLOWER = "lapor.notifications.tasks.tell"  # by name: followers stand above this room


def advance(
    report: Report,
    step: Step,
    *,
    by: Actor,
    at: datetime,
    to: State | None = None,
    holder: Unit | None = None,
    audience: Audience | None = None,
    data: dict | None = None,
    texts: dict[Part, str] | None = None,
    **changes: Any,
) -> Event:
    """Take one step of the life-cycle table: the row, its clocks and one event change together, or nothing does.

    `to` only where the table leaves the state open (back from hold); `changes` are columns of the report. The caller
    has locked the row and asked `report.may`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a step runs in the transaction that its door opened")
    before, unit_id = report.state, roles.unit_of(report, by=by)  # the holder may be somebody else in a moment
    changes["state"] = to or step.to or before
    if holder is not None and holder.pk != report.holder_id:
        changes |= _handed_to(report, holder, at)
    for column, value in changes.items():
        setattr(report, column, value)
    changes |= clocks.follow(report, step, at=at, moved="holder" in changes)
    entry = write(report, step, by=by, at=at, before=before, unit_id=unit_id, audience=audience, data=data, texts=texts)
    update(report, [*changes, "seq", "head"])
    event = entry.save()
    if report.relation == Relation.PART and report.state != before:
        _whole_follows(report, at=at)
    return event


def advance_many(
    taken: Iterable[tuple[Report, Step, dict]], *, by: Actor, at: datetime, changed: Iterable[str] = ()
) -> list[Event]:
    """Take quiet steps on many reports, one on each, in two statements and with one announcement.

    The same events as `advance` writes. The caller has locked the rows, asked `report.may`, set the columns `changed`
    and saved the clocks.
    """
    taken = list(taken)
    if not transaction.get_connection().in_atomic_block or not all(step.is_quiet for _, step, _ in taken):
        raise RuntimeError("quiet steps alone, in the transaction that their door opened")
    entries = [
        write(report, step, by=by, at=at, before=report.state, unit_id=roles.unit_of(report, by=by), data=data)
        for report, step, data in taken
    ]
    update_many([report for report, _, _ in taken], ["seq", "head", *changed])
    events = [entry.event for entry in entries]
    insert_many(events)
    if events:
        announce([event.pk for event in events])
    return events


def _whole_follows(part: Report, *, at: datetime) -> None:
    """A part has moved on: the divided report stands where its parts stand, and says so when that changes."""
    whole = Report.objects.with_holder().select_for_update(of=("self",)).get(children=part)
    made = whole.children.filter(relation=Relation.PART).exclude(state=State.SUBMITTED)  # not while it is being divided
    parts = list(made)
    state = state_of_whole(State(each.state) for each in parts)
    if state == whole.state:
        return
    ratings = [each.rating for each in parts if each.rating]
    advance(
        whole,
        replace(STEPS[Action.FOLLOW_PARTS], to=state),
        by=actors.system(),
        at=at,
        data={"state": state},
        before_hold=State.IN_PROGRESS if state == State.ON_HOLD else "",
        answered_at=at if state == State.ANSWERED else whole.answered_at,
        closed_at=at if state in (State.CLOSED, State.ARCHIVED) else None,
        archive_reason=part.archive_reason if state == State.ARCHIVED else "",
        rating=round(sum(ratings) / len(ratings)) if state == State.CLOSED and ratings else None,
    )


def _handed_to(report: Report, holder: Unit, at: datetime) -> dict[str, Any]:
    """A new holder: the report moves with it, and everybody above it may see it from now on."""
    line = [int(unit_id) for unit_id in holder.path.strip("/").split("/")]
    past = [] if report.is_secret else report.circle  # a secret report leaves nobody behind who could still look
    return {
        "holder": holder,
        "agency": holder.root,
        "held_from": at,
        "circle": sorted({*past, *line}),
    }


def write(
    report: Report,
    step: Step,
    *,
    by: Actor,
    at: datetime,
    before: str,
    unit_id: int | None = None,
    audience: Audience | None = None,
    data: dict | None = None,
    texts: dict[Part, str] | None = None,
) -> "Entry":
    """The report's next event with its words, not yet saved; sets `seq` and `head` on the report, which goes first."""
    words = [_commit(part, text) for part, text in (texts or {}).items() if text]
    event = Event(
        report=report,
        seq=report.seq + 1,
        at=at,
        action=step.action,
        from_state=before,
        to_state=report.state,
        actor_kind=by.kind,
        actor_ref=by.ref,
        actor_unit_id=unit_id,
        holder_id=report.holder_id,
        audience=ceiling(report, audience or step.audience) if words else audience or step.audience,
        data=data or {},
        command_id=by.command,
        prev_hash=report.head or GENESIS,
    )
    event.hash = seal(event, report.number, [bytes(content.commitment) for content, _ in words])
    report.seq, report.head = event.seq, event.hash
    return Entry(event, words)


def ceiling(report: Report, audience: Audience) -> Audience:
    """Up to whom words and files go. What was said about a secret report nobody has read for everybody's eyes: it stays
    between reporter and officers, also when the report is published later."""
    return Audience.REPORTER if report.is_secret and audience == Audience.PUBLIC else audience


@dataclass(frozen=True)
class Entry:
    """An event and its words on their way into the tables."""

    event: Event
    words: list[tuple[ReportContent, str]]

    def save(self) -> Event:
        """Write both; the report has its key and its row by now."""
        report = self.event.report
        self.event.report = report  # again: a new report has its id only now
        insert(self.event)
        for content, text in self.words:
            content.report, content.event = report, self.event
            content.ciphertext = report.data_key.encrypt(
                text.encode(), context=content_context(report.pk, content.part)
            )
        insert_many([content for content, _ in self.words])
        announce([self.event.pk])
        return self.event


def announce(event_ids: list[int]) -> None:
    """Let the followers work on these events once the transaction has committed: one job, whatever they make of it."""
    app.configure_task(FOLLOWER).defer(event_ids=[*event_ids])


def _commit(part: Part, text: str) -> tuple[ReportContent, str]:
    salt = os.urandom(16)
    return ReportContent(part=part, salt=salt, commitment=encryption.commitment(text, salt=salt)), text


def seal(event: Event, number: int, commitments: list[bytes]) -> bytes:
    """The event's hash: over the one before it, everything it says, and the commitments of its words."""
    said = {
        "report": number,
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "actor": [event.actor_kind, event.actor_ref, event.actor_unit_id],
        "holder": event.holder_id,
        "audience": event.audience,
        "data": event.data,
        "words": [bytes(commitment).hex() for commitment in commitments],
    }
    line = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(bytes(event.prev_hash) + line.encode()).digest()


def is_whole(report: Report) -> bool:
    """Does every event of this report still say what it said when it was written?"""
    previous = GENESIS
    for event in report.events.order_by("seq").prefetch_related("contents"):
        words = [bytes(content.commitment) for content in sorted(event.contents.all(), key=lambda content: content.pk)]
        if bytes(event.prev_hash) != previous or bytes(event.hash) != seal(event, report.number, words):
            return False
        previous = bytes(event.hash)
    return previous == bytes(report.head)
