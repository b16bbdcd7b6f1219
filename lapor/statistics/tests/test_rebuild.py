"""The facts agree with a recount that walks through every report, step by step, without a line of SQL."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.agencies.models import Unit
from lapor.core.errors import Refused
from lapor.reports import actors, adding, closing, escalation, holding, oversight, referral, response, verification
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import (
    OPEN,
    WORK_CLOCKS,
    Action,
    AnswerKind,
    AppealOutcome,
    ArchiveReason,
    CameBy,
    Channel,
    ClockKind,
    ReportClass,
)
from lapor.reports.models import Clock, Report
from lapor.statistics.models import DailyFact, Grain
from lapor.statistics.rebuild import day_of, first_day, rebuild
from lapor.testing.cast import MONDAY
from lapor.testing.forgetting import forgotten

DAY = timedelta(days=1)
PEOPLE = ("vera", "arif", "otto", "wati", "bayu", "kiki")
LAST = (Action.WITHDRAW, Action.ARCHIVE)
KEYS = ("day", "grain", "agency", "unit", "topic", "door")
MEASURES = [field.name for field in DailyFact._meta.get_fields() if field.name not in ("id", *KEYS)]


# --- the recount ---------------------------------------------------------------------------------------------------


def recount() -> dict[tuple, dict[str, int]]:
    """Every figure that isn't nought, by day, grain, agency, unit, topic and door."""
    found: dict[tuple, Counter[str]] = {}
    for report in Report.objects.select_related("category").order_by("id"):
        Walk(report, found).walk()
    found = {key: Counter({name: n for name, n in counted.items() if n}) for key, counted in found.items()}
    return {key: dict(counted) for key, counted in found.items() if counted}


