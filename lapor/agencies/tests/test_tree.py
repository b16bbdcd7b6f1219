from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from lapor.agencies import tree
from lapor.agencies.models import Unit
from lapor.core.errors import Refused


def test_a_unit_five_levels_down_knows_its_agency_and_its_way_there(place):
    chain = [place("a")]
    for code in "bcde":
        chain.append(place(code, under=chain[-1]))
    deepest = Unit.objects.get(code="e")
    assert deepest.path == "/" + "".join(f"{unit.pk}/" for unit in chain)
    assert deepest.root == chain[0]
    assert chain[0].root == chain[0]


def test_everything_below_moves_along_and_changes_its_agency(place):
    old, new = place("lama"), place("baru", name="Kota Baru")
    office = place("dinas", under=old)
    place("seksi", under=place("bidang", under=office))
    tree.place(office, under=new)
    section = Unit.objects.get(code="seksi")
    assert section.agency == new
    assert section.path.startswith(f"{new.path}{office.pk}/")
    assert "kota baru" in section.search_text
    assert Unit.objects.under(old).get() == old


def test_a_department_can_become_an_agency_of_its_own(place):
    office = place("dinas", under=place("kota"))
    section = place("seksi", under=office)
    tree.place(office, under=None)
    section.refresh_from_db()
    assert (section.agency, Unit.objects.get(code="dinas").agency) == (office, None)


@pytest.mark.parametrize("target", ["a", "c"])
def test_a_unit_cannot_move_under_itself_or_what_lies_below(place, target):
    top = place("a")
    place("c", under=place("b", under=top))
    with pytest.raises(Refused, match="circle"):
        tree.place(top, under=Unit.objects.get(code=target))
    assert Unit.objects.get(code="a").parent is None


@pytest.fixture
def committed(transactional_db):
    """Two agencies that other connections see too."""
    columns = {"name": "Kota", "kind": "city", "valid_from": date(2020, 1, 1)}
    return [tree.place(Unit(code=code, **columns), under=None) for code in ("utara", "selatan")]


def test_of_two_moves_that_would_make_a_circle_together_one_is_refused(committed):
    a, b = committed
    together = Barrier(2)

    def move(unit, under):
        together.wait()
        try:
            tree.place(unit, under=under)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        said = [pool.submit(move, a, b), pool.submit(move, b, a)]
    assert sorted(future.result() for future in said) == ["circle", "moved"]


def test_renaming_an_agency_lets_its_units_be_found_by_the_new_name(place, at):
    agency = place("kota", name="Kota Lama")
    place("dinas", under=agency, name="Dinas Sosial")
    agency.name = "Kota Cemerlang"
    tree.place(agency, under=None)
    assert [unit.code for unit in Unit.objects.search("sosial cemerlang", at)] == ["dinas"]


@pytest.mark.parametrize(
    "wrong", [{"path": "/1/"}, {"agency": None}, {"parent": None}, {"tz": "Europe/Paris"}, {"kind": "x"}]
)
def test_the_database_refuses_a_unit_that_contradicts_its_place(place, wrong):
    unit = place("dinas", under=place("kota"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(**wrong)


def test_a_subtree_is_one_range_of_the_path_index(place):
    root = place("akar")
    Unit.objects.bulk_create(_many(4000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agencies_unit")
    assert "unit_path" in Unit.objects.under(root).explain()


def _many(count):
    first = 1_000_000
    for number in range(first, first + count):
        yield Unit(pk=number, code=str(number), name="x", kind="section", valid_from="2020-01-01", path=f"/{number}/")
