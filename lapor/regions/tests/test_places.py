"""Points and outlines on boundaries of our own making: two regencies side by side, a city inside the first."""

import json

import pytest
from django.core.management import CommandError, call_command

from lapor.core.errors import Refused
from lapor.regions import boundaries, places
from lapor.regions.models import Boundary, Region
from lapor.regions.tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("country")


def square(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, *rings):
    return {
        "type": "Feature",
        "properties": {"kode": code, "nama": "…"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]},
    }


def content(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


BERAU = feature("64.03", square(117, 1, 118, 2), square(118.5, 1, 118.6, 1.1))  # with an island
KUTIM = feature("64.08", square(116, 0, 118, 1))
BONTANG = feature("64.74", square(117.4, 0.4, 117.6, 0.6))  # an enclave in Kutai Timur
KALTIM = feature("64", square(116, 0, 118, 2))


@pytest.fixture
def loaded(country):
    return boundaries.load(content(BERAU, KUTIM, BONTANG), at=NOW)


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [(0.2, 116.5, "64.08"), (1.5, 117.5, "64.03"), (1.05, 118.55, "64.03"), (0.5, 117.5, "64.74"),
     (0.5, 118.2, "64.08"), (0.5, 118.3, None), (-8.0, 100.0, None)],
)  # fmt: skip
def test_a_point_finds_its_regency_and_at_sea_the_nearest(loaded, lat, lon, code):
    region = places.region_at(lat, lon)
    assert (region and region.code) == code


def test_where_only_provinces_are_loaded_a_point_finds_its_province(country):
    boundaries.load(content(KALTIM), at=NOW)
    assert places.region_at(1.5, 117.5).code == "64"


def test_a_regency_comes_before_the_province_around_it(loaded):
    boundaries.load(content(KALTIM), at=NOW)
    assert places.region_at(1.5, 117.5).code == "64.03"


@pytest.mark.parametrize("point", [(float("nan"), 117), (0, float("inf")), (1e308, -1e308), (91, 181)])
def test_a_point_that_is_none_finds_nothing(loaded, point):
    assert places.region_at(*point) is None


def test_without_boundaries_there_is_nothing_to_find_or_draw(country):
    assert places.region_at(0.5, 117.5) is None
    assert places.outlines(level=2) == {"type": "FeatureCollection", "features": []}
    assert places.outlines_version() == 0


def test_outlines_come_for_a_box_a_region_and_a_level(loaded):
    def drawn(**options):
        return [feature["properties"]["kode"] for feature in places.outlines(**options)["features"]]

    assert drawn(level=2) == ["64.03", "64.08", "64.74"]
    assert drawn(level=2, box=(118.4, 0.9, 119, 1.2)) == ["64.03"]
    assert drawn(level=2, within=Region.objects.get(code="64.08")) == ["64.08"]
    assert drawn(level=1) == []


def test_outlines_are_coarse_but_keep_the_smallest_region(country):
    crumb = square(117.0001, 0.0001, 117.0009, 0.0009)
    boundaries.load(content(feature("64.08", square(116.0004, 0, 118, 1), crumb), feature("64.74", crumb)), at=NOW)
    kutim, bontang = (outline["geometry"]["coordinates"] for outline in places.outlines(level=2)["features"])
    assert kutim == [[square(116, 0, 118, 1)]]
    assert bontang == [[crumb]]


def test_a_second_load_replaces_what_the_file_names_and_keeps_the_rest(loaded):
    version = places.outlines_version()
    boundaries.load(content(feature("64.08", square(110, 0, 111, 1))), at=NOW)
    assert Boundary.objects.count() == 3
    assert places.region_at(0.5, 110.5).code == "64.08"
    assert places.region_at(0.2, 116.5) is None
    assert places.outlines_version() > version


BAD = {
    "not json": b"\x89PNG",
    "not a collection": b'{"type": "Point"}',
    "a list": b"[]",
    "empty": content(),
    "deeply nested": b"[" * 200_000,
    "not utf-8": '{"features": "é"}'.encode("latin-1"),
    "no code": content({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": []}}),
    "no geometry": content({"type": "Feature", "properties": {"kode": "64.08"}, "geometry": None}),
    "a point": content({"properties": {"kode": "64.08"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}),
    "a code that is a list": content({**KUTIM, "properties": {"kode": ["64.08"]}}),
    "no rings": content(feature("64.08")),
    "two points": content(feature("64.08", [[116, 0], [117, 0], [116, 0]])),
    "words for numbers": content(feature("64.08", [["a", 0], ["b", 0], ["c", 1]])),
    "latitude first": content(feature("64.08", [[0, 116], [0, 118], [1, 118]])),
    "not a number": content(feature("64.08", [[float("nan"), 0], [117, 0], [117, 1]])),
    "an unknown code": content(KUTIM, feature("99.99", square(116, 0, 118, 1))),
    "a code twice": content(KUTIM, KUTIM),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_changes_nothing(loaded, bad):
    before = places.outlines_version()
    with pytest.raises(Refused) as refused:
        boundaries.load(bad, at=NOW)
    assert refused.value.code == "bad_boundaries"
    assert refused.value.sentence.endswith(".")
    assert (places.outlines_version(), Boundary.objects.count()) == (before, 3)


def test_the_command_loads_a_file_and_says_how_much(country, tmp_path, capsys):
    file = tmp_path / "batas.geojson"
    file.write_bytes(content(BERAU, KUTIM))
    call_command("load_boundaries", str(file))
    assert capsys.readouterr().out == "2 batas wilayah dimuat.\n"


def test_the_command_says_why_a_file_was_not_loaded(country, tmp_path):
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("load_boundaries", str(tmp_path / "none.geojson"))
    (tmp_path / "bad.geojson").write_text("{}")
    with pytest.raises(CommandError, match="Tidak ada yang dimuat"):
        call_command("load_boundaries", str(tmp_path / "bad.geojson"))


def test_an_area_is_read_out_of_a_text_only_when_it_is_sure(country):
    assert places.read_area("desa Swarga Bara kecamatan Sangatta Utara").code == "64.08.04.2012"
    assert places.read_area("jalan rusak di Kutai Timur").code == "64.08"
    for vague in ("Jl. Merdeka, Bogor", "tolong kami", "", "\x00", "sukamaju " * 5000):
        assert places.read_area(vague) is None
