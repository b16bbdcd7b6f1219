"""Kutai Timur's plan, brought to a state by the real steps: Arif writes it, Hadi approves it, Vera registers it."""

from datetime import date, timedelta

from django.db import transaction

from lapor.agencies.models import Unit
from lapor.plans import drafting, progress, steps
from lapor.plans.drafting import Source, Words
from lapor.plans.models import Item, Part, Plan, State
from lapor.plans.steps import Step
from lapor.testing.cast import MONDAY, Cast

YEAR = MONDAY.year + 1
WAY = (
    (State.APPROVED, Step.APPROVE, "Hadi"),
    (State.SUBMITTED, Step.SUBMIT, "Arif"),
    (State.REGISTERED, Step.REGISTER, "Vera"),
)


class Stage:
    """`stage.plan()` is a draft with one item in each part, `stage.plan(State.SUBMITTED)` one on its way."""

    def __init__(self, cast: Cast):
        self.cast = cast
        self.arif, self.hadi, self.vera = cast.user("Arif"), cast.user("Hadi"), cast.user("Vera")
        self.agency = cast.unit("64.08")

    @transaction.atomic
    def plan(self, state: State = State.DRAFT, *, year: int = YEAR, source: Source = Source.EMPTY) -> Plan:
        plan = drafting.start(self.agency, year, source, by=self.arif, at=MONDAY)
        if source == Source.EMPTY:
            for part in Part:
                drafting.add_item(plan.pk, self.words(part, year=year), by=self.arif, at=MONDAY)
        for after, step, who in WAY if state != State.DRAFT else ():
            plan = steps.take(step, plan.pk, by=self.cast.user(who), at=MONDAY + timedelta(hours=1))
            if after == state:
                break
        plan.refresh_from_db()
        return plan

    def words(self, part: Part = Part.ACTIVITY, *, year: int = YEAR, **said) -> Words:
        unit: Unit | None = self.cast.unit("64.08/pu")
        words = {
            "part": part,
            "title": f"Butir {part.label}",
            "indicator": "Laporan yang selesai tepat waktu",
            "target": "90%",
            "owner_unit": unit,
            "owner_name": "",
            "due_date": date(year, 6, 30),
        }
        return Words(**{**words, **said})

    def item(self, plan: Plan, part: Part = Part.ACTIVITY) -> Item:
        return plan.items.get(part=part)

    @transaction.atomic
    def report(self, item: Item, percent: int, **said) -> Item:
        given = {"note": "Sudah dikerjakan.", "by": self.arif, "at": MONDAY} | said
        return progress.report(item.pk, percent, **given)
