"""Answers for whoever chooses a place, and the ground under the map."""

import io
from urllib.error import URLError

import pytest

from lapor.portal import tiles

TILE = tiles.PNG + b"ground"


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(
    ("typed", "first"), [("sanggata ut", "64.08.04"), ("kutim", "64.08"), ("\0", None), ("", None)]
)
def test_a_region_is_found_as_one_types(client, typed, first):
    found = client.get("/cari/wilayah/", {"q": typed}).json()
    assert (found[0]["value"] if found else None) == first


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(("typed", "first"), [("dinas pekerjaan", "64.08/pu"), ("\0", None), ("zzzz", None)])
def test_an_agency_is_found_as_one_types(client, typed, first):
    found = client.get("/cari/instansi/", {"q": typed}).json()
    assert (found[0]["value"] if found else None) == first


@pytest.mark.usefixtures("country")
def test_a_point_at_the_coast_belongs_to_the_nearest_regency_and_nobody_keeps_the_answer(client):
    answer = client.get("/peta/wilayah/", {"lat": 0.5, "lon": 118.1})
    assert answer.json()["region"] == "Kabupaten Kutai Timur, Kalimantan Timur"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "query", [{}, {"lat": "x", "lon": "1"}, {"lat": "nan", "lon": "1"}, {"lat": "1e999", "lon": "1"}]
)
@pytest.mark.usefixtures("db")
def test_a_point_that_is_none_names_no_region(client, query):
    answer = client.get("/peta/wilayah/", query)
    assert answer.status_code == 400 or answer.json()["region"] == ""


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"kotak": "117,0,118,1"}, ["64.08"]),
        ({"kotak": "100,0,101,1"}, []),
        ({"wilayah": "64.08.04"}, ["64.08"]),
        ({}, []),
        ({"kotak": "x"}, []),
        ({"kotak": "1,2,nan,4"}, []),
        ({"wilayah": "\0"}, []),
    ],
)
def test_outlines_are_those_of_the_part_in_view(client, query, codes):
    shapes = client.get("/peta/batas/", query).json()
    assert [shape["properties"]["kode"] for shape in shapes["features"]] == codes


# --- the ground ------------------------------------------------------------------------------------------------------


@pytest.fixture
def source(settings, tmp_path, monkeypatch):
    """A source of tiles that answers with what `source.answer` is; `source.asked` are the addresses."""
    settings.MAP_TILES_URL, settings.LAPOR_HOME = "https://ubin.contoh.id/{z}/{x}/{y}.png", tmp_path

    class Source:
        answer, asked = TILE, []

    Source.asked = []

    def urlopen(request, timeout):
        Source.asked.append(request.full_url)
        if isinstance(Source.answer, Exception):
            raise Source.answer
        return io.BytesIO(Source.answer)

    monkeypatch.setattr(tiles, "urlopen", urlopen)
    return Source


def test_a_tile_comes_through_us_and_is_asked_for_once(client, source):
    first, again = client.get("/peta/ubin/3/6/4.png"), client.get("/peta/ubin/3/6/4.png")
    assert first.content == again.content == TILE
    assert source.asked == ["https://ubin.contoh.id/3/6/4.png"]


@pytest.mark.parametrize("answer", [URLError("down"), TimeoutError(), b"<html>no</html>", tiles.PNG + bytes(300_000)])
def test_a_source_that_fails_leaves_the_ground_empty(client, source, answer):
    source.answer = answer
    tile = client.get("/peta/ubin/3/6/4.png")
    assert (tile.status_code, tile.content) == (200, tiles.EMPTY)


def test_without_a_source_nobody_is_asked(client, source, settings):
    settings.MAP_TILES_URL = ""
    assert client.get("/peta/ubin/3/6/4.png").content == tiles.EMPTY
    assert source.asked == []


@pytest.mark.parametrize("path", ["20/1/1", "3/8/1", "3/1/8", "99999/1/1"])
def test_a_tile_outside_the_world_is_not_asked_for(client, source, path):
    assert client.get(f"/peta/ubin/{path}.png").status_code == 404
    assert source.asked == []


def test_a_busy_source_holds_two_threads_at_most(client, source):
    with tiles._asking, tiles._asking:
        assert client.get("/peta/ubin/3/6/4.png").content == tiles.EMPTY
    assert source.asked == []
