"""Who joins and leaves a team, by whom, and what an agency is never left without."""

from datetime import date, timedelta

import pytest

from lapor.accounts.models import User
from lapor.agencies import memberships, team
from lapor.agencies.models import Membership, Role, TeamDecree
from lapor.core.errors import Refused
from lapor.testing.cast import MONDAY

TODAY, YEAR = MONDAY.date(), date(2027, 11, 2)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def decree(cast):
    columns = {"decree_date": TODAY, "valid_from": TODAY, "valid_until": YEAR}
    return TeamDecree.objects.create(agency=cast.unit("64.08"), number="SK 188.4/12", **columns)


@pytest.fixture
def nani(db):
    return User.objects.create(login="nani@kantor.example", name="Nani", kind=User.Kind.OFFICER, joined_at=MONDAY)


def membership(cast, name):
    return Membership.objects.get(user=cast.user(name))


def roles_of(user, at=MONDAY):
    return [(seat.role, seat.unit_name) for seat in memberships.of(user, at)]


def refused(code):
    return pytest.raises(Refused, match=f"^{code}$")


def appoint(cast, user, decree, *, by="arif", role=Role.LIAISON, unit="64.08/pu"):
    return team.appoint(user, unit=cast.unit(unit), role=role, decree=decree, by=cast.user(by), at=MONDAY)


# --- appointing -------------------------------------------------------------------------------------------------------


def test_an_admin_appoints_within_the_own_tree(cast, decree, nani):
    given = appoint(cast, nani, decree)
    assert (given.given_by, given.decree) == (cast.user("arif"), decree)
    assert roles_of(nani) == [("liaison", "Dinas Pekerjaan Umum Kutai Timur")]


@pytest.mark.parametrize("role", sorted(set(Role) - team.OF_AGENCY))
def test_an_admin_gives_no_role_beyond_the_agency(cast, decree, nani, role):
    with refused("not_yours"):
        appoint(cast, nani, decree, role=role)


def test_the_admin_of_a_part_appoints_nobody_who_would_see_the_whole_agency(cast, decree, nani):
    memberships.grant(cast.user("otto"), unit=cast.unit("64.08/pu"), role=Role.AGENCY_ADMIN, at=MONDAY)
    with refused("not_yours"):
        appoint(cast, nani, decree, by="otto", role=Role.AUDITOR)
    assert appoint(cast, nani, decree, by="otto", role=Role.LIAISON)


@pytest.mark.parametrize("by", ["bayu", "otto", "hadi", "mira", "kiki"])
def test_nobody_else_appoints_a_liaison(cast, decree, nani, by):
    with refused("not_yours"):
        appoint(cast, nani, decree, by=by)


def test_a_coordinator_appoints_admins_in_the_province_only(cast, decree, nani):
    appoint(cast, nani, decree, by="kiki", role=Role.AGENCY_ADMIN, unit="64.08")
    assert roles_of(nani) == [("agency_admin", "Pemerintah Kabupaten Kutai Timur")]
    with refused("not_yours"):
        team.end(membership(cast, "yani"), by=cast.user("kiki"), at=MONDAY)


def test_national_roles_stay_at_the_national_desk(cast, decree, nani):
    with refused("wrong_place"):
        appoint(cast, nani, decree, by="vera", role=Role.NATIONAL_ADMIN, unit="64.08")


def test_nobody_gives_a_role_to_oneself(cast, decree):
    with refused("yourself"):
        appoint(cast, cast.user("vera"), decree, by="vera", role=Role.CUSTODIAN, unit="64.08")


def test_a_decree_of_another_agency_carries_nobody(cast, decree, nani):
    with refused("no_decree"):
        appoint(cast, nani, decree, by="bayu", unit="64.71")


@pytest.mark.parametrize("days", [{"valid_until": TODAY}, {"valid_from": TOMORROW}])
def test_a_decree_that_is_not_in_force_carries_nobody(cast, decree, nani, days):
    TeamDecree.objects.update(**days)
    decree.refresh_from_db()
    with refused("no_decree"):
        appoint(cast, nani, decree)


def test_the_same_role_is_given_once(cast, decree):
    with refused("holds_already"):
        appoint(cast, cast.user("otto"), decree)


# --- changing and ending ----------------------------------------------------------------------------------------------


def test_what_has_ended_stays_as_history(cast):
    team.end(membership(cast, "otto"), by=cast.user("arif"), at=MONDAY)
    ended = membership(cast, "otto")
    assert (ended.valid_until, ended.ended_by, roles_of(ended.user)) == (TODAY, cast.user("arif"), [])


def test_a_changed_role_is_a_new_membership(cast, decree):
    otto = cast.user("otto")
    unit = cast.unit("64.08/perumdam")
    held = membership(cast, "otto")
    team.change(held, unit=unit, role=Role.DESK_OFFICER, decree=decree, by=cast.user("arif"), at=MONDAY)
    assert roles_of(otto) == [("desk_officer", unit.name)]
    assert Membership.objects.filter(user=otto).count() == 2


