"""The way of a plan: whose step each is, what stands in its way, and what is remembered of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lapor.agencies.models import Membership
from lapor.core.errors import NotFound, Refused, Stale
from lapor.plans import drafting, steps
from lapor.plans.models import Part, Plan, State
from lapor.plans.steps import Step
from lapor.plans.tests.stage import YEAR
from lapor.plans.tests.test_drafting import refusal
from lapor.testing.cast import MONDAY

PEOPLE = ("Arif", "Anisa", "Hadi", "Otto", "Kiki", "Vera", "Yani", "Prio", "Inka")
MAY = {
    # step, state it is taken from: who may
    (Step.APPROVE, State.DRAFT): {"Anisa", "Hadi"},
    (Step.SUBMIT, State.APPROVED): {"Arif", "Anisa"},
    (Step.REGISTER, State.SUBMITTED): {"Vera"},
    (Step.GIVE_BACK, State.APPROVED): {"Arif", "Anisa", "Hadi"},
    (Step.GIVE_BACK, State.SUBMITTED): {"Vera"},
}


def can(stage, plan: Plan, step: Step, who: str) -> bool:
    try:
        with transaction.atomic():
            steps.take(step, plan.pk, note="Alasan", by=stage.cast.user(who), at=MONDAY)
            transaction.set_rollback(True)
    except (NotFound, Refused):
        return False
    return True


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_each_step_is_for_those_it_is_for_and_leads_on_from_one_state_only(stage, step, state):
    plan = stage.plan(state)
    assert {who for who in PEOPLE if can(stage, plan, step, who)} == MAY.get((step, state), set())


@pytest.mark.parametrize("state", State)
def test_the_buttons_are_the_steps_that_can_be_taken(stage, state):
    plan = stage.plan(state)
    for who in PEOPLE:
        seats, user = getattr(stage.cast, who.lower()).seats, stage.cast.user(who)
        offered = set(steps.offered(plan, seats=seats, by=user))
        assert offered == {step for step in Step if who in MAY.get((step, state), set())}


def test_the_way_is_remembered_with_days_and_names(stage):
    plan = stage.plan(State.REGISTERED)
    assert [(taken.state, taken.by.name) for taken in plan.steps.all()] == [
        (State.DRAFT, "Arif"),
        (State.APPROVED, "Hadi"),
        (State.SUBMITTED, "Arif"),
        (State.REGISTERED, "Vera"),
    ]
    assert plan.steps.last().at == MONDAY + timedelta(hours=1)


def test_who_wrote_a_plan_cannot_approve_it(stage):
    refused = refusal(steps.take, Step.APPROVE, stage.plan().pk, by=stage.arif, at=MONDAY)
    assert refused.code == "own_plan"


def test_an_admin_who_changed_a_word_has_become_an_author(stage):
    plan, anisa = stage.plan(), stage.cast.user("Anisa")
    drafting.write_profile(plan.pk, "Kami", by=anisa, at=MONDAY)
    assert refusal(steps.take, Step.APPROVE, plan.pk, by=anisa, at=MONDAY).code == "own_plan"


def test_a_plan_with_an_empty_part_is_not_approved(stage):
    plan = stage.plan()
    drafting.remove_item(stage.item(plan, Part.GOVERNANCE).pk, by=stage.arif, at=MONDAY)
    refused = refusal(steps.take, Step.APPROVE, plan.pk, by=stage.hadi, at=MONDAY)
    assert refused.code == "part_empty"
    assert "Tata kelola" in refused.sentence


def test_back_to_draft_needs_a_reason_and_keeps_it(stage):
    plan = stage.plan(State.SUBMITTED)
    refused = refusal(steps.take, Step.GIVE_BACK, plan.pk, note="  ", by=stage.vera, at=MONDAY)
    assert (refused.code, refused.field) == ("reason", "note")
    steps.take(Step.GIVE_BACK, plan.pk, note="Target belum terukur.", by=stage.vera, at=MONDAY)
    plan.refresh_from_db()
    assert plan.state == State.DRAFT
    assert plan.steps.last().note == "Target belum terukur."


def test_a_step_from_a_page_that_is_out_of_date_is_not_taken(stage):
    plan = stage.plan()
    drafting.add_item(plan.pk, stage.words(), by=stage.arif, at=MONDAY)
    with pytest.raises(Stale):
        steps.take(Step.APPROVE, plan.pk, seen=plan.version, by=stage.hadi, at=MONDAY)


def test_a_click_that_comes_twice_is_refused_the_second_time(stage):
    plan = stage.plan(State.REGISTERED)
    assert refusal(steps.take, Step.REGISTER, plan.pk, by=stage.vera, at=MONDAY).code == "wrong_state"


def test_numbers_of_the_register_go_up_within_a_year(stage):
    first = stage.plan(State.REGISTERED)
    other = stage.plan(State.REGISTERED, year=YEAR - 1)
    assert first.register_number == f"RA-{YEAR}-0001"
    assert other.register_number == f"RA-{YEAR - 1}-0001"


def test_a_number_without_registration_is_refused_by_the_database(stage):
    plan = stage.plan(State.SUBMITTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(register_number="RA-1")


def test_a_head_whose_term_is_over_approves_nothing(stage):
    plan = stage.plan()
    Membership.objects.filter(user=stage.hadi).update(valid_until=MONDAY.date())
    with pytest.raises(NotFound):
        steps.take(Step.APPROVE, plan.pk, by=stage.hadi, at=MONDAY)
