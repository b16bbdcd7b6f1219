"""An agency climbs rung by rung, each step is dated and kept, and every past day can be asked."""

from datetime import date, timedelta

import pytest
from django.db import Error, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.agencies import memberships
from lapor.agencies.models import Kind, Role, TeamDecree, Unit
from lapor.connection import invitations, ladder, overview, roles, trainings
from lapor.connection.models import Status, Step
from lapor.connection.tests.conftest import TODAY
from lapor.core.errors import NotFound, Refused
from lapor.testing.cast import MONDAY
from lapor.testing.forgetting import forgotten


def with_admin(way):
    token = token_of(invitations.unanswered(way.agency).get())
    invitations.accept(token, password="sungai kelapa merpati", at=MONDAY)


def token_of(invitation):
    from lapor.accounts import one_time

    return one_time.look(invitation.secret_id, purpose=invitations.PURPOSE, at=MONDAY)


# --- up -------------------------------------------------------------------------------------------------------------


def test_an_agency_climbs_from_invitation_to_its_own_application(way):
    way.trained()
    with_admin(way)
    ladder.connect(way.agency, on=TODAY, by=way.vera, at=MONDAY)
    assert way.agency.connected
    ladder.integrate(way.agency, on=TODAY, note="SIPINTAR", by=way.vera, at=MONDAY)
    assert way.agency.connected
    assert [step.status for step in ladder.steps_of(way.agency)][::-1] == list(Status)[1:]


def test_each_step_says_who_took_it_and_what_came_with_it(way):
    training = way.trained()
    trained, sent, invited = ladder.steps_of(way.agency)
    assert {step.by for step in (trained, sent, invited)} == {way.kiki}
    assert trained.training == training
    assert sent.document.number == "100.3/K.12/2026"
    assert invited.invitation.email == "sari@samarinda.example"


def test_no_rung_is_skipped(way):
    way.invited()
    with pytest.raises(Refused, match="wrong_order") as refused:
        ladder.connect(way.agency, on=TODAY, by=way.vera, at=MONDAY)
    assert "Diundang" in refused.value.sentence
    assert way.status == Status.INVITED
    assert not way.agency.connected


def test_nobody_is_connected_without_an_admin_who_reads_the_inbox(way):
    way.trained()
    with pytest.raises(Refused, match="no_admin"):
        ladder.connect(way.agency, on=TODAY, by=way.vera, at=MONDAY)
    with_admin(way)
    ladder.connect(way.agency, on=TODAY, by=way.vera, at=MONDAY)


def test_nobody_is_connected_on_a_decree_that_has_run_out(way):
    way.trained()
    with_admin(way)
    TeamDecree.objects.update(valid_until=TODAY)
    with pytest.raises(Refused, match="no_decree"):
        ladder.connect(way.agency, on=TODAY, by=way.vera, at=MONDAY)


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-1, "before_last")])
def test_days_run_forward(way, days, code):
    way.trained()
    with_admin(way)
    with pytest.raises(Refused, match=code) as refused:
        ladder.connect(way.agency, on=TODAY + timedelta(days=days), by=way.vera, at=MONDAY)
    assert refused.value.field == "on"


def test_who_did_not_come_is_not_trained(way):
    way.decree_sent()
    training = way.training()
    with pytest.raises(Refused, match="nobody_came"):
        ladder.train(way.agency, training, by=way.vera, at=MONDAY)


# --- down -----------------------------------------------------------------------------------------------------------


def test_stepping_back_takes_the_agency_out_of_service_and_is_a_row_of_its_own(way):
    balikpapan = way.cast.unit("64.71")
    ladder.step_back(balikpapan, to=Status.INVITED, reason="Tim bubar.", by=way.vera, at=MONDAY)
    balikpapan.refresh_from_db()
    assert not balikpapan.connected
    assert Step.objects.get(agency=balikpapan).note == "Tim bubar."


def test_stepping_back_leads_down_only(way):
    way.invited()
    for to in (Status.INVITED, Status.TRAINED):
        with pytest.raises(Refused, match="wrong_order"):
            ladder.step_back(way.agency, to=to, reason="Salah.", by=way.vera, at=MONDAY)


@pytest.mark.parametrize("change", [lambda steps: steps.update(note="x"), lambda steps: steps.all().delete()])
def test_the_database_keeps_every_step(way, change):
    way.invited()
    with pytest.raises(Error), transaction.atomic():
        change(Step.objects.filter(agency=way.agency))
    assert Step.objects.count() == 1


def test_what_the_step_says_counts_and_not_what_the_caller_remembers(way):
    remembered = way.agency
    Unit.objects.filter(pk=remembered.pk).update(connected=True)
    ladder.record(remembered, Status.INVITED, on=TODAY, at=MONDAY)
    assert not way.agency.connected


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Arif", "Bayu", "Hadi", "Otto", "Prio", "Yani", "Mira"])
def test_only_who_leads_the_agency_moves_it(way, name):
    way.trained()
    with_admin(way)
    with pytest.raises(NotFound):
        ladder.connect(way.agency, on=TODAY, by=way.cast.user(name), at=MONDAY)
    assert way.status == Status.TRAINED


