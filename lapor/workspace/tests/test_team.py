"""The team at its admin's desk: people come, stand in, hand over and go; what is typed wrongly is told and not kept."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.accounts import links
from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Membership, Role, TeamDecree
from lapor.testing.cast import MONDAY
from lapor.workspace.models import SavedFilter

TODAY = MONDAY.date()


def at(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def decree(cast):
    columns = {"decree_date": TODAY, "valid_from": TODAY, "valid_until": TODAY + timedelta(days=300)}
    return TeamDecree.objects.create(agency=cast.unit("64.08"), number="SK 188.4/12", **columns)


@pytest.fixture
def nani(cast, decree):
    """What is typed for a new liaison of the water company."""
    unit = cast.unit("64.08/perumdam")
    return {"user": "nani@kantor.example", "name": "Nani", "role": "liaison", "unit": unit.pk, "decree": decree.pk}


def membership(cast, name):
    return Membership.objects.get(user=cast.user(name))


def add(desk_of, cast, said, by="arif"):
    return desk_of(by).post(at("add_member", cast.unit("64.08").pk), said)


# --- joining ----------------------------------------------------------------------------------------------------------


def test_a_new_member_gets_a_link_that_leads_to_a_password_of_their_own(cast, desk_of, nani):
    page = add(desk_of, cast, nani).content.decode()
    link = re.search(r"http://testserver(/kerja/masuk/tautan/[^<]+)", page).group(1)
    password = {"password": "sungai kelapa merpati", "again": "sungai kelapa merpati"}
    assert Client().post(link, password).url == reverse("account_login")
    assert User.objects.get(login="nani@kantor.example").check_password("sungai kelapa merpati")


def test_an_officer_who_has_an_account_is_taken_in_without_a_link(cast, desk_of, nani):
    answer = add(desk_of, cast, {**nani, "user": "Bayu@kantor.example", "name": ""})
    assert answer.url == at("agency_team", cast.unit("64.08").pk)
    assert Membership.objects.filter(user=cast.user("bayu")).count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"user": ""}, {"user": "nani"}, {"user": "a\0b@kantor.example"}, {"name": ""}, {"name": "x" * 121},
        {"role": "national_admin"}, {"role": "x"}, {"unit": ""}, {"unit": "9" * 30}, {"decree": "0"}, {"decree": "²"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nobody_is_half_taken_in(cast, desk_of, nani, said):
    assert add(desk_of, cast, {**nani, **said}).status_code == 422
    assert not User.objects.filter(login__startswith="nani").exists()
    assert Membership.objects.filter(unit=cast.unit("64.08/perumdam")).count() == 2  # Wati and Dewi


def test_a_refused_role_leaves_no_account_behind(cast, desk_of, nani):
    page = add(desk_of, cast, {**nani, "role": "national_admin", "unit": cast.unit("64.08").pk}, by="vera")
    assert "hanya ada di" in page.content.decode()
    assert not User.objects.filter(login="nani@kantor.example").exists()


def test_without_a_decree_in_force_nobody_is_taken_in(cast, desk_of, nani):
    TeamDecree.objects.update(valid_until=TODAY)
    assert "belum punya SK Tim" in desk_of("arif").get(at("add_member", cast.unit("64.08").pk)).content.decode()
    assert add(desk_of, cast, nani).status_code == 422


def test_a_coordinator_gives_an_agency_its_admin(cast, desk_of, nani):
    said = {**nani, "role": "agency_admin", "unit": cast.unit("64.08").pk}
    assert add(desk_of, cast, said, by="kiki").status_code == 200
    assert add(desk_of, cast, {**nani, "user": "b@kantor.example"}, by="kiki").status_code == 422


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_team_shows_who_works_where_and_who_has_left(cast, desk_of, decree):
    arif = desk_of("arif")
    arif.post(at("end_member", membership(cast, "olga").pk))
    page = arif.get(at("team")).content.decode()
    assert "Otto" in page
    assert "diakhiri Arif" in page
    assert "Bayu" not in page


def test_a_team_costs_the_same_for_many_as_for_few(cast, desk_of, decree, django_assert_max_num_queries):
    arif = desk_of("arif")
    arif.get(at("team"))
    people = [
        User(login=f"p{n}@kantor.example", name=f"Petugas {n}", kind="officer", joined_at=MONDAY) for n in range(30)
    ]
    held = {"unit": cast.unit("64.08/pu"), "role": Role.LIAISON, "valid_from": TODAY, "decree": decree}
    Membership.objects.bulk_create(Membership(user=person, **held) for person in User.objects.bulk_create(people))
    with django_assert_max_num_queries(16):
        assert "Petugas 29" in arif.get(at("team")).content.decode()


@pytest.mark.parametrize(("typed", "found"), [("otto", True), ("pekerjaan", True), ("%", False), ("\0", True)])
def test_members_are_found_by_name_and_unit(cast, desk_of, typed, found):
    page = desk_of("arif").get(at("team"), {"q": typed}).content.decode()
    assert ("otto@kantor.example" in page) is found


def test_a_coordinator_sees_the_teams_of_the_province(cast, desk_of, decree):
    page = desk_of("kiki").get(at("team")).content.decode()
    assert "Kutai Timur" in page
    assert "Ombudsman Republik" not in page


def test_the_national_admin_sees_what_needs_attention_and_finds_the_rest(cast, desk_of):
    vera = desk_of("vera")
    page = vera.get(at("team")).content.decode()
    assert "Kantor Staf Presiden" in page  # has members and no admin
    assert "Balikpapan" not in page
    assert "Balikpapan" in vera.get(at("team"), {"q": "balikpapan"}).content.decode()


# --- standing in, handing over, ending --------------------------------------------------------------------------------


def test_a_substitute_is_named_as_such(cast, desk_of):
    arif, otto = desk_of("arif"), membership(cast, "otto")
    days = {"user": cast.user("wati").pk, "first": TODAY, "last": TODAY + timedelta(days=3)}
    assert arif.post(at("stand_in", otto.pk), days).status_code == 302
    assert "menggantikan Otto" in arif.get(at("team")).content.decode()
    assert "Wati menggantikan" in arif.get(at("member", otto.pk)).content.decode()


@pytest.mark.parametrize("said", [{"first": ""}, {"last": "2026-11-31"}, {"last": "2020-01-01"}, {"user": "9" * 30}])
def test_a_substitution_that_is_wrong_is_told(cast, desk_of, said):
    days = {"user": cast.user("wati").pk, "first": TODAY, "last": TODAY}
    assert desk_of("arif").post(at("stand_in", membership(cast, "otto").pk), {**days, **said}).status_code == 422
    assert not Membership.objects.exclude(stands_in_for=None).exists()


def test_a_successor_has_the_roles_and_the_saved_filters(cast, desk_of):
    otto, dewi = cast.user("otto"), cast.user("dewi")
    SavedFilter.objects.create(owner=otto, name="Jalan", query="q=jalan")
    SavedFilter.objects.create(owner=otto, name="Milik Dewi", query="q=otto")
    SavedFilter.objects.create(owner=dewi, name="Milik Dewi", query="q=dewi")
    desk_of("arif").post(at("succeed", membership(cast, "otto").pk), {"to": dewi.pk, "on": TODAY})
    kept = dict(SavedFilter.objects.filter(owner=dewi).values_list("name", "query"))
    assert kept == {"Jalan": "q=jalan", "Milik Dewi": "q=dewi"}
    assert Membership.objects.filter(user=dewi, role="liaison", valid_until=None).exists()


def test_the_last_admin_is_kept_with_a_sentence(cast, desk_of):
    page = desk_of("vera").post(at("end_member", membership(cast, "bayu").pk))
    assert page.status_code == 422
    assert "Angkat admin lain" in page.content.decode()


def test_nobody_ends_or_lets_in_oneself(cast, desk_of):
    arif, own = desk_of("arif"), membership(cast, "arif")
    for name in ("end_member", "let_in_again"):
        page = arif.post(at(name, own.pk))
        assert (page.status_code, "Minta admin lain" in page.content.decode()) == (422, True)


def test_ones_own_seat_offers_nothing_and_says_who_can_change_it(cast, desk_of):
    arif, own = desk_of("arif"), membership(cast, "arif")
    for name in ("member", "change_member", "end_member", "stand_in", "succeed", "let_in_again"):
        page = arif.get(at(name, own.pk)).content.decode()
        assert ("Minta admin lain" in page, 'class="form"' in page) == (True, False), name


def test_what_is_no_address_is_refused_in_the_words_of_the_house(cast, desk_of, nani):
    page = add(desk_of, cast, {**nani, "user": "nani"}).content.decode()
    assert "Alamat surel ini tampaknya keliru." in page
    assert "alamat email" not in page


def test_a_new_link_is_made_for_who_is_in_ones_hands_only(cast, desk_of):
    arif, otto = desk_of("arif"), membership(cast, "otto")
    assert "/kerja/masuk/tautan/" in arif.post(at("let_in_again", otto.pk)).content.decode()
    Membership.objects.create(user=otto.user, unit=cast.unit("64.71"), role=Role.LIAISON, valid_from=TODAY)
    assert "Minta meja nasional" in arif.post(at("let_in_again", otto.pk)).content.decode()


def new_link(cast, client, *, of, by):
    """The address of a link that an admin made, as whoever kept a copy of it opens it; what it answers."""
    now = timezone.now()
    token = links.let_in_again(cast.user(of), by=cast.user(by), at=now)
    return lambda: client.get(reverse("sign_in_link", args=[token])).status_code


def test_a_link_made_before_somebody_rose_opens_no_way_into_their_account(cast, client):
    opened = new_link(cast, client, of="otto", by="arif")
    assert opened() == 200
    memberships.grant(cast.user("otto"), unit=cast.unit("pusat"), role=Role.NATIONAL_ADMIN, at=timezone.now())
    assert opened() == 409


def test_a_link_goes_with_the_admin_who_made_it(cast, client):
    opened = new_link(cast, client, of="otto", by="arif")
    Membership.objects.filter(user=cast.user("arif")).update(valid_until=timezone.localdate())
    assert opened() == 409


@pytest.mark.parametrize("name", ["add_member", "change_member"])
def test_who_rises_out_of_the_hands_of_an_agency_begins_with_a_link_of_the_centre(cast, desk_of, decree, name):
    otto, agency = cast.user("otto"), cast.unit("64.08")
    otto.set_password("sungai kelapa merpati")  # the agency's admin may have made the account and know it
    otto.save()
    said = {"user": otto.login, "name": "", "role": "custodian", "unit": agency.pk, "decree": decree.pk}
    page = desk_of("vera").post(at(name, agency.pk if name == "add_member" else membership(cast, "otto").pk), said)
    assert "/kerja/masuk/tautan/" in page.content.decode()
    otto.refresh_from_db()
    assert not otto.check_password("sungai kelapa merpati")


@pytest.mark.parametrize("name", ["stand_in", "succeed"])
def test_who_takes_the_place_of_the_centre_begins_anew_as_well(cast, desk_of, name):
    nani, today = (
        User.objects.create(login="nani@x.id", name="Nani", kind="officer", joined_at=MONDAY),
        timezone.localdate(),
    )
    memberships.grant(nani, unit=cast.unit("ombudsman"), role=Role.LIAISON, at=timezone.now())
    said = {"user": nani.pk, "first": today, "last": today} if name == "stand_in" else {"to": nani.pk, "on": today}
    page = desk_of("vera").post(at(name, membership(cast, "kusno").pk), said)
    assert "/kerja/masuk/tautan/" in page.content.decode()


# --- decrees ----------------------------------------------------------------------------------------------------------

PAPER = {"number": "SK 2", "decree_date": TODAY, "valid_from": TODAY, "last_day": TODAY, "about": ""}


def test_a_decree_is_entered_and_its_members_moved(cast, desk_of):
    kiki, agency = desk_of("kiki"), cast.unit("64.08")
    assert kiki.post(at("enter_decree", agency.pk), PAPER).status_code == 302
    decree = TeamDecree.objects.get()
    arif, otto = desk_of("arif"), membership(cast, "otto")
    assert arif.post(at("move_members", decree.pk), {"members": [otto.pk]}).status_code == 302
    assert membership(cast, "otto").decree == decree


@pytest.mark.parametrize(
    "said", [{"number": ""}, {"number": "\0"}, {"valid_from": "x"}, {"last_day": "9999-12-31"}, {"about": "x" * 301}]
)
def test_a_decree_that_is_wrong_is_told_and_not_kept(cast, desk_of, said):
    page = desk_of("kiki").post(at("enter_decree", cast.unit("64.08").pk), {**PAPER, **said})
    assert page.status_code == 422
    assert not TeamDecree.objects.exists()


@pytest.mark.parametrize("said", [{}, {"members": "9" * 30}, {"members": "x"}])
def test_moving_nobody_or_a_stranger_is_told(cast, desk_of, decree, said):
    assert desk_of("arif").post(at("move_members", decree.pk), said).status_code == 422


def test_a_decree_that_runs_out_is_announced_in_the_admins_inbox(cast, desk_of, decree):
    Membership.objects.filter(user=cast.user("otto")).update(decree=decree)
    assert "SK 188.4/12" not in desk_of("arif").get(at("inbox")).content.decode()
    TeamDecree.objects.update(valid_until=TODAY + timedelta(days=20))
    assert "SK 188.4/12" in desk_of("arif").get(at("inbox")).content.decode()
    assert "SK 188.4/12" not in desk_of("otto").get(at("inbox")).content.decode()


def test_a_session_loses_its_rights_with_the_decree_and_says_why(cast, desk_of, decree):
    Membership.objects.filter(user=cast.user("otto")).update(decree=decree)
    otto = desk_of("otto")
    assert otto.get(at("inbox")).status_code == 200
    TeamDecree.objects.update(valid_until=TODAY)
    page = otto.get(at("inbox"))
    assert page.status_code == 403
    assert "SK 188.4/12" in page.content.decode()


def test_nobody_signs_in_on_a_decree_that_is_over(cast, noon, decree):
    user = cast.user("otto")
    user.set_password("sungai kelapa merpati")
    user.save()
    Membership.objects.filter(user=user).update(decree=decree)
    said = {"login": user.login, "password": "sungai kelapa merpati"}
    assert Client().post(reverse("account_login"), said).status_code == 302
    TeamDecree.objects.update(valid_until=TODAY)
    client = Client()
    page = client.post(reverse("account_login"), said).content.decode()
    assert "SK 188.4/12" in page
    assert "Anisa, Arif" in page
    assert "_auth_user_id" not in client.session
    wrong = Client().post(reverse("account_login"), {**said, "password": "x"}).content.decode()
    assert "SK 188.4/12" not in wrong


def test_work_that_nobody_is_left_for_comes_to_the_admin(cast, desk_of):
    report, other = cast.referred(), cast.referred(to="64.08/perumdam")
    arif = desk_of("arif")
    assert str(report.number)[:3] not in arif.get(at("tab", "tanpa-petugas")).content.decode()
    Membership.objects.filter(unit=cast.unit("64.08/pu")).update(valid_until=TODAY)
    page = arif.get(at("tab", "tanpa-petugas")).content.decode()
    assert f"l{report.number}" in page
    assert f"l{other.number}" not in page
