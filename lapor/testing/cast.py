"""The cast: the people and agencies that the tests are about. Everybody gets where they are by the real steps.

Rini lives in Sangatta and reports. Vera verifies at the national desk. Arif is admin of Kabupaten Kutai Timur, Otto
is liaison of its Dinas PU (roads), Wati of its Perumdam (water): Otto must never see what only Wati holds. Bayu is
admin of Kota Balikpapan, Kiki coordinates the province, Inka audits for the Inspektorat of Kutai Timur, Kusno opens
identities from outside, Yani watches for the Ombudsman, Prio controls priorities at KSP, Dewi sits at a service desk,
Mira keeps the machines running and sees no report.
"""

import pickle
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from lapor.accounts.models import User
from lapor.agencies import tree
from lapor.agencies.models import Category, Kind, Membership, Role, Unit
from lapor.notifications import reference as policy_reference
from lapor.reports import actors, intake, reference, referral, response, verification
from lapor.reports.actors import Actor
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import AnswerKind, Channel, ReportClass
from lapor.reports.lifecycle import Kind as ReportKind
from lapor.reports.models import Report

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 10.00 in Sangatta; no holiday near
LONG_AGO = date(2020, 1, 1)

UNITS = (
    # code, name, kind, parent, tz, connected
    ("pusat", "Meja Nasional SP4N-LAPOR!", Kind.DESK, None, "Asia/Jakarta", True),
    ("64", "Pemerintah Provinsi Kalimantan Timur", Kind.PROVINCE, None, "Asia/Makassar", True),
    ("64.08", "Pemerintah Kabupaten Kutai Timur", Kind.REGENCY, None, "Asia/Makassar", True),
    ("64.08/pu", "Dinas Pekerjaan Umum Kutai Timur", Kind.DEPARTMENT, "64.08", "Asia/Makassar", True),
    ("64.08/pu/jalan", "Bidang Jalan dan Jembatan", Kind.SECTION, "64.08/pu", "Asia/Makassar", True),
    ("64.08/perumdam", "Perumdam Tirta Tuah Benua", Kind.DEPARTMENT, "64.08", "Asia/Makassar", True),
    ("64.71", "Pemerintah Kota Balikpapan", Kind.CITY, None, "Asia/Makassar", True),
    ("64.72", "Pemerintah Kota Samarinda", Kind.CITY, None, "Asia/Makassar", False),
    ("ombudsman", "Ombudsman Republik Indonesia", Kind.INSTITUTION, None, "Asia/Jakarta", True),
    ("ksp", "Kantor Staf Presiden", Kind.INSTITUTION, None, "Asia/Jakarta", True),
)

OFFICERS = (
    # name, role, unit
    ("Vera", Role.NATIONAL_ADMIN, "pusat"),
    ("Arif", Role.AGENCY_ADMIN, "64.08"),
    ("Anisa", Role.AGENCY_ADMIN, "64.08"),
    ("Otto", Role.LIAISON, "64.08/pu"),
    ("Olga", Role.LIAISON, "64.08/pu"),
    ("Wati", Role.LIAISON, "64.08/perumdam"),
    ("Bayu", Role.AGENCY_ADMIN, "64.71"),
    ("Kiki", Role.COORDINATOR, "64"),
    ("Inka", Role.AUDITOR, "64.08"),
    ("Hadi", Role.HEAD_OF_AGENCY, "64.08"),
    ("Kusno", Role.CUSTODIAN, "ombudsman"),
    ("Yani", Role.OVERSEER, "ombudsman"),
    ("Prio", Role.PRIORITY_CONTROLLER, "ksp"),
    ("Dewi", Role.DESK_OFFICER, "64.08/perumdam"),
    ("Ines", Role.INTEGRATOR, "64.08"),
    ("Mira", Role.MAINTAINER, "ksp"),
)

CITIZENS = ("rini", "santi")