def test_only_another_decree_is_no_new_membership(cast, decree):
    held = membership(cast, "otto")
    team.change(held, unit=held.unit, role=Role.LIAISON, decree=decree, by=cast.user("arif"), at=MONDAY)
    assert membership(cast, "otto").decree == decree


def test_nobody_is_moved_to_another_agency(cast, decree):
    to = {"unit": cast.unit("64.71"), "role": Role.LIAISON, "decree": decree}
    with refused("other_agency"):
        team.change(membership(cast, "otto"), **to, by=cast.user("vera"), at=MONDAY)


def test_a_change_that_is_refused_leaves_everything_as_it_was(cast, decree):
    TeamDecree.objects.update(valid_until=TODAY)
    decree.refresh_from_db()
    to = {"unit": cast.unit("64.08/perumdam"), "role": Role.LIAISON, "decree": decree}
    with refused("no_decree"):
        team.change(membership(cast, "otto"), **to, by=cast.user("arif"), at=MONDAY)
    assert roles_of(cast.user("otto")) == [("liaison", "Dinas Pekerjaan Umum Kutai Timur")]


def test_ending_twice_is_said(cast):
    held = membership(cast, "otto")
    team.end(held, by=cast.user("arif"), at=MONDAY)
    with refused("ended"):
        team.end(held, by=cast.user("arif"), at=MONDAY)


def test_nobody_removes_oneself(cast):
    with refused("yourself"):
        team.end(membership(cast, "arif"), by=cast.user("arif"), at=MONDAY)


def test_the_last_admin_stays(cast):
    team.end(membership(cast, "anisa"), by=cast.user("arif"), at=MONDAY)
    with refused("last_admin"):
        team.end(membership(cast, "arif"), by=cast.user("vera"), at=MONDAY)
    with refused("last_admin"):
        team.end(membership(cast, "vera"), by=another_vera(cast), at=MONDAY)


def another_vera(cast):
    """A national admin for a day, who is none that stays."""
    user = cast.user("mira")
    held = {"unit": cast.unit("pusat"), "role": Role.NATIONAL_ADMIN, "valid_until": TOMORROW}
    Membership.objects.create(user=user, valid_from=TODAY, **held)
    return user


def test_the_last_admin_is_not_made_something_else(cast, decree):
    to = {"unit": cast.unit("64.71"), "role": Role.LIAISON, "decree": decree}
    with refused("last_admin"):
        team.change(membership(cast, "bayu"), **to, by=cast.user("vera"), at=MONDAY)


def test_a_substitute_makes_no_admin_replaceable(cast, nani):
    held = membership(cast, "bayu")
    team.stand_in(held, user=nani, first=TODAY, last=YEAR - timedelta(days=300), by=cast.user("vera"), at=MONDAY)
    with refused("last_admin"):
        team.end(held, by=cast.user("vera"), at=MONDAY)


# --- while somebody is away -------------------------------------------------------------------------------------------


def stand_in(cast, user, first=TODAY, last=TOMORROW, *, name="otto", by="arif"):
    return team.stand_in(membership(cast, name), user=user, first=first, last=last, by=cast.user(by), at=MONDAY)


def test_a_substitute_has_the_same_role_for_these_days_only(cast, nani):
    stand_in(cast, nani, TOMORROW, TOMORROW)
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    assert [bool(roles_of(nani, day)) for day in days] == [False, True, False]


def test_a_substitute_goes_with_whom_they_stood_in_for(cast, nani):
    stand_in(cast, nani)
    team.end(membership(cast, "otto"), by=cast.user("arif"), at=MONDAY)
    assert roles_of(nani) == []


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (TODAY - timedelta(days=1), TODAY, "bad_days"),
        (TOMORROW, TODAY, "bad_days"),
        (TODAY, YEAR, "bad_days"),
        (date(9999, 12, 31), date(9999, 12, 31), "bad_days"),
    ],
)
def test_days_that_make_no_sense_are_refused(cast, nani, first, last, code):
    with refused(code):
        stand_in(cast, nani, first, last)


def test_a_substitute_is_somebody_else_and_no_substitute_has_one(cast, nani):
    with refused("same_person"):
        stand_in(cast, cast.user("otto"))
    held = stand_in(cast, nani)
    with refused("substitute"):
        team.stand_in(held, user=cast.user("wati"), first=TODAY, last=TODAY, by=cast.user("arif"), at=MONDAY)


def test_an_admin_puts_nobody_less_than_oneself_into_the_own_hands(cast):
    with refused("yourself"):
        stand_in(cast, cast.user("arif"))


# --- succession -------------------------------------------------------------------------------------------------------


