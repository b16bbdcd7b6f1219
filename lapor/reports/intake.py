"""Receipt of a report: every door (web, SMS, desk, partner) ends in `submit`, and it is taken at once."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils.translation import gettext as _

from lapor.accounts import contacts, one_time
from lapor.agencies.models import Category, Unit
from lapor.core import encryption
from lapor.core.encryption import DataKey
from lapor.core.errors import Refused
from lapor.core.files import Accepted
from lapor.core.numbers import new_number, new_pin
from lapor.core.queries import insert, insert_many, one
from lapor.regions.models import Region
from lapor.reports import attachments, clocks, places, record, routes
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import STEPS, Action, Channel, Kind, Relation, State
from lapor.reports.models import Clock, Event, Part, Report, Reporter, ReportKey

TITLE_LENGTH = 150
BODY_LENGTH = 10_000
PLACE_LENGTH = 300
NAME_LENGTH = 120
NATIONAL_DESK = "pusat"
PIN, LONG_PIN = 8, 16  # digits; the long one for secret reports
PIN_LIVES = timedelta(hours=24)  # how long the receipt can still be shown
DESK_PIN_LIVES = timedelta(hours=1)  # at a desk somebody else looks at it: long enough to print it once more


@dataclass(frozen=True)
class Submission:
    """What a door hands in. What a short channel (SMS, mail) lacks stays empty and is asked for later."""

    kind: Kind
    body: str
    channel: Channel
    is_anonymous: bool
    is_secret: bool
    title: str = ""
    place: str = ""
    region: Region | None = None
    latitude: float | None = None
    longitude: float | None = None
    event_date: date | None = None
    agency: Unit | None = None
    category: Category | None = None
    answers: dict = field(default_factory=dict)
    name: str = ""
    phone: str = ""  # E.164
    email: str = ""
    chat: str = ""  # the account in an app, of whom no number is known: `telegram 1035597319`
    files: tuple[Accepted, ...] = ()
    external_id: str | None = None
    received_by: Unit | None = None
    came_by: str = ""  # a CameBy, of what a desk entered
    note: str = ""  # for officers: of which letter it is
    lang: str = "id"
    brand: str = "lapor"


def submit(submission: Submission, *, by: Actor, at: datetime) -> Report:
    """Take a report: number, PIN, first event, clocks. The same click (`by.command`) gives the same report again.

    Raises Refused with its field: `empty`, `too_long`, `odd_characters`, `future_date`, `closed_category`.
    """
    _check(submission, at)
    if (known := _already_taken(by)) is not None:
        return known
    route = routes.for_new(submission, at=at)
    report = _new_report(submission, receiver(route.unit), by=by, at=at)
    words = {"title": submission.title, "body": submission.body, "place": submission.place}
    event = _save(
        report,
        clocks.begin(report, STEPS[Action.SUBMIT], at=at),
        {
            "channel": submission.channel,
            "files": [attachments.checksum(report, file) for file in submission.files],
            **({"came_by": submission.came_by} if submission.came_by else {}),
            **route.data,
        },
        {Part.ORIGINAL: json.dumps(words, ensure_ascii=False), Part.NOTE: submission.note},
        by=by,
        at=at,
    )
    _keep_reporter(report, submission)
    attachments.add(report, event, submission.files)
    return report


def part_of(parent: Report, *, text: str, by: Actor, at: datetime) -> Report:
    """A verified part of a report: the reporter's words, and what this part is about. For `referral.split` only."""
    shared = ("kind", "report_class", "category", "region", "latitude", "longitude", "grid", "event_date", "holder",
              "agency", "circle", "chosen_agency", "received_by", "is_anonymous", "is_secret", "public_title",
              "public_text", "channel", "brand", "lang", "reporter_tag", "submitted_at", "verified_at",
              "published_at")  # fmt: skip
    part = Report(
        **{column: getattr(parent, column) for column in shared},
        number=_free_number(),
        state=State.SUBMITTED,
        held_from=at,
        parent=parent,
        relation=Relation.PART,
        pin_hash=make_password(None),  # the parent's PIN opens it
    )
    original = parent.contents.filter(part=Part.ORIGINAL).first()
    words = original.read(parent.data_key) if original else ""
    clock = clocks.passed_on(part, parent, at=at)
    _save(part, clock, {"part_of": parent.number}, {Part.ORIGINAL: words, Part.TEXT: text}, by=by, at=at)
    return part


def _save(
    report: Report, started: list[Clock], data: dict, texts: dict[Part, str], *, by: Actor, at: datetime
) -> Event:
    """Write a new report with its key, its first event and its first clocks, each row once."""
    report.data_key = DataKey.new()
    entry = record.write(report, STEPS[Action.SUBMIT], by=by, at=at, before="", data=data, texts=texts)
    insert(report)
    wrapped = report.data_key.wrap(context=f"report key {report.pk}")
    insert(ReportKey(report=report, wrapped=wrapped, wrapped_by=encryption.key_id(wrapped)))
    for clock in started:
        clock.report = report  # again: it has its id only now
    insert_many(started)
    return entry.save()


def check_event_date(day: date | None, *, at: datetime) -> None:
    """Raises Refused: `future_date`. Jayapura is the first to see a day begin, so nobody is refused their own today."""
    if day and day > at.astimezone(ZoneInfo("Asia/Jayapura")).date():
        raise Refused("future_date", _("Tanggal kejadian tidak bisa di masa depan."), field="event_date")


