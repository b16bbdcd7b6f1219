"""Writing a draft: what it begins with, what an item must say, and what two people at once may not do to each other."""

from datetime import date

import pytest

from lapor.agencies.models import Unit
from lapor.core.errors import NotFound, Refused, Stale
from lapor.plans import drafting, steps
from lapor.plans.drafting import Source
from lapor.plans.models import Item, Part, Plan, State, TemplateRow
from lapor.plans.steps import Step
from lapor.plans.tests.stage import YEAR
from lapor.testing.cast import MONDAY


def refusal(call, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value


def test_a_plan_from_the_template_has_its_items_due_in_the_plans_year(stage):
    TemplateRow.objects.create(part=Part.ACTIVITY, title="Survei", indicator="Terisi", target="200", due_month=2)
    plan = stage.plan(year=MONDAY.year, source=Source.TEMPLATE)
    item = plan.items.get()
    assert (item.title, item.due_date, item.owner_unit, item.progress) == ("Survei", date(2026, 2, 28), stage.agency, 0)


def test_without_a_template_the_person_is_told_and_nothing_is_kept(stage):
    refused = refusal(stage.plan, source=Source.TEMPLATE)
    assert (refused.code, refused.field) == ("no_template", "source")
    assert not Plan.objects.exists()


def test_a_copy_has_last_years_words_and_none_of_its_progress(stage):
    last = stage.plan(State.REGISTERED, year=YEAR - 1)
    stage.report(stage.item(last), 80)
    copy = stage.plan(source=Source.LAST)
    assert copy.copied_from == last
    assert copy.state == State.DRAFT
    assert copy.register_number is None
    assert {(item.part, item.title, item.progress, item.due_date) for item in copy.items.all()} == {
        (part, f"Butir {part.label}", 0, date(YEAR, 6, 30)) for part in Part
    }


def test_the_leap_day_of_last_year_becomes_the_last_of_february(stage):
    last = stage.plan(year=YEAR - 1)
    Item.objects.filter(plan=last).update(due_date=date(2024, 2, 29))
    assert {item.due_date for item in stage.plan(source=Source.LAST).items.all()} == {date(YEAR, 2, 28)}


def test_what_a_unit_owned_that_is_no_more_falls_to_the_agency(stage):
    stage.plan(year=YEAR - 1)
    Unit.objects.filter(code="64.08/pu").update(valid_until=MONDAY.date())
    assert {item.owner_unit for item in stage.plan(source=Source.LAST).items.all()} == {stage.agency}


def test_a_copy_of_a_year_without_a_plan_is_refused(stage):
    assert refusal(stage.plan, source=Source.LAST).code == "no_last"


def test_an_agency_has_one_plan_for_a_year(stage):
    stage.plan()
    refused = refusal(stage.plan)
    assert (refused.code, refused.field) == ("taken", "year")
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("year", [YEAR - 3, YEAR + 1])
def test_a_plan_for_a_year_far_away_is_refused(stage, year):
    assert refusal(stage.plan, year=year).code == "wrong_year"


@pytest.mark.parametrize("who", ["Otto", "Hadi", "Bayu", "Vera", "Kiki"])
def test_only_the_agencys_admin_starts_its_plan(stage, who):
    start = drafting.start
    refused = refusal(start, stage.agency, YEAR, Source.EMPTY, by=stage.cast.user(who), at=MONDAY)
    assert refused.code == "not_your_step"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"owner_unit": None}, "no_owner", "owner_unit"),
        ({"due_date": date(YEAR + 1, 1, 1)}, "wrong_year", "due_date"),
        ({"due_date": date(YEAR - 1, 12, 31)}, "wrong_year", "due_date"),
    ],
)
def test_an_item_says_whose_it_is_and_is_due_in_the_plans_year(stage, said, code, field):
    plan = stage.plan()
    refused = refusal(drafting.add_item, plan.pk, stage.words(**said), by=stage.arif, at=MONDAY)
    assert (refused.code, refused.field) == (code, field)
    assert plan.items.count() == 3


