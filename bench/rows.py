"""Rows as a country's service has them after some years: nearly all closed, a few per cent open, some agencies large.

Every row is what the steps would have written, with two differences: the hashes of the events are no chain, and no
clock runs out within a month, so that the worker's sweep has nothing to do while something else is timed.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from bench.language import Language
from lapor.accounts import contacts
from lapor.agencies.models import Category, Unit
from lapor.core import encryption
from lapor.core.encryption import DataKey
from lapor.core.numbers import is_number
from lapor.regions.models import Region
from lapor.reports.lifecycle import ActorKind, Channel, ClockKind, Kind, ReportClass, Rung, State
from lapor.reports.models import Part, content_context

KUTAI_TIMUR = "64.08"
YEARS = 4
CITIZENS = 200_000
OPEN_SHARE = 0.03  # these are the newest; before them all are closed
OPEN_STATES = {
    State.SUBMITTED: 15,
    State.ON_HOLD: 8,
    State.REFERRED: 22,
    State.IN_PROGRESS: 30,
    State.ANSWERED: 25,
}
RUNNING = {  # the clock that an open report waits for
    State.SUBMITTED: ClockKind.VERIFICATION,
    State.ON_HOLD: ClockKind.HOLD,
    State.REFERRED: ClockKind.FOLLOW_UP,
    State.IN_PROGRESS: ClockKind.SETTLEMENT,
    State.ANSWERED: ClockKind.REPLY,
}
WAY = {  # the events up to a state: action and the state it leads to
    State.SUBMITTED: [("submit", "submitted")],
    State.ON_HOLD: [("submit", "submitted"), ("hold", "on_hold")],
    State.REFERRED: [("submit", "submitted"), ("verify", "submitted"), ("refer", "referred")],
}
WAY[State.IN_PROGRESS] = [*WAY[State.REFERRED], ("follow_up", "in_progress")]
WAY[State.ANSWERED] = [*WAY[State.REFERRED], ("answer", "answered")]
WAY[State.CLOSED] = [*WAY[State.ANSWERED], ("accept", "closed")]
WAY[State.ARCHIVED] = [("submit", "submitted"), ("archive", "archived")]
SAID = {"follow_up", "answer"}  # events that carry a text

Row = dict[str, Any]


@dataclass
class Office:
    """An agency, the units below it and the places in its area."""

    agency: Unit
    units: list[Unit]
    places: list[tuple[int, str]]


def offices() -> list[Office]:
    """All agencies, the busiest first: Kutai Timur is the tenth."""
    units = list(Unit.objects.order_by("path"))
    below: dict[int, list[Unit]] = {}
    for unit in units:
        if unit.agency_id:
            below.setdefault(unit.agency_id, []).append(unit)
    villages: dict[str, list[tuple[int, str]]] = {}
    for pk, code, name in Region.objects.filter(level=4).values_list("pk", "code", "name"):
        villages.setdefault(code[:5], []).append((pk, name))
    everywhere = [village for some in villages.values() for village in some[:5]]
    agencies = [unit for unit in units if unit.parent_id is None]
    random.Random("offices").shuffle(agencies)
    agencies.sort(key=lambda unit: unit.code == KUTAI_TIMUR)
    agencies.insert(9, agencies.pop())
    return [Office(unit, below.get(unit.pk, []), villages.get(unit.code, everywhere)) for unit in agencies]


class Writer:
    """Makes reports first..last of `total`, with everything that belongs to each."""

    def __init__(self, *, total: int, first: int, at: datetime) -> None:
        self.total, self.at = total, at
        self.language = Language(f"reports from {first}")
        self.chance = random.Random(f"rows from {first}")
        self.offices = offices()
        self.office_weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.offices))))
        self.categories = list(Category.objects.filter(parent__isnull=False).values_list("pk", flat=True))
        self.category_weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.categories))))
        self.event_id = first * 8  # room enough: no report has more events
        self.desk = Unit.objects.get(code="pusat")

    def rows_of(self, number_in_line: int) -> Iterator[tuple[str, Row]]:
        """The rows of one report, each with the name of its table."""
        report = self._report(number_in_line)
        key = DataKey(self.chance.randbytes(32))
        wrapped = key.wrap(context=f"report key {report['id']}")
        yield "reports_report", report
        yield "reports_reportkey", {"report_id": report["id"], "wrapped": wrapped, "wrapped_by": wrapped[0]}
        yield "reports_reporter", self._reporter(report, key)
        yield from self._record(report, key)
        if report["state"] in RUNNING:
            yield from self._clocks(report)

    def _report(self, i: int) -> Row:
        chance = self.chance
        office = chance.choices(self.offices, cum_weights=self.office_weights)[0]
        state = self._state(i)
        is_verified = state not in (State.SUBMITTED, State.ON_HOLD, State.ARCHIVED)
        is_secret = chance.random() < 0.05
        is_published = is_verified and not is_secret
        holder = chance.choice(office.units) if office.units and is_verified else office.agency
        region, place = chance.choice(office.places)
        submitted = self.at - timedelta(days=365 * YEARS) * (1 - i / self.total)
        verified = submitted + timedelta(hours=20) if is_verified else None
        answered = submitted + timedelta(days=7) if state in (State.ANSWERED, State.CLOSED) else None
        title, text = self.language.report(place)
        is_late = state in RUNNING and chance.random() < 0.2
        due = self.at + timedelta(days=chance.uniform(31, 90)) if state in RUNNING else None
        return {
            "id": i,
            "number": number(i),
            "kind": Kind.COMPLAINT,
            "report_class": ReportClass.COMPLAINT if is_verified else "",
            "state": state,
            "before_hold": State.SUBMITTED if state == State.ON_HOLD else "",
            "seq": len(WAY[state]),
            "head": fake_hash(i, len(WAY[state])),
            "holder_id": holder.pk,
            "agency_id": office.agency.pk,
            "held_from": submitted,
            "circle": sorted({office.agency.pk, *(int(step) for step in holder.path.strip("/").split("/"))}),
            "chosen_agency_id": office.agency.pk,
            "received_by_id": office.agency.pk,
            "category_id": chance.choices(self.categories, cum_weights=self.category_weights)[0],
            "answers": "{}",
            "region_id": region,
            "event_date": submitted.date(),
            "missing": [],
            "is_anonymous": chance.random() < 0.3,
            "is_secret": is_secret,
            "is_priority": False,
            "in_arbitration": False,
            "is_contested": False,
            "is_divided": False,
            "public_title": title if is_published else "",
            "public_text": text if is_published else "",
            "published_at": verified if is_published else None,
            "channel": Channel.WEB,
            "brand": "lapor",
            "lang": "id",
            "pin_hash": "tag:" + chance.randbytes(32).hex(),
            "reporter_tag": citizen(chance.randrange(CITIZENS)) if chance.random() < 0.4 else None,
            "relation": "",
            "submitted_at": submitted,
            "verified_at": verified,
            "answered_at": answered,
            "closed_at": submitted + timedelta(days=12) if state in (State.CLOSED, State.ARCHIVED) else None,
            "answer_kind": "solved" if answered else "",
            "rating": chance.choice((1, 3, 4, 5, 5)) if state == State.CLOSED else None,
            "archive_reason": "too_general" if state == State.ARCHIVED else "",
            "late_at": self.at - timedelta(days=chance.uniform(0, 20)) if is_late else None,
            "due_at": self.at - timedelta(days=chance.uniform(0, 20)) if is_late else due,
            "return_count": 0,
            "reopen_count": 0,
            "support_count": 0,
        }

    def _state(self, i: int) -> State:
        if i > self.total * (1 - OPEN_SHARE):
            return self.chance.choices(list(OPEN_STATES), weights=list(OPEN_STATES.values()))[0]
        return State.ARCHIVED if self.chance.random() < 0.08 else State.CLOSED

    def _reporter(self, report: Row, key: DataKey) -> Row:
        phone = f"+62812{report['id'] % CITIZENS:07d}"
        who = json.dumps({"name": "Rini Astuti", "phone": phone, "email": ""})
        ciphertext = key.encrypt(who.encode(), context=f"reporter {report['id']}")
        tags = [contacts.lookup("phone", phone)]
        return {"report_id": report["id"], "ciphertext": ciphertext, "contact_tags": tags}

    def _record(self, report: Row, key: DataKey) -> Iterator[tuple[str, Row]]:
        before = ""
        for seq, (action, state) in enumerate(WAY[report["state"]], 1):
            self.event_id += 1
            by_officer = action not in ("submit", "accept")
            yield (
                "reports_event",
                {
                    "id": self.event_id,
                    "report_id": report["id"],
                    "seq": seq,
                    "at": report["submitted_at"] + timedelta(days=2) * (seq - 1),
                    "action": action,
                    "from_state": before,
                    "to_state": state,
                    "actor_kind": ActorKind.OFFICER if by_officer else ActorKind.PIN_HOLDER,
                    "actor_ref": str(report["agency_id"]) if by_officer else "",
                    "actor_unit_id": report["agency_id"] if by_officer else None,
                    "holder_id": report["holder_id"] if seq > 2 else report["agency_id"],
                    "audience": "public",
                    "data": '{"channel": "web", "files": []}' if seq == 1 else "{}",
                    "command_id": None,
                    "prev_hash": fake_hash(report["id"], seq - 1),
                    "hash": fake_hash(report["id"], seq),
                },
            )
            before = state
            if seq == 1:
                words = {"title": report["public_title"], "body": report["public_text"], "place": ""}
                yield "reports_reportcontent", self._content(report, key, Part.ORIGINAL, json.dumps(words))
            elif action in SAID:
                text = "Terima kasih. " + " ".join(self.language.draw(25))
                yield "reports_reportcontent", self._content(report, key, Part.TEXT, text)

    def _content(self, report: Row, key: DataKey, part: Part, text: str) -> Row:
        salt = self.chance.randbytes(16)
        return {
            "report_id": report["id"],
            "event_id": self.event_id,
            "part": part,
            "ciphertext": key.encrypt(text.encode(), context=content_context(report["id"], part)),
            "salt": salt,
            "commitment": encryption.commitment(text, salt=salt),
            "erased_at": None,
        }

    def _clocks(self, report: Row) -> Iterator[tuple[str, Row]]:
        for kind in (RUNNING[report["state"]], ClockKind.SIXTY_DAYS):
            is_late = kind != ClockKind.SIXTY_DAYS and report["late_at"] is not None
            due = report["due_at"] if kind != ClockKind.SIXTY_DAYS else self.at + timedelta(days=60)
            yield (
                "reports_clock",
                {
                    "report_id": report["id"],
                    "kind": kind,
                    "started_at": report["submitted_at"],
                    "counted_from": report["submitted_at"],
                    "counted_days": 14,
                    "due_at": due,
                    "days": 14,
                    "in_working_days": True,
                    "tz": "Asia/Makassar",
                    "calendar": "bench",
                    "late_at": report["late_at"] if is_late else None,
                    "rung": Rung.SUPERIOR if is_late else Rung.GROUND,
                    "extensions": 0,
                    "next_at": None if is_late else due,
                },
            )


def number(i: int) -> int:
    """A valid tracking number, another one for each `i`, in no visible order."""
    body = 100_000_000 + i * 370_248_451 % 900_000_000  # coprime: none comes twice
    return next(body * 10 + check for check in range(10) if is_number(body * 10 + check))


def fake_hash(report_id: int, seq: int) -> bytes:
    return hashlib.sha256(b"%d %d" % (report_id, seq)).digest() if seq else bytes(32)


def citizen(i: int) -> bytes:
    """The reporter_tag of one of the citizens with an account."""
    return hashlib.sha256(b"citizen %d" % i).digest()


def now() -> datetime:
    return datetime.now(UTC)
