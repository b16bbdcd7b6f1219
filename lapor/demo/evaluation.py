"""A half-year that is over, in Kutai Timur and around it: quick and slow agencies, so that a ranking says something."""

import random
import secrets
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from uuid import UUID

from django.db import transaction

from lapor.accounts import officers
from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Category, Role, Unit
from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.reports import actors, closing, escalation, referral, response, verification
from lapor.reports.actors import Actor
from lapor.reports.intake import Submission, submit
from lapor.reports.lifecycle import AnswerKind, Channel, Kind, ReportClass

DAY = timedelta(days=1)
WEEKS = 17  # of the half-year: what came later has deadlines in the next


@dataclass(frozen=True)
class Manner:
    """How an agency works: how many reports came, how many of ten are late, and how many of ten disappoint."""

    code: str
    reports: int
    late: int
    disappointing: int


MANNERS = (
    Manner("64.02", 12, 1, 2),  # Kutai Kartanegara
    Manner("64.03", 11, 4, 3),  # Berau
    Manner("64.08", 12, 2, 1),  # Kutai Timur
    Manner("64.09", 12, 7, 4),  # Penajam Paser Utara
    Manner("64.71", 11, 2, 2),  # Balikpapan
    Manner("64.72", 11, 3, 3),  # Samarinda
    Manner("64.74", 4, 1, 1),  # Bontang: too few for a score
)


def look_back(*, at: datetime) -> None:
    """Tell the reports of the half-year before this one; call it before newer reports are told."""
    half, dice = HalfYear.now(at).previous, random.Random(112)  # noqa: S311  (the same demo every time)
    stories = [story for story in _stories() if story["kind"] == Kind.COMPLAINT and not story.get("secret")]
    first = datetime(half.first.year, half.first.month, 1, 2, tzinfo=UTC)
    lives = [(first + DAY * dice.randrange(7 * WEEKS), manner) for manner in MANNERS for _ in range(manner.reports)]
    admins = {manner.code: _admin(manner.code, at) for manner in MANNERS}
    for moment, manner in sorted(lives, key=lambda life: life[0]):
        with transaction.atomic():
            _live(manner, admins[manner.code], dice.choice(stories), moment, dice)


def count(*, at: datetime) -> None:
    """Publish that half-year and count the running one; call it when everything has been told."""
    national = User.objects.get(memberships__role=Role.NATIONAL_ADMIN)
    past = counting.count(counting.draft(HalfYear.now(at).previous, at=at).pk, at=at)
    counting.publish(past.pk, counted_at=past.counted_at, by=actors.officer(national, at=at), at=at)
    counting.count(counting.draft(HalfYear.now(at), at=at).pk, at=at)


def _stories() -> list[dict]:
    return tomllib.loads(resources.files(__package__).joinpath("stories.toml").read_text())["story"]


def _admin(code: str, at: datetime) -> Actor:
    """Who works there; neighbours get a person of their own, whose password nobody knows."""
    unit = Unit.objects.get(code=code)
    Unit.objects.filter(pk=unit.pk).update(connected=True)
    user = User.objects.filter(memberships__unit=unit, memberships__role=Role.AGENCY_ADMIN).first()
    if user is None:
        user = officers.create(
            f"admin-{code}@tetangga.example", f"Admin {unit.name}"[:120], password=secrets.token_urlsafe(24), at=at
        )
        memberships.grant(user, unit=unit, role=Role.AGENCY_ADMIN, at=at - 400 * DAY)
    return actors.officer(user, at=at)


def _live(manner: Manner, admin: Actor, story: dict, moment: datetime, dice: random.Random) -> None:
    """One report from beginning to end, in time or not, well done or not."""
    agency, category = Unit.objects.get(code=manner.code), Category.objects.get(code=story["category"])
    is_late, disappoints = dice.randrange(10) < manner.late, dice.randrange(10) < manner.disappointing
    area = agency.name.removeprefix("Pemerintah ")
    words = {key: story[key].format(desa=area, kecamatan=area) for key in ("title", "body", "answer")}
    given = Submission(
        kind=Kind.COMPLAINT, title=words["title"], body=words["body"], place=area, event_date=moment.date(),
        agency=agency, category=category, channel=Channel.WEB, is_anonymous=False, is_secret=False,
    )  # fmt: skip
    command = UUID(int=dice.getrandbits(128), version=4)
    number = submit(given, by=actors.pin_holder().acting(command=command), at=moment).number
    finding = verification.Finding(
        report_class=ReportClass.COMPLAINT, category=category, public_title=words["title"], public_text=words["body"]
    )
    moment += DAY * (6 if is_late else 1)
    escalation.sweep(at=moment)  # what is late by now stands in the record before anybody acts
    verification.verify(number, finding, by=admin, at=moment)
    referral.take_on(number, by=admin, at=moment)
    moment += DAY * (dice.randrange(25, 40) if is_late else dice.randrange(2, 7))
    if is_late and dice.randrange(4) == 0:
        return  # nobody ever answered
    escalation.sweep(at=moment)
    response.answer(number, response.Answer(AnswerKind.SOLVED, words["answer"]), by=admin, at=moment)
    _judge(number, admin, moment + DAY, disappoints, dice)


def _judge(number: int, admin: Actor, moment: datetime, disappoints: bool, dice: random.Random) -> None:
    reporter = actors.pin_holder(number)
    closing.accept(number, rating=3 if disappoints else dice.choice((4, 5)), by=reporter, at=moment)
    if disappoints and dice.randrange(2):
        closing.reopen(number, reason="Belum selesai seperti yang dijawab.", by=reporter, at=moment + 9 * DAY)
