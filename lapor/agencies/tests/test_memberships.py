from datetime import date

import pytest
from django.db import IntegrityError

from lapor.agencies import memberships
from lapor.agencies.models import Membership, Role, TeamDecree, Unit


@pytest.fixture
def office(place):
    return place("dinas", under=place("kota", kind="city", name="Pemerintah Kota"), name="Dinas Air")


def member(officer, unit, role=Role.LIAISON, since=date(2026, 1, 1), until=None, decree=None):
    return Membership.objects.create(
        user=officer, unit=unit, role=role, valid_from=since, valid_until=until, decree=decree
    )


def test_an_officers_seats_come_in_one_query(officer, office, at, django_assert_num_queries):
    member(officer, office)
    member(officer, office.root, Role.AGENCY_ADMIN)
    with django_assert_num_queries(1):
        liaison, admin = memberships.of(officer, at)
    assert (liaison.role, liaison.unit_path, liaison.agency_name) == ("liaison", office.path, "Pemerintah Kota")
    assert (admin.unit_id, admin.agency_id, admin.agency_kind) == (office.root_id, office.root_id, "city")


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (date(2026, 11, 23), None, True),
        (date(2026, 11, 24), None, False),
        (date(2026, 1, 1), date(2026, 11, 24), True),
        (date(2026, 1, 1), date(2026, 11, 23), False),
    ],
)
def test_a_membership_holds_from_its_first_day_to_the_day_before_its_end(officer, office, at, since, until, holds):
    member(officer, office, since=since, until=until)
    assert bool(memberships.of(officer, at)) is holds


def test_a_membership_ends_with_its_decree(officer, office, at):
    columns = {"decree_date": date(2025, 1, 2), "valid_from": date(2025, 1, 2), "valid_until": date(2026, 1, 1)}
    decree = TeamDecree.objects.create(agency=office.root, number="SK 1/2025", **columns)
    member(officer, office, decree=decree, since=date(2025, 1, 2))
    assert memberships.of(officer, at) == ()


def test_a_membership_ends_with_its_unit(officer, office, at):
    member(officer, office)
    Unit.objects.filter(pk=office.pk).update(valid_until=date(2026, 11, 1))
    assert memberships.of(officer, at) == ()


def test_granting_a_role_twice_gives_it_once(officer, office, at):
    given = [memberships.grant(officer, unit=office, role=Role.LIAISON, at=at) for _ in range(2)]
    assert given[0] == given[1]
    assert [seat.role for seat in memberships.of(officer, at)] == ["liaison"]


def test_the_database_refuses_the_same_open_role_twice(officer, office):
    member(officer, office)
    with pytest.raises(IntegrityError):
        member(officer, office)


def test_a_membership_cannot_end_before_it_begins(officer, office):
    with pytest.raises(IntegrityError):
        member(officer, office, since=date(2026, 2, 1), until=date(2026, 1, 1))
