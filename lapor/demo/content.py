"""The reports of the demo: each story is told a few times, in different villages, and stands where its dice fell."""

import random
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import resources
from uuid import UUID

from django.db import transaction

from lapor.accounts.models import User
from lapor.agencies.models import Category, Role, Unit
from lapor.demo import (
    connection,
    evaluation,
    messages,
    ombudsman,
    plans,
    routing,
    statistics,
    supervision,
    teams,
    watching,
)
from lapor.regions.models import Region
from lapor.reports import actors, closing, escalation, holding, referral, response, verification
from lapor.reports.actors import Actor
from lapor.reports.intake import Submission, submit
from lapor.reports.lifecycle import AnswerKind, Channel, Kind, ReportClass
from lapor.reports.models import Report

TELLINGS = 5  # how often each story is told
UNADDRESSED = ("air-minum-tidak-mengalir", "kependudukan-ktp", "pu-penataan-ruang-drainase")  # name no agency
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("Rini Astuti", "Budi Hartono", "Siti Aminah", "Yohanes Lado", "Maria Ulfah", "Agus Salim", "Dewi Sartika")
REPLIES = ("Terima kasih, sudah dikerjakan.", "Sudah bagus, semoga awet.", "Terima kasih atas tanggapannya.")


class Teller:
    """Tells stories by the real steps, with moments in the past."""

    def __init__(self, *, at: datetime):
        self.now = at
        self.dice = random.Random(1708)  # noqa: S311  (the same demo every time, nothing secret)
        self.kutim = Unit.objects.get(code="64.08")
        self.admin = self._officer(self.kutim, Role.AGENCY_ADMIN)
        self.villages = list(
            Region.objects.filter(code__startswith="64.08.", level=Region.Level.VILLAGE).select_related("parent")
        )

    def tell(self, story: dict, moment: datetime) -> Report:
        """One report of this story, sent at that moment and now somewhere between just sent and rated."""
        words, village = self._words(story)
        with transaction.atomic():
            report = self._submit(story, words, village, moment, agency=self.kutim)
            self._go_on(report, story, words, moment)
        return report

    def ask(self, story: dict, moment: datetime) -> Report:
        """A report of this story that names no agency: it waits at the national desk."""
        words, village = self._words(story)
        with transaction.atomic():
            return self._submit(story, words, village, moment, agency=None)

    def _words(self, story: dict) -> tuple[dict[str, str], Region]:
        village = self.dice.choice(self.villages)
        names = {"desa": village.name, "kecamatan": village.parent.name if village.parent else ""}
        return {key: text.format(**names) for key, text in story.items() if isinstance(text, str)}, village

    def _submit(
        self, story: dict, words: dict[str, str], village: Region, at: datetime, *, agency: Unit | None
    ) -> Report:
        named = not story.get("anonymous")
        given = Submission(
            kind=Kind(story["kind"]),
            title=words["title"],
            body=words["body"],
            place=village.path_name[:120],
            region=village,
            event_date=at.date() if story["kind"] == Kind.COMPLAINT else None,
            agency=agency,
            category=Category.objects.get(code=story["category"]),
            channel=self.dice.choice((Channel.WEB, Channel.WEB, Channel.MOBILE)),
            is_anonymous=not named,
            is_secret=story.get("secret", False),
            name=self.dice.choice(NAMES) if named else "",
        )
        command = UUID(int=self.dice.getrandbits(128), version=4)
        return submit(given, by=actors.pin_holder().acting(command=command), at=at)

    def _go_on(self, report: Report, story: dict, words: dict[str, str], at: datetime) -> None:
        """Take the steps that fit between then and now, and stop where the dice say."""
        unit = Unit.objects.get(code=story["unit"])
        liaison, reporter = self._officer(unit, Role.LIAISON), actors.pin_holder(report.number)
        number, last = report.number, self.dice.randrange(12)
        rating, thanks = self.dice.choice((3, 4, 5, 5)), self.dice.choice(REPLIES)
        question = "Mohon sebutkan lokasi tepatnya, misalnya nama gang atau RT."
        steps: list[tuple[timedelta, Callable[[datetime], object]]] = [
            (20 * HOUR, lambda at: self._verify(report, story, words, unit, at)),
            (2 * DAY, lambda at: self._work(number, words, liaison, at)),
            (4 * DAY, lambda at: response.answer(number, self._answer(story, words, at), by=liaison, at=at)),
            (2 * DAY, lambda at: closing.accept(number, rating=rating, text=thanks, by=reporter, at=at)),
        ]
        if last == 1:
            steps[1:] = [(DAY, lambda at: holding.hold(number, question=question, by=liaison, at=at))]
        for position, (wait, step) in enumerate(steps):
            at += wait * self.dice.uniform(0.5, 1.6)
            if at > self.now or position > last:
                return
            step(at)

    def _verify(self, report: Report, story: dict, words: dict[str, str], unit: Unit, at: datetime) -> None:
        finding = verification.Finding(
            report_class=ReportClass(story.get("class", story["kind"])),
            category=Category.objects.get(code=story["category"]),
            public_title=words["title"],
            public_text=words["body"],
        )
        verification.verify(report.number, finding, by=self.admin, at=at, to=unit)

    def _work(self, number: int, words: dict[str, str], liaison: Actor, at: datetime) -> None:
        if "follow_up" in words:
            response.follow_up(number, text=words["follow_up"], by=liaison, at=at)
        else:
            referral.take_on(number, by=liaison, at=at)

    def _answer(self, story: dict, words: dict[str, str], at: datetime) -> response.Answer:
        kind = AnswerKind(story.get("answer_kind", AnswerKind.SOLVED))
        planned = (at + timedelta(days=60)).date() if kind == AnswerKind.PLANNED else None
        return response.Answer(kind, words["answer"], planned_date=planned)

    def _officer(self, unit: Unit, role: Role) -> Actor:
        user = User.objects.filter(memberships__unit=unit, memberships__role=role).order_by("id").first()
        if user is None:
            raise LookupError(f"no {role} in {unit.code}")
        return actors.officer(user, at=self.now)


def create(*, at: datetime, say: Callable[[str], object]) -> int:
    """Tell every story a few times; returns how many reports there are now."""
    stories = tomllib.loads(resources.files(__package__).joinpath("stories.toml").read_text())["story"] * TELLINGS
    teller = Teller(at=at)
    evaluation.look_back(at=at)
    # Most are some weeks old, some came today; told in the order in which they came.
    moments = sorted(at - timedelta(days=min(teller.dice.expovariate(1 / 12), 90)) for _ in stories)
    teller.dice.shuffle(stories)
    for told, (story, moment) in enumerate(zip(stories, moments, strict=True), start=1):
        escalation.sweep(at=moment)
        teller.tell(story, moment)
        if told % 25 == 0:
            say(f"Laporan contoh: {told} dari {len(stories)}.")
    told = len(stories) + statistics.come_back(teller, _first_of(stories, "pu-penataan-ruang-jalan-rusak"), at=at)
    for hours, category in enumerate(UNADDRESSED, start=1):
        teller.ask(_first_of(stories, category), at - hours * HOUR)
    told += len(UNADDRESSED)
    escalation.sweep(at=at)
    connection.create(at=at)
    teams.create(at=at)
    routing.create(at=at)
    plans.create(at=at)
    supervision.create(at=at)
    watching.create(at=at)
    ombudsman.create(at=at)
    messages.create(at=at)
    evaluation.count(at=at)
    statistics.create(at=at)
    return told


def _first_of(stories: list[dict], category: str) -> dict:
    return next(story for story in stories if story["category"] == category)
