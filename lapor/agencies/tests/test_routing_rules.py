"""Routing rules are kept by those whose rules they are; what cannot work is refused, and nothing is deleted."""

from datetime import date, timedelta

import pytest

from lapor.agencies import memberships, routing, routing_rules
from lapor.agencies.models import Category, Kind, Role, RoutingRule
from lapor.agencies.routing_rules import Wanted
from lapor.core.errors import Refused


@pytest.fixture
def agency(place):
    return place("64.08", kind=Kind.REGENCY)


@pytest.fixture
def roads(place, agency):
    return place("64.08/pu", agency)


@pytest.fixture
def add(officer, at):
    def make(keyword, target, agency_id=None, **asks):
        wanted = Wanted(target=target, keyword=keyword, **asks)
        return routing_rules.add(agency_id, wanted, by=officer, at=at)

    return make


def order(at, agency_id=None):
    return [rule.keywords[0] for rule in routing.rules_of(agency_id, at)]


def refused(call) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_new_rule_comes_last_and_decides_at_once(add, agency, at):
    for word in ("satu", "dua", "tiga"):
        add(word, agency)
    assert order(at) == ["satu", "dua", "tiga"]


def test_rules_move_up_and_down_and_no_further(add, agency, at):
    first, _second, third = add("satu", agency), add("dua", agency), add("tiga", agency)
    routing_rules.move(third, up=True, at=at)
    assert order(at) == ["satu", "tiga", "dua"]
    routing_rules.move(first, up=True, at=at)
    routing_rules.move(first, up=False, at=at)
    assert order(at) == ["tiga", "satu", "dua"]


def test_a_changed_rule_is_a_new_one_in_its_place_and_the_old_one_stays(add, agency, officer, at):
    first, _second = add("satu", agency), add("dua", agency)
    changed = routing_rules.change(first, Wanted(target=agency, keyword="baru"), by=officer, at=at)
    assert order(at) == ["baru", "dua"]
    first.refresh_from_db()
    assert (first.keyword, changed.pk != first.pk) == ("satu", True)


def test_an_ended_rule_decides_nothing_and_cannot_be_changed_any_more(add, agency, officer, at):
    rule = add("satu", agency)
    routing_rules.end(rule, at=at)
    assert order(at) == []
    assert refused(lambda: routing_rules.move(rule, up=True, at=at)) == "gone"
    assert refused(lambda: routing_rules.change(rule, Wanted(agency, keyword="x"), by=officer, at=at)) == "gone"
    assert RoutingRule.objects.count() == 1


def test_what_cannot_work_is_refused(add, agency, roads, at):
    closed = Category.objects.create(
        code="lama", name="Lama", name_en="Old", valid_from=date(2020, 1, 1), valid_until=date(2021, 1, 1)
    )
    add("satu", agency)
    assert refused(lambda: add("", agency)) == "asks_nothing"
    assert refused(lambda: add(" , –", agency)) == "no_words"
    assert refused(lambda: add(",".join("abcdefghijklm"), agency)) == "too_many_words"
    assert refused(lambda: add("dua", roads)) == "no_target"  # a national rule names a whole agency
    assert refused(lambda: add("", agency, category=closed)) == "no_topic"
    assert refused(lambda: add(" SATU ,", agency)) == "same_rule"


def test_an_agency_rule_names_a_unit_of_its_own(add, agency, roads, place):
    assert refused(lambda: add("satu", place("64.71"), agency.pk)) == "no_target"
    add("satu", roads, agency.pk)


def test_no_list_grows_without_end(add, agency, monkeypatch):
    monkeypatch.setattr(routing_rules, "MOST_RULES", 1)
    add("satu", agency)
    assert refused(lambda: add("dua", agency)) == "too_many"


def test_a_rule_to_a_unit_that_is_gone_decides_nothing(add, agency, roads, at):
    add("satu", roads, agency.pk)
    roads.valid_until = at.date()
    roads.save(update_fields=["valid_until"])
    routing.forget()
    assert order(at, agency.pk) == []


def test_what_was_changed_elsewhere_holds_a_moment_later(add, agency, at):
    add("satu", agency)
    assert order(at) == ["satu"]
    RoutingRule.objects.update(keyword="dua")
    assert order(at + timedelta(seconds=routing.KEPT_FOR)) == ["dua"]


def test_a_rule_behind_a_wider_one_is_named_with_it(add, agency):
    wider, narrower, other = add("jalan, lampu", agency), add("jalan", agency), add("air", agency)
    assert routing_rules.never_reached([wider, narrower, other]) == {narrower.pk: wider}


def test_each_admin_keeps_the_own_rules(add, agency, roads, place, officer, at):
    national, own, _others = add("satu", agency), add("dua", roads, agency.pk), add("tiga", place("64.71"))
    for role, unit, kept in (
        (Role.NATIONAL_ADMIN, place("pusat", kind=Kind.DESK), national),
        (Role.AGENCY_ADMIN, agency, own),
        (Role.AGENCY_ADMIN, roads, None),
        (Role.LIAISON, agency, None),
    ):
        officer.memberships.all().delete()
        memberships.grant(officer, unit=unit, role=role, at=at)
        found = set(routing_rules.kept_by(memberships.of(officer, at), at))
        assert found == {rule for rule in (national, own, _others) if kept and rule.agency_id == kept.agency_id}