@dataclass
class Cast:
    """The whole stage: `cast.otto` acts, `cast.unit("64.08/pu")` is where, `cast.road` is what about."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    road: Category = field(init=False)
    closed_topic: Category = field(init=False)

    def unit(self, code: str) -> Unit:
        return self.units[code]

    def user(self, name: str) -> User:
        return self.people[name.lower()]

    def __getattr__(self, name: str) -> Actor:
        """An actor by first name, with the roles held on the day the stage was set."""
        person = self.__dict__.get("people", {}).get(name)
        if person is None:
            raise AttributeError(name)
        return actors.officer(person, at=MONDAY) if person.is_officer else actors.citizen(person)

    # --- bringing a report to a state, by the real steps -----------------------------------------------------------

    @transaction.atomic
    def submitted(self, *, by: Actor | None = None, at: datetime = MONDAY, **said) -> Report:
        """Rini's complaint about a road, open and with her name, unless told otherwise."""
        words = {
            "kind": ReportKind.COMPLAINT,
            "title": "Jalan berlubang di depan SD 002",
            "body": "Jalan Yos Sudarso berlubang sedalam lutut dan sudah dua motor jatuh di sana.",
            "place": "Jalan Yos Sudarso, Sangatta Utara",
            "event_date": at.date(),
            "agency": self.unit("64.08"),
            "category": self.road,
            "channel": Channel.WEB,
            "is_anonymous": False,
            "is_secret": False,
            "name": "Rini Astuti",
            "phone": "+6281234567890",
        }
        by = by or actors.pin_holder().acting(command=uuid4())
        return intake.submit(Submission(**{**words, **said}), by=by, at=at)

    @transaction.atomic
    def verified(self, *, at: datetime = MONDAY, **said) -> Report:
        report = self.submitted(at=at, **said)
        return verification.verify(report.number, self.finding(), by=self.arif, at=at)

    @transaction.atomic
    def referred(self, *, to: str = "64.08/pu", at: datetime = MONDAY, **said) -> Report:
        report = self.verified(at=at, **said)
        return referral.refer(report.number, to=self.unit(to), by=self.arif, at=at)

    @transaction.atomic
    def in_progress(self, *, at: datetime = MONDAY, **said) -> Report:
        report = self.referred(at=at, **said)
        return response.follow_up(report.number, text="Petugas sudah meninjau lokasi.", by=self.otto, at=at)

    @transaction.atomic
    def answered(self, *, at: datetime = MONDAY, answer: response.Answer | None = None, **said) -> Report:
        report = self.in_progress(at=at, **said)
        return response.answer(report.number, answer or self.solved(), by=self.otto, at=at)

    def finding(self, **said) -> verification.Finding:
        words = {
            "report_class": ReportClass.COMPLAINT,
            "category": self.road,
            "public_title": "Jalan berlubang di Sangatta Utara",
            "public_text": "Jalan Yos Sudarso berlubang dalam dan membahayakan pengendara.",
        }
        return verification.Finding(**{**words, **said})

    def solved(self, text: str = "Lubang sudah ditambal pada 2 November.") -> response.Answer:
        return response.Answer(AnswerKind.SOLVED, text)


def _officer(name: str) -> User:
    return User(login=f"{name.lower()}@kantor.example", name=name, kind=User.Kind.OFFICER, joined_at=MONDAY)


_remembered: list[tuple[bytes, list[tuple[str, bytes]]]] = []  # the cast, and the rows of each table


@transaction.atomic
def assemble() -> Cast:
    """Set the stage in the database of a test.

    The first time in a process by the real steps; after that the rows they made are put back, which is much quicker.
    """
    with connection.cursor() as cursor:
        if not _remembered:
            tables = [table for table in apps.get_models() if table._meta.managed]
            before = {table: list(table._default_manager.values_list("pk", flat=True)) for table in tables}
            cast = _by_real_steps()
            _remembered.append((pickle.dumps(cast), [_new_rows(cursor, *known) for known in before.items()]))
            return cast
        remembered, made = _remembered[0]
        for columns, rows in made:
            if rows:
                with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
                    copy.write(rows)
        return pickle.loads(remembered)


def _new_rows(cursor, table: type[Model], known: list) -> tuple[str, bytes]:
    """Where to and what: every row that wasn't there before, as PostgreSQL copies it."""
    columns = ", ".join(f'"{field.column}"' for field in table._meta.local_concrete_fields if not field.generated)
    rows = table._default_manager.exclude(pk__in=known).values_list("pk", flat=True)
    keys = [str(key) for key in rows]
    chosen = f'SELECT {columns} FROM "{table._meta.db_table}" WHERE "{table._meta.pk.column}"::text = ANY(%s)'
    with cursor.copy(f"COPY ({chosen}) TO STDOUT", [keys]) as copy:
        return f'"{table._meta.db_table}" ({columns})', b"".join(copy)


def _by_real_steps() -> Cast:
    cast = Cast()
    for code, name, kind, parent, tz, connected in UNITS:
        unit = Unit(code=code, name=name, kind=kind, tz=tz, connected=connected, valid_from=LONG_AGO)
        if code in ("64.08", "64.71", "64.72"):
            unit.coordinator = cast.unit("64")
        cast.units[code] = tree.place(unit, under=cast.units.get(parent) if parent else None)
    officers = [_officer(name) for name, _, _ in OFFICERS]
    citizens = [User(login=f"w-{name}", kind=User.Kind.CITIZEN, joined_at=MONDAY) for name in CITIZENS]
    User.objects.bulk_create([*officers, *citizens])
    cast.people = {person.name.lower(): person for person in officers} | dict(zip(CITIZENS, citizens, strict=True))
    Membership.objects.bulk_create(
        Membership(user=cast.user(name), unit=cast.unit(code), role=role, valid_from=LONG_AGO)
        for name, role, code in OFFICERS
    )
    topic = Category.objects.create(code="pu", name="Pekerjaan Umum", name_en="Public Works", valid_from=LONG_AGO)
    cast.road = Category.objects.create(
        code="pu-jalan", name="Jalan rusak", name_en="Damaged roads", parent=topic, valid_from=LONG_AGO
    )
    cast.closed_topic = Category.objects.create(
        code="corona", name="Corona Virus", name_en="Corona", valid_from=LONG_AGO, valid_until=date(2023, 12, 31)
    )
    reference.load(MONDAY, lambda _line: None)
    policy_reference.load(MONDAY, lambda _line: None)
    return cast
