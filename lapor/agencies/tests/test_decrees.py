"""A decree is entered by who leads the agency, carries its members, is warned about, and then carries nobody."""

from datetime import date, timedelta

import pytest

from lapor.agencies import decrees, memberships
from lapor.agencies.models import Membership, Role, TeamDecree, Unit
from lapor.core.errors import Refused
from lapor.testing.cast import MONDAY

TODAY = MONDAY.date()


def days(number):
    return TODAY + timedelta(days=number)


def enter(cast, *, by="kiki", agency="64.08", **said):
    words = {"number": "SK 188.4/12", "decree_date": TODAY, "valid_from": TODAY, "last_day": days(365)}
    return decrees.enter(cast.unit(agency), **{**words, **said}, by=cast.user(by), at=MONDAY)


def standing_on(decree, name="otto"):
    held = Membership.objects.filter(user__name__iexact=name)
    held.update(decree=decree)
    return held.get()


@pytest.fixture
def over(cast):
    """A decree of Kutai Timur that ran out yesterday; Otto stands on it."""
    columns = {"decree_date": days(-400), "valid_from": days(-400), "valid_until": TODAY}
    decree = TeamDecree.objects.create(agency=cast.unit("64.08"), number="SK lama", **columns)
    standing_on(decree)
    return decree


def test_the_last_day_that_a_decree_names_still_counts(cast):
    decree = enter(cast, last_day=days(1))
    assert (decree.last_day, decree.valid_until) == (days(1), days(2))
    assert [decree.is_current(MONDAY + timedelta(days=n)) for n in range(3)] == [True, True, False]


@pytest.mark.parametrize("by", ["arif", "bayu", "otto", "mira"])
def test_nobody_enters_the_own_decree(cast, by):
    with pytest.raises(Refused, match="^not_yours$"):
        enter(cast, by=by)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"decree_date": days(1)}, "decree_date"),
        ({"decree_date": date(1, 1, 1)}, "decree_date"),
        ({"valid_from": date(1, 1, 1)}, "valid_from"),
        ({"valid_from": date(9999, 12, 31)}, "valid_from"),
        ({"last_day": days(-1)}, "last_day"),
        ({"last_day": date(9999, 12, 31)}, "last_day"),
        ({"valid_from": days(9), "last_day": days(8)}, "last_day"),
    ],
)
def test_days_that_make_no_sense_are_told_beside_their_field(cast, said, field):
    with pytest.raises(Refused) as refused:
        enter(cast, **said)
    assert (refused.value.code, refused.value.field) == ("bad_days", field)


def test_a_number_is_entered_once_for_an_agency(cast):
    enter(cast)
    with pytest.raises(Refused, match="^number_taken$"):
        enter(cast, number=" SK  188.4/12 ")
    enter(cast, agency="64.71")


def test_members_move_to_the_new_decree_and_are_in_again(cast, over):
    new, otto = enter(cast), cast.user("otto")
    assert memberships.of(otto, MONDAY) == ()
    assert decrees.move(new, members=[standing_on(over).pk], by=cast.user("arif"), at=MONDAY) == 1
    assert [seat.role for seat in memberships.of(otto, MONDAY)] == ["liaison"]


def test_nobody_of_another_agency_is_moved(cast):
    bayu = Membership.objects.get(user=cast.user("bayu"))
    assert decrees.move(enter(cast), members=[bayu.pk], by=cast.user("arif"), at=MONDAY) == 0


def test_who_was_appointed_by_the_centre_is_not_brought_back_by_an_agency(cast):
    kiki = Membership.objects.get(user=cast.user("kiki"))
    memberships.grant(cast.user("bayu"), unit=cast.unit("64"), role=Role.AGENCY_ADMIN, at=MONDAY)
    new = enter(cast, by="vera", agency="64")
    assert decrees.move(new, members=[kiki.pk], by=cast.user("bayu"), at=MONDAY) == 0
    assert decrees.move(new, members=[kiki.pk], by=cast.user("vera"), at=MONDAY) == 1


def test_who_was_appointed_by_the_centre_asks_the_centre(cast):
    decree = TeamDecree.objects.create(
        agency=cast.unit("64"), number="SK lama", decree_date=days(-9), valid_from=days(-9), valid_until=TODAY
    )
    standing_on(decree, "kiki")
    memberships.grant(cast.user("bayu"), unit=cast.unit("64"), role=Role.AGENCY_ADMIN, at=MONDAY)
    assert "meja nasional" in decrees.why_shut(cast.user("kiki"), at=MONDAY)


def test_nobody_moves_to_a_decree_that_is_over_or_not_theirs(cast, over):
    with pytest.raises(Refused, match="^no_decree$"):
        decrees.move(over, members=[], by=cast.user("arif"), at=MONDAY)
    with pytest.raises(Refused, match="^not_yours$"):
        decrees.move(enter(cast), members=[], by=cast.user("bayu"), at=MONDAY)


@pytest.mark.parametrize(("ends_in", "warns"), [(31, False), (30, True), (1, True), (0, True), (-9, True)])
def test_it_warns_thirty_days_ahead_and_until_nobody_stands_on_it(cast, over, ends_in, warns):
    TeamDecree.objects.update(valid_until=days(ends_in))
    assert [decree.members for decree in decrees.running_out(MONDAY)] == ([1] if warns else [])
    standing_on(None)
    assert not decrees.running_out(MONDAY)


def test_who_stands_on_a_decree_that_is_over_is_told_whom_to_ask(cast, over):
    why = decrees.why_shut(cast.user("otto"), at=MONDAY)
    assert "SK lama" in why
    assert "Anisa, Arif" in why
    assert "1 November 2026" in why


def test_an_admin_is_sent_to_the_coordinator_and_others_to_the_national_desk(cast, over):
    for name in ("arif", "anisa"):
        standing_on(over, name)
    assert "Provinsi Kalimantan Timur" in decrees.why_shut(cast.user("arif"), at=MONDAY)
    Unit.objects.update(coordinator=None)
    assert "meja nasional" in decrees.why_shut(cast.user("arif"), at=MONDAY)


def test_who_holds_another_role_or_has_left_is_told_nothing(cast, over):
    assert decrees.why_shut(cast.user("arif"), at=MONDAY) == ""
    Membership.objects.filter(user=cast.user("otto")).update(valid_until=TODAY)
    assert decrees.why_shut(cast.user("otto"), at=MONDAY) == ""


def test_a_decree_that_begins_later_says_so(cast, over):
    TeamDecree.objects.update(valid_from=days(3), valid_until=days(9))
    assert "baru berlaku mulai" in decrees.why_shut(cast.user("otto"), at=MONDAY)


def test_teams_without_an_admin_or_with_a_decree_that_ends_need_attention(cast, over, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = {each.agency.code: each for each in decrees.standings(Unit.objects.agencies(), MONDAY)}
    assert (found["64.08"].admins, found["64.08"].is_running_out) == (2, True)
    assert found["ksp"].needs_attention  # members, and nobody who leads them
    assert not found["64.71"].needs_attention
    assert not found["64.72"].needs_attention  # neither connected nor has anybody