class Walk:
    """One report from its first step to its last, counting on the way."""

    def __init__(self, report: Report, found: dict[tuple, Counter[str]]):
        self.report, self.found = report, found
        category = report.category
        self.topic = category and (category.parent_id or category.pk)
        self.is_part = report.relation == "part"
        whole = report.parent if self.is_part else report
        self.door = whole.events.get(action="submit").data.get("came_by", report.channel)
        self.holder: Unit | None = None
        self.stands: tuple[Unit, bool, bool] | None = None
        self.divided, self.verified, self.worked = False, self.is_part, True
        self.late = dict.fromkeys(WORK_CLOCKS, False)
        if self.is_part:
            self.late[ClockKind.SETTLEMENT] = is_late_at_last(report.parent)

    def walk(self) -> None:
        moment = MONDAY
        for event in self.report.events.select_related("holder__agency").order_by("seq"):
            moment = max(moment, event.at)
            self.step(event, day_of(moment))
            self.holder = event.holder

    def step(self, event, day: date) -> None:
        giver, moved = self.holder or event.holder, event.holder != self.holder
        if event.action == "submit" and not self.is_part:
            self.count(day, event.holder, "received", only={Grain.NATION, Grain.TOPIC, Grain.DOOR})
        if moved and not (self.is_part and event.action == "submit"):
            grains = {Grain.UNIT}
            if self.holder is None or self.holder.root_id != event.holder.root_id:
                grains |= {Grain.AGENCY, Grain.AGENCY_TOPIC, Grain.AGENCY_DOOR}
            self.count(day, event.holder, "received", only=grains)
        self.divided |= event.action == "split"
        if not self.divided:
            self.act(event, day, giver)
        self.note_clocks(event, moved)
        self.stand(event, day)

    def act(self, event, day: date, giver: Unit) -> None:
        named = {
            "verify": "verified", "answer": "answered", "accept": "settled", "close_by_time": "settled",
            "reopen": "reopened", "return": "returned", "contest": "contested", "inspect": "inspected",
            "archive": "archived", "withdraw": "archived", "join": "archived",
        }  # fmt: skip
        if name := named.get(event.action):
            self.count(day, giver, name)
        clock = {"verified": ClockKind.VERIFICATION}.get(name or "", ClockKind.SETTLEMENT)
        if name in ("verified", "answered", "settled") and not self.late[clock]:
            self.count(day, giver, f"{name}_in_time")
        if event.action in ("follow_up", "answer") and not self.worked:
            self.count(day, giver, "followed_up")
            self.count(day, giver, "followed_up_in_time", 0 if self.late[ClockKind.FOLLOW_UP] else 1)
        if event.action == "answer" and event.data["kind"] in ("planned", "refused"):
            self.count(day, giver, event.data["kind"])
        if event.action == "answer" and event.data.get("appeal"):
            self.count(day, giver, "appeals_decided")
            self.count(day, giver, "corrected", int(event.data["appeal"] == "corrected"))
        if event.action in ("accept", "contest") and event.data.get("rating"):
            self.count(day, giver, "rated")
            self.count(day, giver, "rating_sum", event.data["rating"])
        if event.action == "inspect" and event.data["result"] == "verified":
            self.count(day, giver, "confirmed")

    def note_clocks(self, event, moved: bool) -> None:
        self.verified |= event.action == "verify"
        if event.action in ("follow_up", "answer"):
            self.worked = True
        if event.action in ("refer", "take_on", "return", "arbitrate") and (moved or event.from_state == "submitted"):
            self.worked, self.late[ClockKind.FOLLOW_UP] = False, False
        if event.action == "mark_late":
            self.late[ClockKind(event.data["clock"])] = True
        if event.action in ("extend", "reclassify"):
            self.late[ClockKind.SETTLEMENT] = False

    def stand(self, event, day: date) -> None:
        """Where it lies after the step and whether it is open and late there; the change counts."""
        is_open = not self.divided and event.to_state in OPEN
        is_late = is_open and (
            (event.to_state == "submitted" and not self.verified and self.late[ClockKind.VERIFICATION])
            or event.to_state in ("referred", "in_progress")
            and (self.late[ClockKind.SETTLEMENT] or (self.late[ClockKind.FOLLOW_UP] and not self.worked))
        )
        if self.stands:
            before, was_open, was_late = self.stands
            self.count(day, before, "open_change", -int(was_open))
            self.count(day, before, "late_change", -int(was_late))
        self.count(day, event.holder, "open_change", int(is_open))
        self.count(day, event.holder, "late_change", int(is_late))
        self.stands = (event.holder, is_open, is_late)

    def count(self, day: date, unit: Unit, name: str, by: int = 1, *, only: set[Grain] | None = None) -> None:
        agency = unit.root_id
        keys = {
            Grain.NATION: (None, None, None, ""),
            Grain.AGENCY: (agency, None, None, ""),
            Grain.UNIT: (agency, unit.pk, None, ""),
            Grain.TOPIC: (None, None, self.topic, ""),
            Grain.AGENCY_TOPIC: (agency, None, self.topic, ""),
            Grain.DOOR: (None, None, None, self.door),
            Grain.AGENCY_DOOR: (agency, None, None, self.door),
        }
        for grain, key in keys.items():
            if only is None or grain in only:
                self.found.setdefault((day, str(grain), *key), Counter())[name] += by


def is_late_at_last(whole: Report) -> bool:
    late = False
    for event in whole.events.order_by("seq"):
        if event.action == "mark_late" and event.data["clock"] == "settlement":
            late = True
        late = late and event.action not in ("extend", "reclassify")
    return late


# --- what was written ----------------------------------------------------------------------------------------------


def written() -> dict[tuple, dict[str, int]]:
    facts = DailyFact.objects.values(*KEYS, *MEASURES)
    found = {tuple(f[name] for name in KEYS): {name: f[name] for name in MEASURES if f[name]} for f in facts}
    return {key: counted for key, counted in found.items() if counted}


def total(name: str, grain: Grain = Grain.NATION, **which) -> int:
    return sum(DailyFact.objects.filter(grain=grain, **which).values_list(name, flat=True))


def rebuild_until(at: datetime) -> None:
    first = first_day()
    assert first is not None
    rebuild(first, day_of(at))


# --- lives ---------------------------------------------------------------------------------------------------------


