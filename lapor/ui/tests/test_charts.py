"""Charts: geometry that holds for any figures, a table with the same numbers, nothing inline."""

from xml.etree.ElementTree import Element

import pytest
from django.template import Context, Template
from html5lib import HTMLParser
from hypothesis import given
from hypothesis import strategies as st

from lapor.ui import charts
from lapor.ui.charts import Figure, Series

AMOUNTS = st.none() | st.integers(0, 2_000_000) | st.floats(0, 1_000_000)
FIGURES = st.lists(st.builds(Figure, st.text(max_size=120), AMOUNTS, note=st.text(max_size=60)), max_size=40)


def drawn(source: str, **values: object) -> Element:
    html = Template("{% load charts %}" + source).render(Context(values))
    return HTMLParser(namespaceHTMLElements=False).parseFragment(html)


def texts(tree: Element, path: str) -> list[str]:
    return ["".join(part.itertext()) for part in tree.findall(path)]


def within(length: str, most: float) -> bool:
    return 0 <= float(length.rstrip("em%")) <= most


@given(FIGURES)
def test_bars_never_leave_their_drawing(figures):
    for row in charts.bars(figures, unit="laporan")["rows"]:
        assert within(row["width"], 100)
        assert len(row["lines"]) <= 2


@given(FIGURES)
def test_columns_never_leave_their_drawing(figures):
    chart = charts.columns(figures, unit="")
    assert all(within(part["y"], 20) and within(part["height"], charts.PLOT + 0.01) for part in chart["parts"])
    assert not figures or chart["parts"][-1]["label"] == figures[-1].label


@given(st.lists(st.lists(AMOUNTS, min_size=3, max_size=3), max_size=5))
def test_names_of_lines_never_lie_on_each_other(courses):
    course = [Series(f"Garis {n}", list(zip("abc", values, strict=True))) for n, values in enumerate(courses)]
    chart = charts.lines(course, unit="")
    rows = sorted(float(line["y"].rstrip("em")) for one in chart["series"] for line in one["name"])
    assert all(below - above > charts.LINE - 0.02 for above, below in zip(rows, rows[1:], strict=False))


def test_each_chart_has_a_caption_and_its_table():
    page = drawn('{% bars figures title="Yang terlambat" unit="laporan" %}', figures=[Figure("RSUD", 1204)])
    assert texts(page, ".//figcaption") == ["Yang terlambat"]
    assert texts(page, ".//details//tbody//td") == ["1.204"]


def test_a_share_says_of_how_many():
    page = drawn('{% share 82 100 title="Tepat waktu" %}')
    assert texts(page, ".//p")[0] == "82% 82 dari 100 laporan"


def test_nothing_to_count_is_not_zero_percent():
    page = drawn('{% share 0 0 title="Tepat waktu" %}')
    assert texts(page, ".//p")[0] == "– 0 dari 0 laporan"


def test_without_figures_there_is_a_sentence_and_no_empty_drawing():
    for tag in ("bars", "columns", "lines"):
        page = drawn("{% " + tag + ' nothing title="Bulan ini" %}', nothing=[])
        assert page.find(".//{*}svg") is None
        assert "Belum ada angka" in texts(page, ".//p")[0]


def test_the_note_stands_beside_the_bar_and_in_the_table():
    page = drawn('{% bars figures title="A" unit="%" %}', figures=[Figure("RSUD", 50, note="2 dari 4")])
    assert texts(page, ".//{*}tspan") == ["50%", "2 dari 4"]
    assert texts(page, ".//tbody//td") == ["50%", "2 dari 4"]


def test_links_lead_to_what_stands_behind_a_bar():
    page = drawn('{% bars figures title="A" %}', figures=[Figure("RSUD", 5, href="/kerja/?unit=1")])
    assert [link.get("href") for link in page.findall(".//{*}a")] == ["/kerja/?unit=1"] * 2


@pytest.mark.parametrize("language", ["id", "en"])
def test_lengths_are_written_for_machines_in_every_language(language, settings):
    settings.LANGUAGE_CODE = language
    page = drawn('{% columns figures title="A" %}', figures=[Figure("x", 1), Figure("y", 3)])
    lengths = [value for part in page.findall(".//{*}rect") for value in part.attrib.values()]
    assert "35.00%" in lengths
    assert not any("," in length for length in lengths)


def test_names_are_escaped():
    page = drawn('{% bars figures title="A" %}', figures=[Figure("<script>alert(1)</script>", 5, href="/")])
    assert page.find(".//{*}script") is None