def test_an_item_cannot_be_given_to_another_agencys_unit(stage):
    plan = stage.plan()
    words = stage.words(owner_unit=stage.cast.unit("64.71"))
    assert refusal(drafting.add_item, plan.pk, words, by=stage.arif, at=MONDAY).code == "foreign_unit"


def test_a_name_alone_is_an_owner_too(stage):
    item = drafting.add_item(
        stage.plan().pk, stage.words(owner_unit=None, owner_name="Kepala Bagian"), by=stage.arif, at=MONDAY
    )
    assert item.owner == "Kepala Bagian"


def test_a_plan_has_room_for_so_many_items(stage, monkeypatch):
    monkeypatch.setattr(drafting, "MOST_ITEMS", 3)
    assert refusal(drafting.add_item, stage.plan().pk, stage.words(), by=stage.arif, at=MONDAY).code == "too_many"


def test_who_changes_what_another_has_just_changed_is_told_and_nothing_is_lost(stage):
    plan = stage.plan()
    item, anisa = stage.item(plan), stage.cast.user("Anisa")
    drafting.change_item(item.pk, stage.words(target="95%"), seen=item.version, by=anisa, at=MONDAY)
    with pytest.raises(Stale):
        drafting.change_item(item.pk, stage.words(target="50%"), seen=item.version, by=stage.arif, at=MONDAY)
    item.refresh_from_db()
    assert item.target == "95%"


def test_a_profile_written_on_an_old_page_is_refused(stage):
    plan = stage.plan()
    drafting.write_profile(plan.pk, "Baru", seen=plan.version, by=stage.arif, at=MONDAY)
    with pytest.raises(Stale):
        drafting.write_profile(plan.pk, "Lama", seen=plan.version, by=stage.arif, at=MONDAY)


def test_two_people_work_on_two_items_without_a_word(stage):
    plan = stage.plan()
    first, second = stage.item(plan, Part.ACTIVITY), stage.item(plan, Part.GOVERNANCE)
    drafting.change_item(first.pk, stage.words(target="1"), seen=first.version, by=stage.arif, at=MONDAY)
    words = stage.words(Part.GOVERNANCE, target="2")
    assert drafting.change_item(second.pk, words, seen=second.version, by=stage.arif, at=MONDAY).target == "2"


@pytest.mark.parametrize("state", [State.APPROVED, State.SUBMITTED, State.REGISTERED])
def test_after_approval_the_words_stay(stage, state):
    plan = stage.plan(state)
    item = stage.item(plan)
    assert refusal(drafting.change_item, item.pk, stage.words(), by=stage.arif, at=MONDAY).code == "not_a_draft"
    assert refusal(drafting.add_item, plan.pk, stage.words(), by=stage.arif, at=MONDAY).code == "not_a_draft"
    assert refusal(drafting.remove_item, item.pk, by=stage.arif, at=MONDAY).code == "not_a_draft"
    assert refusal(drafting.write_profile, plan.pk, "x", by=stage.arif, at=MONDAY).code == "not_a_draft"


def test_an_item_of_a_draft_can_go(stage):
    plan = stage.plan()
    drafting.remove_item(stage.item(plan).pk, by=stage.arif, at=MONDAY)
    assert plan.items.count() == 2


def test_an_item_with_progress_stays_when_its_plan_becomes_a_draft_again(stage):
    plan = stage.plan(State.APPROVED)
    item = stage.report(stage.item(plan), 30)
    steps.take(Step.GIVE_BACK, plan.pk, note="Ulangi", by=stage.hadi, at=MONDAY)
    assert refusal(drafting.remove_item, item.pk, by=stage.arif, at=MONDAY).code == "has_history"
    assert stage.item(plan).progress == 30


def test_the_plan_of_another_agency_does_not_exist_for_its_neighbours(stage):
    plan = stage.plan()
    bayu = stage.cast.user("Bayu")
    with pytest.raises(NotFound):
        drafting.write_profile(plan.pk, "x", by=bayu, at=MONDAY)
    with pytest.raises(NotFound):
        drafting.change_item(stage.item(plan).pk, stage.words(), by=bayu, at=MONDAY)