def acts(cast, number: int, by: Actor, at: datetime, chance: int) -> dict[Action, Callable[[], object]]:
    """How somebody takes each step that the table may offer."""
    unit = cast.unit(("64.08/pu", "64.08/perumdam", "64.71", "64.08")[chance % 4])
    parts = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.71")]
    answer = (
        cast.solved(),
        response.Answer(AnswerKind.PLANNED, "Bulan depan.", planned_date=(at + 9 * DAY).date()),
        response.Answer(AnswerKind.REFUSED, "Tidak bisa.", ground="Perda 1/2020 pasal 3"),
    )[chance % 3]
    answer = replace(answer, appeal=AppealOutcome.values[chance % 2])
    found = (oversight.Inspection.VERIFIED, oversight.Inspection.NOT_VERIFIED)[chance % 2]
    new_class = (ReportClass.INFORMATION, ReportClass.SUPERVISORY)[chance % 2]
    return {
        Action.VERIFY: lambda: verification.verify(number, cast.finding(), by=by, at=at),
        Action.REFER: lambda: referral.refer(number, to=unit, by=by, at=at),
        Action.TAKE_ON: lambda: referral.take_on(number, by=by, at=at),
        Action.RETURN: lambda: referral.give_back(number, reason="Bukan kami.", by=by, at=at),
        Action.ARBITRATE: lambda: referral.arbitrate(number, to=unit, reason="Diputuskan.", by=by, at=at),
        Action.SPLIT: lambda: referral.split(number, parts=parts, by=by, at=at),
        Action.HOLD: lambda: holding.hold(number, question="Di mana?", by=by, at=at),
        Action.SUPPLY: lambda: holding.supply(number, text="Di sini.", by=by, at=at),
        Action.ADD: lambda: adding.add(number, text="Di depan pasar.", by=by, at=at),
        Action.FOLLOW_UP: lambda: response.follow_up(number, text="Ditinjau.", by=by, at=at),
        Action.ANSWER: lambda: response.answer(number, answer, by=by, at=at),
        Action.EXTEND: lambda: response.extend(number, days=3, reason="Hujan.", by=by, at=at),
        Action.RECLASSIFY: lambda: verification.reclassify(
            number, report_class=new_class, category=cast.road, reason="Keliru.", by=by, at=at
        ),
        Action.REPLY: lambda: response.reply(number, text="Belum.", by=by, at=at),
        Action.ACCEPT: lambda: closing.accept(number, rating=chance % 5 + 1, by=by, at=at),
        Action.REOPEN: lambda: closing.reopen(number, reason="Rusak lagi.", by=by, at=at),
        Action.WITHDRAW: lambda: closing.withdraw(number, by=by, at=at),
        Action.ARCHIVE: lambda: closing.archive(number, reason=ArchiveReason.SPAM, explanation="Spam.", by=by, at=at),
        Action.INSPECT: lambda: oversight.inspect(number, result=found, text="Dilihat.", by=by, at=at),
    }


