"""An admin shapes the own tree: what would leave somebody or something behind is refused, and nothing is half done."""

import pytest

from lapor.agencies import units
from lapor.agencies.models import Membership, Role, Unit
from lapor.core.errors import Refused
from lapor.testing.cast import MONDAY

TODAY = MONDAY.date()
SECTION = {"name": "Seksi Jembatan", "kind": "section"}


def facts(**said):
    return units.Facts(**{**SECTION, **said})


def add(cast, *, by="arif", under="64.08/pu", code="", **said):
    return units.add(facts(**said), under=cast.unit(under), by=cast.user(by), at=MONDAY, code=code)


def move(cast, unit, under, by="arif"):
    return units.move(cast.unit(unit), under=cast.unit(under), by=cast.user(by), at=MONDAY)


def end(cast, unit, by="arif"):
    return units.end(cast.unit(unit), by=cast.user(by), at=MONDAY)


def refused(code):
    return pytest.raises(Refused, match=f"^{code}$")


def test_a_new_unit_has_a_code_a_place_and_the_zone_of_the_one_above(cast):
    unit = add(cast)
    assert (unit.code, unit.tz, unit.agency) == ("64.08/pu/seksi-jembatan", "Asia/Makassar", cast.unit("64.08"))
    assert unit.path.startswith(cast.unit("64.08/pu").path)
    assert add(cast).code == "64.08/pu/seksi-jembatan-2"


@pytest.mark.parametrize("code", ["64.99", "64.71/x", "64.08", "64.08x/pu", "64.08/PU", "64.08/"])
def test_no_part_has_a_code_that_another_agency_could_have(cast, code):
    with refused("odd_code" if code != "64.08" else "code_taken"):
        add(cast, code=code)


def test_a_code_is_taken_once(cast):
    with refused("code_taken"):
        add(cast, code="64.08/perumdam")


@pytest.mark.parametrize("kind", ["regency", "desk", "", "x"])
def test_a_part_of_an_agency_is_no_agency(cast, kind):
    with refused("bad_kind"):
        add(cast, kind=kind)


@pytest.mark.parametrize("by", ["bayu", "otto", "kiki", "hadi"])
def test_nobody_shapes_the_tree_of_others(cast, by):
    for step in (
        lambda: add(cast, by=by),
        lambda: end(cast, "64.08/pu/jalan", by),
        lambda: move(cast, "64.08/pu/jalan", "64.08", by),
    ):
        with refused("not_yours"):
            step()


def test_the_admin_of_a_part_shapes_that_part_only(cast):
    Membership.objects.create(
        user=cast.user("otto"), unit=cast.unit("64.08/pu"), role=Role.AGENCY_ADMIN, valid_from=TODAY
    )
    add(cast, by="otto")
    with refused("not_yours"):
        move(cast, "64.08/pu/jalan", "64.08/perumdam", by="otto")


def test_changed_by_hand_it_is_left_alone_by_the_reference_data(cast):
    Unit.objects.update(from_reference=True)
    known = cast.unit("64.08/pu")
    same = units.change(known, facts(name=known.name, kind=known.kind, phone="0549"), by=cast.user("arif"), at=MONDAY)
    assert (same.phone, same.from_reference) == ("0549", True)
    other = units.change(known, facts(kind=known.kind), by=cast.user("arif"), at=MONDAY)
    assert (other.name, other.from_reference) == ("Seksi Jembatan", False)


def test_a_code_word_leads_to_one_agency_and_is_given_by_the_national_admin(cast):
    def call(code, keyword, by="vera"):
        unit = cast.unit(code)
        said = facts(name=unit.name, kind=unit.kind, keyword=keyword)
        return units.change(unit, said, by=cast.user(by), at=MONDAY).keyword

    assert call("64.08", "kutim") == "KUTIM"
    assert call("64.08", None) == "KUTIM"
    assert call("64.08", "jalan", by="arif") == "KUTIM"
    assert call("64.08/pu", "dinas") is None
    with refused("keyword_taken"):
        call("64.71", "Kutim")


def test_a_unit_moves_with_all_below_it(cast):
    move(cast, "64.08/pu", "64.08/perumdam")
    below = Unit.objects.get(code="64.08/pu/jalan")
    assert below.path.startswith(Unit.objects.get(code="64.08/perumdam").path)


@pytest.mark.parametrize("under", ["64.08/pu", "64.08/pu/jalan"])
def test_nothing_moves_below_itself(cast, under):
    with refused("circle"):
        move(cast, "64.08/pu", under)


def test_nothing_moves_to_another_agency_and_no_agency_moves(cast):
    with refused("other_agency"):
        move(cast, "64.08/pu", "64.71", by="vera")
    with refused("whole_agency"):
        move(cast, "64.08", "64.08/pu", by="vera")


def test_a_unit_with_units_or_people_does_not_end(cast):
    with refused("has_units"):
        end(cast, "64.08/pu")
    with refused("has_members"):
        end(cast, "64.08/perumdam")
    with refused("whole_agency"):
        end(cast, "64.08")
    end(cast, "64.08/pu/jalan")
    with refused("closed_unit"):
        end(cast, "64.08/pu/jalan")


def test_nothing_is_put_below_a_unit_that_is_over(cast):
    end(cast, "64.08/pu/jalan")
    with refused("closed_unit"):
        add(cast, under="64.08/pu/jalan")
