"""A link lets one person in, once, for some days, and only once the agency's decree is in force."""

from datetime import timedelta

import pytest

from lapor.accounts import one_time
from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Role
from lapor.connection import decrees, invitations
from lapor.connection.models import Invitation, Status
from lapor.connection.tests.conftest import paper
from lapor.core.errors import NotFound, Refused
from lapor.testing.cast import MONDAY

PASSWORD = "sungai kelapa merpati"


def token_of(invitation):
    return one_time.look(invitation.secret_id, purpose=invitations.PURPOSE, at=MONDAY)


def test_the_link_makes_the_admin_once(way):
    token = token_of(way.invited())
    decrees.send(way.agency, paper(), by=way.vera, at=MONDAY)
    sari = invitations.accept(token, password=PASSWORD, at=MONDAY)
    assert sari.check_password(PASSWORD)
    assert [(seat.role, seat.unit_id) for seat in memberships.of(sari, MONDAY)] == [(Role.AGENCY_ADMIN, way.agency.pk)]
    with pytest.raises(NotFound):
        invitations.accept(token, password=PASSWORD, at=MONDAY)


def test_before_the_decree_nobody_gets_in(way):
    invitation = way.invited()
    token = token_of(invitation)
    decrees.send_invited(invitation, paper(), at=MONDAY)  # sent, but nobody has looked at it
    with pytest.raises(Refused, match="no_decree"):
        invitations.accept(token, password=PASSWORD, at=MONDAY)
    assert not User.objects.filter(login="sari@samarinda.example").exists()


def test_when_the_decree_runs_out_the_seat_goes_with_it(way):
    token = token_of(way.invited())
    decrees.send(way.agency, paper(last_day=MONDAY.date()), by=way.vera, at=MONDAY)
    sari = invitations.accept(token, password=PASSWORD, at=MONDAY)
    assert memberships.of(sari, MONDAY + timedelta(days=1)) == ()


def test_the_link_dies_with_its_term(way):
    token = token_of(way.invited())
    assert invitations.find(token, at=MONDAY + timedelta(days=13))
    with pytest.raises(NotFound):
        invitations.find(token, at=MONDAY + timedelta(days=14))


def test_a_new_link_ends_the_one_before(way):
    invitation = way.invited()
    old = token_of(invitation)
    new = token_of(invitations.send_again(invitation.pk, by=way.kiki, at=MONDAY))
    with pytest.raises(NotFound):
        invitations.find(old, at=MONDAY)
    assert invitations.find(new, at=MONDAY) == invitation


def test_a_withdrawn_link_opens_nothing(way):
    invitation = way.invited()
    token = token_of(invitation)
    invitations.withdraw(invitation.pk, by=way.kiki, at=MONDAY)
    with pytest.raises(NotFound):
        invitations.find(token, at=MONDAY)


@pytest.mark.parametrize("token", ["", "x", "\0", "💥", "a" * 5000])
def test_a_guessed_link_opens_nothing(way, token):
    way.invited()
    with pytest.raises(NotFound):
        invitations.find(token, at=MONDAY)


def test_the_table_alone_opens_nothing(way):
    invitation = way.invited()
    assert token_of(invitation).encode() not in bytes(Invitation.objects.get().token_tag)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"email": "sari"}, "bad_email"),
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 121}, "name_missing"),
        ({"email": "BAYU@kantor.example"}, "login_taken"),
    ],
)
def test_an_invitation_that_is_wrong_is_refused_and_nothing_is_kept(way, said, code):
    words = {"name": "Sari Dewi", "email": "sari@samarinda.example", **said}
    with pytest.raises(Refused, match=code):
        invitations.invite(way.agency, **words, by=way.kiki, at=MONDAY)
    assert not Invitation.objects.exists()
    assert way.status == Status.NOT_CONNECTED


def test_nobody_is_invited_twice_while_the_first_link_is_good(way):
    way.invited()
    with pytest.raises(Refused, match="invited_already"):
        way.invited()


@pytest.mark.parametrize("name", ["Arif", "Bayu", "Otto", "Prio", "Yani"])
def test_only_who_leads_an_agency_invites_its_admin(way, name):
    with pytest.raises(NotFound):
        way.invited(by=name)


def test_a_weak_password_leaves_the_link_as_it_was(way):
    token = token_of(way.invited())
    decrees.send(way.agency, paper(), by=way.vera, at=MONDAY)
    with pytest.raises(Refused, match="weak_password"):
        invitations.accept(token, password="1234", at=MONDAY)
    assert invitations.find(token, at=MONDAY)


def test_an_expired_invitation_makes_room_for_a_new_one(way):
    way.invited()
    later = MONDAY + timedelta(days=20)
    way.invited(at=later)
    assert invitations.unanswered(way.agency).count() == 1


def test_an_agency_that_is_over_is_not_invited(way):
    agency = way.agency
    agency.valid_until = MONDAY.date()
    agency.save()
    with pytest.raises(Refused, match="gone"):
        way.invited()