def _check(submission: Submission, at: datetime) -> None:
    """The rules that hold at every door; what is required where is the door's own."""
    if not submission.body.strip():
        raise Refused("empty", _("Ceritakan apa yang terjadi, walau singkat."), field="body")
    limits = {"title": TITLE_LENGTH, "body": BODY_LENGTH, "place": PLACE_LENGTH, "name": NAME_LENGTH}
    for column, most in limits.items():
        text = getattr(submission, column)
        if len(text) > most:
            sentence = _("Tulisan ini %(length)s karakter. Paling banyak %(most)s. Mohon dipersingkat.")
            raise Refused("too_long", sentence % {"length": len(text), "most": most}, field=column)
        if "\0" in text:
            raise Refused(
                "odd_characters", _("Ada karakter yang tidak bisa kami baca. Mohon ketik ulang."), field=column
            )
    check_event_date(submission.event_date, at=at)
    if submission.category and not submission.category.is_current(at):
        raise Refused("closed_category", _("Topik ini sudah ditutup. Pilih topik lain."), field="category")


def _already_taken(by: Actor) -> Report | None:
    """The report that this very click made before: a double click, a reload, a lost answer."""
    if by.command is None:
        return None
    with connection.cursor() as cursor:
        # Two deliveries of one click wait for each other here, so the second one finds the first one's report.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [by.command.int % 2**63])
    taken = one(Event.objects.of_command(by).values_list("report", flat=True))
    return Report.objects.get(pk=taken) if taken else None


def receiver(chosen: Unit | None) -> Unit:
    """Who gets it first: the agency that was found, its coordinator while it isn't connected, else the national desk.

    No wrong door: no choice is ever refused.
    """
    return (chosen and stand_in(chosen.root)) or Unit.objects.get(code=NATIONAL_DESK)


def stand_in(agency: Unit) -> Unit | None:
    """Who reads the inbox of this agency: itself or its coordinator, whichever is connected; None: nobody there."""
    if agency.connected:
        return agency
    return agency.coordinator if agency.coordinator and agency.coordinator.connected else None


def _new_report(submission: Submission, holder: Unit, *, by: Actor, at: datetime) -> Report:
    number, pin = _free_number(), new_pin(LONG_PIN if submission.is_secret else PIN)
    lives_for = DESK_PIN_LIVES if submission.channel == Channel.DESK else PIN_LIVES
    missing = [column for column in ("title", "place", "event_date") if not getattr(submission, column)]
    return Report(
        number=number,
        kind=submission.kind,
        state=State.SUBMITTED,
        holder=holder,
        agency=holder,
        held_from=at,
        circle=[holder.pk],
        chosen_agency=submission.agency,
        received_by=submission.received_by or holder,
        category=submission.category,
        answers=submission.answers,
        region=submission.region,
        latitude=submission.latitude,
        longitude=submission.longitude,
        grid=places.grid(submission.latitude, submission.longitude),
        event_date=submission.event_date,
        missing=missing,
        is_anonymous=submission.is_anonymous,
        is_secret=submission.is_secret,
        channel=submission.channel,
        external_id=submission.external_id,
        brand=submission.brand,
        lang=submission.lang,
        pin_hash=_hash_pin(number, pin, strong=submission.is_secret),
        pin_secret_id=one_time.keep(pin, purpose="pin", at=at, lives_for=lives_for),
        reporter_tag=by.tag,
        submitted_at=at,
    )


def _free_number() -> int:
    number = new_number()
    while Report.objects.filter(number=number).exists():
        number = new_number()
    return number


def _keep_reporter(report: Report, submission: Submission) -> None:
    left = {"phone": submission.phone, "email": submission.email, "chat": submission.chat}
    who = {"name": submission.name, **left}
    if not any(who.values()):
        return
    tags = contacts.tags(**left)
    ciphertext = report.data_key.encrypt(json.dumps(who).encode(), context=f"reporter {report.pk}")
    insert(Reporter(report=report, ciphertext=ciphertext, contact_tags=tags))


# --- the PIN -----------------------------------------------------------------------------------------------------


def _hash_pin(number: int, pin: str, *, strong: bool) -> str:
    """Argon2id for secret reports; a keyed hash is enough, and quick, for the others: guesses are limited."""
    return make_password(pin) if strong else "tag:" + encryption.tag(f"{number}:{pin}", purpose="pin").hex()


def pin_fits(report: Report, pin: str) -> bool:
    """Is this the PIN of this report? The caller limits the guesses."""
    if report.pin_hash.startswith("tag:"):
        if len(pin) == LONG_PIN:
            make_password(pin)  # as slow as a secret report, so that nobody learns which reports are
        guess = _hash_pin(report.number, pin, strong=False)
        return encryption.same(guess.encode(), report.pin_hash.encode())
    return len(pin) == LONG_PIN and check_password(pin, report.pin_hash)  # a short guess is quick everywhere


def receipt_pin(report: Report, *, at: datetime) -> str | None:
    """The PIN while the receipt is being shown; None once it was handed over."""
    return one_time.look(report.pin_secret_id, purpose="pin", at=at) if report.pin_secret_id else None


def hand_over_pin(report: Report) -> None:
    """The reporter has noted the PIN, or reaches the report by account: it isn't shown again."""
    if report.pin_secret_id:
        one_time.hand_over(report.pin_secret_id)
