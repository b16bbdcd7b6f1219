"""The gallery and the pages for errors: valid, accessible by structure, nothing inline."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from html5lib import HTMLParser

TEMPLATES = Path(__file__).parents[1] / "templates"
COMPONENTS = sorted((TEMPLATES / "ui/components").glob("*.html"))
GALLERY = ["/", "/laporan/", "/kerja/", "/gambar/"]
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]

pytestmark = pytest.mark.urls("lapor.testing.gallery.urls")


def checked(html: str):
    """The tree of a page that a strict parser takes, with what every page must have and must not have."""
    tree = HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    ids = [part.get("id") for part in tree.iter() if part.get("id")]
    assert len(ids) == len(set(ids)), "two elements with one id"
    assert tree.get("lang")
    assert len(tree.findall(".//h1")) == 1
    for part in tree.iter():
        assert part.tag != "style"
        assert part.tag != "script" or part.get("src")
        assert not any(name == "style" or str(name).startswith("on") for name in part.keys())  # noqa: SIM118
    return tree


@pytest.mark.parametrize("path", GALLERY)
def test_gallery_is_valid_and_has_nothing_inline(path):
    response = Client(headers={"accept-language": "id"}).get(path)
    tree = checked(response.content.decode())
    assert tree.get("lang") == "id"


@pytest.mark.parametrize("path", GALLERY)
def test_a_page_without_messages_sets_no_cookie(path):
    response = Client().get(path)
    assert not response.cookies or "post" in response.content.decode()


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_are_valid_and_say_what_to_do(name):
    tree = checked(render_to_string(name))
    assert tree.find(".//main//a[@class]") is not None


def test_the_page_for_a_fault_needs_nothing_that_could_fail():
    page = (TEMPLATES / "500.html").read_text()
    assert "{%" not in page
    assert "{{" not in page


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_each_component_says_what_it_is_and_takes(component):
    first = component.read_text().splitlines()[0]
    assert first.startswith("{# ")
    assert "arameters" in first or "Use the tag" in first


def test_htmx_evaluates_nothing_and_keeps_no_page():
    html = render_to_string("ui/htmx.html")
    config = json.loads(HTMLParser(namespaceHTMLElements=False).parseFragment(html).find("meta").get("content"))
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert finders.find("htmx/htmx-2.min.js")


def test_typed_text_is_escaped_in_components():
    html = render_to_string("ui/components/report_card.html", {"title": "<script>", "number": 1, "state": "belum"})
    assert "<script>" not in html
