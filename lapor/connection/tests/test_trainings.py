"""Trainings, their people and papers; and the targets of a year."""

from datetime import date, timedelta

import pytest

from lapor.agencies import memberships
from lapor.connection import targets, trainings
from lapor.connection.models import Status, Target
from lapor.connection.tests.conftest import TODAY, scan
from lapor.core.errors import NotFound, Refused
from lapor.testing.cast import MONDAY


def test_who_came_with_a_decree_is_trained_on_the_day_of_the_training_or_after_the_decree(way):
    way.decree_sent()
    training = way.training()  # three days before the decree was sent
    assert trainings.call_roll(training, [training.participants.get().pk], by=way.kiki, at=MONDAY) == [way.agency]
    assert way.status == Status.TRAINED
    assert way.agency.connection_steps.last().on_date == TODAY


def test_the_roll_is_called_on_the_day_and_not_before(way):
    day = (MONDAY + timedelta(days=1)).date()
    training = trainings.plan(about="Bimtek", place="Samarinda", held_on=day, by=way.kiki, at=MONDAY)
    with pytest.raises(Refused, match="not_yet"):
        trainings.call_roll(training, [], by=way.kiki, at=MONDAY)


def test_nobody_is_named_twice_for_one_agency(way):
    training = way.training()
    with pytest.raises(Refused, match="named_already"):
        trainings.expect(training, agency=way.agency, name="Sari  Dewi", office="", by=way.kiki, at=MONDAY)


def test_a_coordinator_brings_only_agencies_of_its_province(way):
    training = way.training()
    with pytest.raises(Refused, match="not_yours"):
        trainings.expect(training, agency=way.cast.unit("ksp"), name="Prio", office="", by=way.kiki, at=MONDAY)


@pytest.mark.parametrize("day", [date(1999, 1, 1), date(2028, 1, 1), date(9999, 12, 31)])
def test_a_training_of_another_age_is_refused(way, day):
    with pytest.raises(Refused, match="far_away"):
        trainings.plan(about="Bimtek", place="Samarinda", held_on=day, by=way.vera, at=MONDAY)


def test_a_handout_is_a_file_or_a_link(way):
    training = way.training()
    for said in ({}, {"link": "https://contoh.example/", "file": scan()}):
        with pytest.raises(Refused, match="nothing"):
            trainings.hand_out(training, title="Panduan", by=way.kiki, at=MONDAY, **said)
    material = trainings.hand_out(training, title="Panduan", file=scan(), by=way.kiki, at=MONDAY)
    assert material.read().startswith(b"%PDF")


def test_a_training_is_changed_by_its_own_office_and_the_nation_alone(way):
    training = trainings.plan(about="Bimtek", place="Jakarta", held_on=TODAY, by=way.vera, at=MONDAY)
    with pytest.raises(NotFound):
        trainings.call_roll(training, [], by=way.kiki, at=MONDAY)
    for name in ("Arif", "Bayu", "Prio"):
        with pytest.raises(NotFound):
            trainings.plan(about="Bimtek", place="Sini", held_on=TODAY, by=way.cast.user(name), at=MONDAY)


def test_an_agency_sees_the_training_it_takes_part_in_and_only_its_own_people(way):
    training = way.training()
    seats = memberships.of(way.bayu, MONDAY)
    assert not trainings.visible_to(seats).exists()
    trainings.expect(training, agency=way.cast.unit("64.71"), name="Bayu", office="", by=way.kiki, at=MONDAY)
    assert trainings.visible_to(seats).get() == training
    assert [each.name for each in trainings.participants_for(training, seats)] == ["Bayu"]


# --- targets --------------------------------------------------------------------------------------------------------


def test_a_target_is_set_changed_and_taken_away_by_the_nation(way):
    targets.set_for(2026, {"city": 2, "regency": 1}, by=way.vera, at=MONDAY)
    targets.set_for(2026, {"city": 1, "regency": None}, by=way.vera, at=MONDAY)
    assert targets.of_year(2026) == {"city": 1}


def test_a_target_is_never_more_than_the_agencies_there_are(way):
    with pytest.raises(Refused, match="too_many") as refused:
        targets.set_for(2026, {"city": 3}, by=way.vera, at=MONDAY)
    assert refused.value.field == "city"


@pytest.mark.parametrize("name", ["Kiki", "Arif", "Prio"])
def test_nobody_else_sets_targets(way, name):
    with pytest.raises(NotFound):
        targets.set_for(2026, {"city": 1}, by=way.cast.user(name), at=MONDAY)
    assert not Target.objects.exists()
