"""What we count on from the package; a new version of it that says otherwise is looked at first."""

from collections import Counter

import pytest

from lapor.regions import source


@pytest.fixture(scope="module")
def everywhere():
    return {area.code: area for area in source.areas()}


def test_the_package_has_all_four_levels(everywhere):
    counts = Counter(area.level for area in everywhere.values())
    assert counts == {1: 38, 2: 514, 3: 7285, 4: 83762}


def test_a_village_comes_with_its_kind_path_and_postcode(everywhere):
    village = everywhere["64.08.04.2012"]
    assert village.path_name == "Swarga Bara, Sangatta Utara, Kabupaten Kutai Timur, Kalimantan Timur"
    assert (village.kind, village.parent_code, village.postcode) == ("desa", "64.08.04", "75681")


@pytest.mark.parametrize(
    ("code", "tz"),
    [("31", "Asia/Jakarta"), ("61", "Asia/Jakarta"), ("62", "Asia/Jakarta"), ("63", "Asia/Makassar"),
     ("65", "Asia/Makassar"), ("51", "Asia/Makassar"), ("53", "Asia/Makassar"), ("73", "Asia/Makassar"),
     ("81", "Asia/Jayapura"), ("91", "Asia/Jayapura"), ("96", "Asia/Jayapura")],
)  # fmt: skip
def test_each_province_has_its_time(everywhere, code, tz):
    assert everywhere[code].tz == tz


def test_only_the_kinds_of_the_law_are_used(everywhere):
    kinds = {area.kind for area in everywhere.values()}
    assert kinds == {"provinsi", "kabupaten", "kota", "kecamatan", "kelurahan", "desa"}
