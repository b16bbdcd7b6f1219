"""What holds for every template of the product."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.urls import get_resolver

from tests.house.source import PRODUCT

TEMPLATES = {
    str(path.relative_to(folder)): path
    for folder in sorted(PRODUCT.glob("*/templates"))
    for path in sorted(folder.rglob("*.html"))
}
INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style": re.compile(r"<style\b|<[a-z][^>{}]*\sstyle=", re.I),
    "a handler": re.compile(r"<[a-z][^>{}]*\son[a-z]+=", re.I),
    "an address that is a script": re.compile(r"javascript:", re.I),
    "something from elsewhere": re.compile(r"""\b(?:src|data-src)=["'](?:https?:)?//""", re.I),
    "trust in what somebody typed": re.compile(r"\{%\s*autoescape\s+off"),
}
STATIC = re.compile(r"""\{% static ["']([^"']+)["']""")
ADDRESS = re.compile(r"""\{% url ["']([^"']+)["']""")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_nothing_inline(name):
    source = TEMPLATES[name].read_text()
    assert [what for what, pattern in INLINE.items() if pattern.search(source)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_refers_to_exists(name):
    source = TEMPLATES[name].read_text()
    assert [path for path in STATIC.findall(source) if not finders.find(path)] == []
    assert [address for address in ADDRESS.findall(source) if address not in url_names()] == []


def url_names() -> set[str]:
    """Every name that `{% url %}` may use, with its namespace."""
    resolver = get_resolver()
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    for namespace, (_prefix, inner) in resolver.namespace_dict.items():
        names |= {f"{namespace}:{name}" for name in inner.reverse_dict if isinstance(name, str)}
    return names
