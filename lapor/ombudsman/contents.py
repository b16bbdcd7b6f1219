"""What a package holds: one JSON for programs, one PDF for people, and the attachments. The format: docs/ombudsman.md.

All that was written stands in it, also what was only for officers, because the Ombudsman examines how the report was
handled; who looked at the reporter's identity, and why, does not.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from lapor.core.encryption import Undecipherable
from lapor.core.errors import NotFound
from lapor.ombudsman.details import Details, MaritalStatus
from lapor.reports import attachments, record, timeline
from lapor.reports.actors import system
from lapor.reports.lifecycle import Action
from lapor.reports.models import Attachment, Report
from lapor.reports.timeline import Entry
from lapor.ui.pdf import pdf

FORMAT, VERSION = "lapor-ombudsman", 1
MOST_BYTES = 100 * 1024 * 1024  # of attachments; the rest is listed, and opened on the report's page
MOST_PRINTED = 300_000  # characters of the timeline in the PDF: below what ui.pdf prints; all of it is in the JSON
LEFT_OUT = (Action.RELEASE_IDENTITY,)


@dataclass
class File:
    """An attachment on its way into the package: `enclosed`, `too_large` or `missing`."""

    attachment: Attachment
    name: str
    path: str
    state: str = "enclosed"
    sha256: str = ""


@dataclass
class Contents:
    """Everything that goes into one package."""

    token: UUID
    report: Report
    parts: list[Report]
    details: Details
    at: datetime
    entries: list[Entry] = field(init=False)
    files: list[File] = field(init=False)
    enclosed: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        told = timeline.entries(self.report, *self.parts, by=system())
        self.entries = [entry for entry in told if entry.action not in LEFT_OUT]
        family = {each.pk: each for each in self.family}
        found = [attachment for entry in self.entries for attachment in entry.files]
        self.files = [_file(place, each, family[each.report_id]) for place, each in enumerate(found, start=1)]
        self.enclosed = dict(_read(self.files, family))

    @property
    def family(self) -> list[Report]:
        return [self.report, *self.parts]

    def written_out(self) -> dict[str, bytes]:
        """The files of the package by name."""
        return {"handover.json": _canonical(self._said()), "handover.pdf": self._printed(), **self.enclosed}

    def _said(self) -> dict[str, Any]:
        paths = {file.attachment.pk: file.path for file in self.files}
        return {
            "format": FORMAT,
            "version": VERSION,
            "package": self.token,
            "made_at": self.at,
            "consent_at": self.report.ombudsman_consent_at,
            "complainant": asdict(self.details) | {"is_older_than_two_years": self.details.is_old(self.at)},
            "report": _report(self.report),
            "parts": [_report(part) for part in self.parts],
            "timeline": [_entry(entry, self._number(entry), paths) for entry in self.entries],
            "attachments": [_listed(file) for file in self.files],
        }

    def _printed(self) -> bytes:
        most = MOST_PRINTED // (len(self.entries) + 1)
        context = {
            "report": self.report,
            "parts": self.parts,
            "details": self.details,
            "marital_status": MaritalStatus(self.details.marital_status).label,
            "is_old": self.details.is_old(self.at),
            "at": self.at,
            "token": self.token,
            "original": next((entry.original for entry in self.entries if entry.original), None),
            "entries": [(entry, self._number(entry), _cut(entry, most)) for entry in self.entries],
            "files": self.files,
        }
        return pdf("ombudsman/package.html", context)

    def _number(self, entry: Entry) -> int:
        return next(each.number for each in self.family if each.pk == entry.report)


def _file(place: int, attachment: Attachment, report: Report) -> File:
    try:
        name = attachments.name(attachment, report)
    except Undecipherable:
        name = ""
    ending = PurePath(name).suffix.lower()
    return File(attachment, name, f"lampiran/{place:03d}{ending if ending[1:].isalnum() and ending.isascii() else ''}")


def _read(files: Iterable[File], family: dict[int, Report]) -> Iterable[tuple[str, bytes]]:
    """What is enclosed, one file in memory after the other; what isn't says why."""
    room = MOST_BYTES
    for file in files:
        file.attachment.report = family[file.attachment.report_id]  # with its key at hand
        try:
            content = attachments.read(file.attachment)
        except (NotFound, Undecipherable):
            file.state = "missing"
            continue
        file.sha256 = hashlib.sha256(content).hexdigest()
        if len(content) > room:
            file.state = "too_large"
            continue
        room -= len(content)
        yield file.path, content


def _report(report: Report) -> dict[str, Any]:
    columns = (
        "number", "kind", "report_class", "state", "submitted_at", "verified_at", "answered_at", "closed_at", "late_at",
        "event_date", "channel", "is_anonymous", "is_secret", "public_title", "public_text", "answer_kind",
        "planned_date", "rating", "archive_reason", "return_count", "reopen_count", "support_count",
    )  # fmt: skip
    return {column: getattr(report, column) for column in columns} | {
        "agency": report.agency.name,
        "holder": report.holder.name,
        "category": str(report.category.label) if report.category else "",
        "region": str(report.region) if report.region else "",
        "clocks": [
            {
                "kind": clock.kind,
                "started_at": clock.started_at,
                "due_at": clock.due_at,
                "met_at": clock.met_at,
                "late_at": clock.late_at,
                "extensions": clock.extensions,
            }
            for clock in report.clocks.order_by("id")
        ],
        "record": {"events": report.seq, "head": bytes(report.head).hex(), "is_whole": record.is_whole(report)},
    }


def _entry(entry: Entry, number: int, paths: dict[int, str]) -> dict[str, Any]:
    return {
        "report": number,
        "seq": entry.seq,
        "at": entry.at,
        "action": entry.action,
        "title": str(entry.title),
        "actor_kind": entry.actor_kind,
        "actor": str(entry.who),
        "officer": entry.person,
        "holder": entry.holder,
        "is_internal": entry.is_internal,
        "original": asdict(entry.original) if entry.original else None,
        "text": entry.text,
        "ground": entry.ground,
        "note": entry.note,
        "data": entry.data,
        "attachments": [paths[each.pk] for each in entry.files],
    }


def _listed(file: File) -> dict[str, Any]:
    return {
        "path": file.path,
        "name": file.name,
        "media_type": file.attachment.media_type,
        "size": file.attachment.size,
        "sha256": file.sha256,
        "state": file.state,
    }


def _cut(entry: Entry, most: int) -> str:
    """All words of an entry, as far as the paper goes."""
    text = "\n\n".join(filter(None, [entry.text, entry.ground, entry.note]))
    return text if len(text) <= most else f"{text[:most]} …"


def _canonical(said: dict[str, Any]) -> bytes:
    """One form for one content: keys sorted, nothing to spare, moments in UTC."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