def test_a_coordinator_leads_its_province_and_never_itself(way):
    led = roles.led_by(memberships.of(way.kiki, MONDAY))
    assert set(led.values_list("code", flat=True)) == {"64.08", "64.71", "64.72"}


def test_an_agencys_admin_reads_about_its_own_agency_alone(way):
    seen = roles.visible_to(memberships.of(way.bayu, MONDAY))
    assert [agency.code for agency in seen] == ["64.71"]
    assert not roles.visible_to(memberships.of(way.otto, MONDAY)).exists()


# --- any past day ---------------------------------------------------------------------------------------------------

DAYS = st.lists(
    st.tuples(st.integers(0, 3000), st.sampled_from(Status)), min_size=1, max_size=8, unique_by=lambda step: step[0]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(taken=DAYS, asked=st.integers(-5, 3005))
def test_any_day_is_answered_by_the_last_step_before_its_end(way, taken, asked):
    first = date(2017, 1, 1)
    with forgotten():
        agency = way.agency
        for days, status in sorted(taken):
            ladder.record(agency, status, on=first + timedelta(days=days), at=MONDAY)
        before = [status for days, status in sorted(taken) if days <= asked]
        assert ladder.status_of(agency, on=first + timedelta(days=asked)) == (before or [Status.NOT_CONNECTED])[-1]
        assert Unit.objects.get(pk=agency.pk).connected == max(taken)[1].is_connected


def test_two_steps_of_one_day_count_in_the_order_in_which_they_were_taken(way):
    way.invited()
    ladder.step_back(way.agency, to=Status.NOT_CONNECTED, reason="Salah alamat.", by=way.vera, at=MONDAY)
    assert way.status == Status.NOT_CONNECTED


NATION_2018 = {Kind.PROVINCE: (34, 9), Kind.REGENCY: (416, 174), Kind.CITY: (98, 38)}  # there were, not connected


def load_2018():
    """The regional governments of 2018 as the press told: who was connected then, some who came since, new ones."""
    rows, steps = [], []
    for kind, (there, missing) in NATION_2018.items():
        for number in range(there):
            rows.append((f"{kind}-{number}", kind, date(2011, 1, 1)))
            steps.append((date(2016, 5, 1) if number >= missing else date(2019, 3, 1), Status.CONNECTED))
    rows += [(f"new-{number}", Kind.PROVINCE, date(2022, 7, 25)) for number in range(4)]
    first = 10_000_000
    units = [
        Unit(pk=first + n, code=code, name=code, kind=kind, valid_from=since, path=f"/{first + n}/", search_text=code)
        for n, (code, kind, since) in enumerate(rows)
    ]
    Unit.objects.bulk_create(units)
    ladder.bring_in(
        [
            Step(agency=unit, status=status, on_date=on, recorded_at=MONDAY)
            for unit, (on, status) in zip(units, steps, strict=False)
        ]
    )
    return Unit.objects.filter(pk__gte=first)


def test_in_august_2018_there_were_221_governments_that_were_not_connected(db):
    nation = overview.of_day(load_2018(), date(2018, 8, 15))
    assert {kind: nation.by_kind[kind].missing for kind in NATION_2018} == {
        Kind.REGENCY: 174,
        Kind.CITY: 38,
        Kind.PROVINCE: 9,
    }
    assert (nation.all.missing, nation.all.total) == (221, 548)  # what there was, not the 623 of a quoted target


def test_it_says_which_they_were(db):
    then = overview.on_day(load_2018(), date(2018, 8, 15)).filter(kind=Kind.PROVINCE, status=Status.NOT_CONNECTED)
    assert {unit.code for unit in then} == {f"province-{number}" for number in range(9)}


def test_what_came_later_counts_from_its_own_day(db):
    nation = load_2018()
    assert overview.of_day(nation, date(2021, 1, 1)).all.missing == 0
    assert overview.of_day(nation, TODAY).by_kind[Kind.PROVINCE].total == 38
    assert overview.of_day(nation, TODAY).all.missing == 4
    assert nation.filter(connected=True).count() == 548


def test_the_province_gathers_what_it_coordinates(way):
    nation = overview.of_day(roles.agencies(), TODAY)
    tally = nation.by_province[way.cast.unit("64").pk]
    assert (tally.total, tally.connected, tally.missing, tally.percent) == (4, 3, 1, 75)


def test_every_province_has_a_tile_of_its_own():
    tiles = overview.tiles()
    assert len(tiles) == len({tile.code for tile in tiles}) == len({(tile.column, tile.row) for tile in tiles}) == 38


def test_a_call_of_the_roll_trains_who_had_sent_a_decree_and_nobody_else(way):
    way.invited()
    training = way.training()
    assert trainings.call_roll(training, [training.participants.get().pk], by=way.kiki, at=MONDAY) == []
    assert way.status == Status.INVITED


def test_a_membership_given_by_invitation_stands_on_the_decree(way):
    way.decree_sent()
    with_admin(way)
    sari = way.agency.memberships.get(role=Role.AGENCY_ADMIN)
    assert sari.decree.number == "100.3/K.12/2026"