def succeed(cast, to, on=TODAY, *, leaving="otto", by="arif", agency="64.08"):
    leaving, agency = cast.user(leaving), cast.unit(agency)
    return team.succeed(leaving, agency=agency, to=to, on=on, by=cast.user(by), at=MONDAY)


def test_a_successor_has_all_roles_from_that_day_on(cast, decree, nani):
    appoint(cast, cast.user("otto"), decree, unit="64.08/perumdam")
    succeed(cast, nani, TOMORROW)
    assert (len(roles_of(cast.user("otto"))), len(roles_of(nani))) == (2, 0)
    next_day = MONDAY + timedelta(days=1)
    assert (len(roles_of(cast.user("otto"), next_day)), len(roles_of(nani, next_day))) == (0, 2)


def test_a_successor_who_holds_the_role_keeps_it(cast):
    succeed(cast, cast.user("olga"))
    assert roles_of(cast.user("olga")) == [("liaison", "Dinas Pekerjaan Umum Kutai Timur")]


def test_what_somebody_holds_elsewhere_stays_theirs(cast, nani):
    Membership.objects.create(user=cast.user("otto"), unit=cast.unit("64.71"), role=Role.DESK_OFFICER, valid_from=TODAY)
    succeed(cast, nani)
    assert roles_of(cast.user("otto")) == [("desk_officer", "Pemerintah Kota Balikpapan")]


def test_substitutes_end_with_the_succession(cast, nani):
    stand_in(cast, cast.user("wati"), TODAY, TODAY + timedelta(days=9))
    succeed(cast, nani, TOMORROW)
    assert len(roles_of(cast.user("wati"), MONDAY)) == 2
    assert len(roles_of(cast.user("wati"), MONDAY + timedelta(days=1))) == 1


def test_the_last_admin_is_succeeded_without_a_day_between(cast, nani):
    succeed(cast, nani, TOMORROW, leaving="bayu", by="kiki", agency="64.71")
    day_after = MONDAY + timedelta(days=1)
    assert team.admins(cast.unit("64.71"), MONDAY).get().user == cast.user("bayu")
    assert team.admins(cast.unit("64.71"), day_after).get().user == nani


def test_who_shall_succeed_the_last_admin_is_not_taken_away(cast, nani):
    (given,) = succeed(cast, nani, TOMORROW, leaving="bayu", by="kiki", agency="64.71")
    with refused("last_admin"):
        team.end(given, by=cast.user("vera"), at=MONDAY)


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), date(9999, 12, 31)])
def test_a_succession_on_an_odd_day_is_refused(cast, nani, on):
    with refused("bad_days"):
        succeed(cast, nani, on)


def test_a_successor_whose_own_role_has_lapsed_is_given_it_anew(cast, decree, nani):
    old = TeamDecree.objects.create(agency=cast.unit("64.71"), number="SK lama", decree_date=TODAY, valid_from=TODAY)
    lapsed = memberships.grant(nani, unit=cast.unit("64.71"), role=Role.AGENCY_ADMIN, at=MONDAY, decree=old)
    TeamDecree.objects.filter(pk=old.pk).update(valid_until=TODAY)
    succeed(cast, nani, leaving="bayu", by="vera", agency="64.71")
    assert roles_of(nani) == [("agency_admin", "Pemerintah Kota Balikpapan")]
    lapsed.refresh_from_db()
    assert lapsed.valid_until == TODAY


def test_a_succession_that_is_not_ones_own_changes_nothing(cast, nani):
    with refused("not_yours"):
        succeed(cast, nani, by="bayu")
    with refused("nothing_held"):
        succeed(cast, cast.user("otto"), leaving="kusno")
    assert roles_of(nani) == []


# --- letting in again -------------------------------------------------------------------------------------------------


def test_an_admin_lets_in_whom_they_could_have_appointed(cast):
    team.check_may_let_in(cast.user("otto"), by=cast.user("arif"), at=MONDAY)
    for name, code in (("arif", "yourself"), ("kusno", "holds_more"), ("bayu", "holds_more")):
        with refused(code):
            team.check_may_let_in(cast.user(name), by=cast.user("arif"), at=MONDAY)


def test_taking_somebody_of_another_agency_into_the_team_opens_no_way_into_their_account(cast, decree):
    appoint(cast, cast.user("kusno"), decree, role=Role.LIAISON)
    with refused("holds_more"):
        team.check_may_let_in(cast.user("kusno"), by=cast.user("arif"), at=MONDAY)


# --- units without anybody --------------------------------------------------------------------------------------------


def test_a_unit_is_attended_by_whoever_is_above_it_below_the_agency(cast):
    assert not team.unattended(MONDAY).exists()
    Membership.objects.filter(user__in=[cast.user("otto"), cast.user("olga")]).update(valid_until=TODAY)
    assert set(team.unattended(MONDAY).values_list("code", flat=True)) == {"64.08/pu", "64.08/pu/jalan"}
