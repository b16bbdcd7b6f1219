"""Loading the regions once, again, and after the country has changed."""

from datetime import date, timedelta

from lapor.regions.models import Region
from lapor.regions.tests.conftest import NOW

LATER = NOW + timedelta(days=200)


def test_a_load_makes_the_tree(country, areas):
    village = Region.objects.get(code="64.08.04.2012")
    assert Region.objects.count() == len(areas)
    assert [village.name, village.parent.name, village.parent.parent.name] == [
        "Swarga Bara", "Sangatta Utara", "Kabupaten Kutai Timur"
    ]  # fmt: skip
    assert (village.tz, village.valid_from, village.valid_until) == ("Asia/Makassar", None, None)


def test_a_second_load_changes_nothing(load, areas):
    load(areas)
    before = list(Region.objects.values_list())
    assert "0 ditambahkan atau diperbarui, 0 dinyatakan berakhir" in load(areas, at=LATER)[-1]
    assert list(Region.objects.values_list()) == before


def test_what_is_gone_ends_on_the_day_and_what_is_new_begins_then(load, areas):
    new = next(area for area in areas if area.code == "64.08.04.2012")
    load([area for area in areas if area is not new])
    load([area for area in areas if area.code != "64.08.04.2011"], at=LATER)
    assert Region.objects.get(code="64.08.04.2011").valid_until == LATER.date()
    assert Region.objects.get(code="64.08.04.2012").valid_from == LATER.date()


def test_a_region_that_comes_back_is_the_same_row(load, areas):
    load(areas)
    before = Region.objects.get(code="64.08.04.2011").pk
    load([area for area in areas if area.code != "64.08.04.2011"], at=LATER)
    load(areas, at=LATER + timedelta(days=1))
    region = Region.objects.get(code="64.08.04.2011")
    assert (region.pk, region.valid_until) == (before, None)


def test_a_new_name_is_taken_over_and_found(load, areas):
    load(areas)
    load([area._replace(name="Swarga Baru") if area.code == "64.08.04.2012" else area for area in areas], at=LATER)
    assert [region.code for region in Region.objects.search("swarga baru", at=LATER)] == ["64.08.04.2012"]


def test_a_region_is_valid_from_its_first_day_until_the_day_before_its_last(load, areas):
    load(areas)
    Region.objects.filter(code="64").update(valid_from=date(2026, 11, 20), valid_until=date(2026, 11, 22))
    days = [Region.objects.valid(at=NOW + timedelta(days=n)).filter(code="64").exists() for n in (-1, 0, 1, 2)]
    assert days == [False, True, True, False]