def step(cast, report: Report, at: datetime, chance: int) -> None:
    """One of the steps that the table offers somebody at this moment; those that end a life are taken seldom."""
    people = [getattr(cast, name) for name in PEOPLE] + [actors.pin_holder(report.number)]
    offered = {
        action: act
        for by in people
        for action, act in acts(cast, report.number, by, at, chance // 7).items()
        if action in report.offers(by=by) and (chance % 7 == 0 or action not in LAST)
    }
    if offered:
        with suppress(Refused):  # the table says who and when; a step may ask for more
            list(offered.values())[chance % len(offered)]()


def live(cast, chances: list[tuple[int, int]], whole: Report | None = None, at: datetime = MONDAY) -> datetime:
    """Tell one life, parts included; the sweep looks in before each step, as it does every few minutes."""
    number = (whole or cast.submitted()).number
    for chance, hours in chances:
        at += timedelta(hours=hours)
        escalation.sweep(at=at)
        for report in Report.objects.filter(Q(number=number) | Q(parent__number=number)).with_holder():
            step(cast, report, at, chance)
    return at


LIVES = st.lists(st.tuples(st.integers(0, 999), st.sampled_from((1, 9, 30, 150))), min_size=3, max_size=16)


SOME = settings().max_examples // 4
WITH_CAST = [HealthCheck.function_scoped_fixture]


@given(chances=LIVES)
@settings(suppress_health_check=WITH_CAST, max_examples=SOME)
def test_the_facts_agree_with_a_recount(cast, chances):
    with forgotten():
        rebuild_until(live(cast, chances))
        assert written() == recount()


@given(chances=LIVES)
@settings(suppress_health_check=WITH_CAST, max_examples=SOME)
def test_open_late_and_in_time_are_what_the_reports_and_their_clocks_say(cast, chances):
    with forgotten():
        rebuild_until(live(cast, chances))
        reports, regency = Report.objects.filter(is_divided=False).open(), cast.unit("64.08")
        assert total("open_change") == reports.count()
        assert total("open_change", Grain.AGENCY, agency=regency) == reports.filter(agency=regency).count()
        assert total("late_change") == reports.filter(late_at__isnull=False).count()
        met = Clock.objects.filter(met_at__isnull=False)
        for kind, name in ((ClockKind.VERIFICATION, "verified"), (ClockKind.FOLLOW_UP, "followed_up")):
            assert total(name) == met.filter(kind=kind).count()
            assert total(f"{name}_in_time") == met.filter(kind=kind, late_at=None).count()


@given(chances=LIVES, later=LIVES)
@settings(suppress_health_check=WITH_CAST, max_examples=SOME // 2)
def test_a_past_day_rebuilt_later_is_what_it_was(cast, chances, later):
    with forgotten():
        whole = cast.submitted()
        at = live(cast, chances, whole)
        rebuild_until(at)
        before = written()
        live(cast, later, whole, at + DAY)
        rebuild_until(at)
        assert written() == before


# --- by hand -------------------------------------------------------------------------------------------------------


def test_what_the_national_desk_hands_on_came_to_the_agency(cast):
    report = cast.submitted(agency=None)
    verification.verify(report.number, cast.finding(), by=cast.vera, at=MONDAY, to=cast.unit("64.08"))
    rebuild_until(MONDAY)
    assert total("received") == 1
    assert total("received", Grain.AGENCY, agency=cast.unit("64.08")) == 1
    assert total("verified", Grain.AGENCY, agency=cast.unit("pusat")) == 1


def test_each_report_counts_for_the_door_it_came_by(cast):
    cast.submitted(channel=Channel.SMS)
    cast.submitted(channel=Channel.DESK, came_by=CameBy.LETTER)
    cast.submitted(channel=Channel.DESK)
    rebuild_until(MONDAY)
    doors = DailyFact.objects.of_doors().values_list("door", "received")
    assert dict(doors) == {"sms": 1, "letter": 1, "desk": 1}
    assert dict(DailyFact.objects.of_doors([cast.unit("64.08").pk]).values_list("door", "received")) == dict(doors)


def test_the_parts_of_a_letter_came_as_letters(cast):
    report = cast.submitted(agency=None, channel=Channel.DESK, came_by=CameBy.LETTER)
    verification.verify(report.number, cast.finding(), by=cast.vera, at=MONDAY)
    parts = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08", "64.71")]
    referral.split(report.number, parts=parts, by=cast.vera, at=MONDAY)
    rebuild_until(MONDAY)
    assert set(DailyFact.objects.values_list("door", flat=True)) == {"", "letter"}
    assert written() == recount()


def test_a_return_counts_for_who_gave_it_back(cast):
    report = cast.referred()
    referral.give_back(report.number, reason="Bukan kami.", by=cast.otto, at=MONDAY)
    rebuild_until(MONDAY)
    assert total("returned", Grain.UNIT, unit=cast.unit("64.08/pu")) == 1
    assert total("returned", Grain.UNIT, unit=cast.unit("64.08")) == 0


@pytest.mark.parametrize(("outcome", "corrected"), [(AppealOutcome.UPHELD, 0), (AppealOutcome.CORRECTED, 1)])
def test_what_came_of_an_appeal_counts_for_the_level_that_decided_it(cast, outcome, corrected):
    report = cast.answered()
    closing.contest(report.number, reason="Masih berlubang.", by=actors.pin_holder(report.number), at=MONDAY)
    response.answer(report.number, replace(cast.solved(), appeal=outcome), by=cast.arif, at=MONDAY)
    rebuild_until(MONDAY)
    above = {"grain": Grain.UNIT, "unit": cast.unit("64.08")}
    assert (total("appeals_decided", **above), total("corrected", **above)) == (1, corrected)
    assert total("appeals_decided", Grain.UNIT, unit=cast.unit("64.08/pu")) == 0


def test_a_late_first_follow_up_is_counted_and_ends_being_late(cast):
    report = cast.referred()
    escalation.sweep(at=MONDAY + 8 * DAY)
    rebuild_until(MONDAY + 8 * DAY)
    assert total("late_change") == 1
    response.follow_up(report.number, text="Ditinjau.", by=cast.otto, at=MONDAY + 9 * DAY)
    rebuild_until(MONDAY + 9 * DAY)
    assert (total("late_change"), total("followed_up"), total("followed_up_in_time")) == (0, 1, 0)


@pytest.mark.parametrize(("days", "in_time"), [(3, 1), (0, 0)])
def test_an_extended_deadline_counts_with_its_new_date(cast, days, in_time):
    report, at = cast.in_progress(), MONDAY + 25 * DAY
    escalation.sweep(at=at)
    if days:
        response.extend(report.number, days=days, reason="Hujan.", by=cast.arif, at=at)
    response.answer(report.number, cast.solved(), by=cast.otto, at=at)
    rebuild_until(at)
    assert (total("answered"), total("answered_in_time")) == (1, in_time)


def test_another_class_forgives_what_was_late_by_the_wrong_one(cast):
    report, at = cast.in_progress(), MONDAY + 25 * DAY
    escalation.sweep(at=at)
    words = {"report_class": ReportClass.SUPERVISORY, "category": cast.road, "reason": "Keliru."}
    verification.reclassify(report.number, by=cast.arif, at=at, **words)
    rebuild_until(at)
    assert total("late_change") == 0


def test_dividing_a_late_report_makes_no_part_of_it_punctual(cast):
    report, at = cast.in_progress(), MONDAY + 25 * DAY
    escalation.sweep(at=at)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    road, _water = referral.split(report.number, parts=wanted, by=cast.arif, at=at)
    rebuild_until(at)
    assert (total("received"), total("open_change"), total("late_change")) == (1, 2, 2)
    response.answer(road.number, cast.solved(), by=cast.otto, at=at)
    rebuild_until(at)
    assert (total("answered"), total("answered_in_time"), total("late_change")) == (1, 0, 1)


def test_the_day_is_that_of_jakarta(cast):
    cast.submitted(at=datetime.fromisoformat("2026-11-02T00:30+08:00"))  # 23.30 of the day before in Jakarta
    rebuild(date(2026, 11, 1), date(2026, 11, 2))
    assert DailyFact.objects.get(grain=Grain.NATION).day == date(2026, 11, 1)


def test_rebuilding_twice_changes_nothing(cast):
    cast.answered()
    rebuild_until(MONDAY)
    before = written()
    rebuild_until(MONDAY)
    assert written() == before


def test_only_the_days_asked_for_are_touched(cast):
    cast.submitted()
    cast.submitted(at=MONDAY + 3 * DAY)
    rebuild_until(MONDAY + 3 * DAY)
    DailyFact.objects.update(received=99)
    rebuild(day_of(MONDAY), day_of(MONDAY))
    assert set(DailyFact.objects.filter(day=day_of(MONDAY)).values_list("received", flat=True)) == {1}
    assert set(DailyFact.objects.exclude(day=day_of(MONDAY)).values_list("received", flat=True)) == {99}


def test_a_corrected_topic_corrects_the_past(cast):
    report = cast.verified()
    rebuild_until(MONDAY)
    assert total("received", Grain.TOPIC, topic=cast.road.parent_id) == 1
    Report.objects.filter(pk=report.pk).update(category=cast.closed_topic)
    rebuild_until(MONDAY)
    assert total("received", Grain.TOPIC, topic=cast.road.parent_id) == 0
    assert total("received", Grain.TOPIC, topic=cast.closed_topic.pk) == 1


@pytest.mark.parametrize("days", [40, 70])
def test_a_long_range_is_cut_without_losing_a_day(cast, days):
    for n in (0, 30, 31, 32, days):
        cast.submitted(at=MONDAY + n * DAY)
    rebuild_until(MONDAY + days * DAY)
    assert total("received") == 5
