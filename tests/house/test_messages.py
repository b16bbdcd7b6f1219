"""What holds for every text that somebody reads: it has English words, they fit, and the pages speak them."""

import ast
import re
from collections.abc import Iterator
from datetime import date

import pytest
from babel.messages.mofile import write_mo
from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format

from lapor.testing.messages import catalogue, forms, messages_in_code, untranslated
from tests.house.source import dotted, modules

PARTS = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w+\}|</?\w[^>]*>")
UPDATE = "python -m lapor.testing.messages says what is new"


@pytest.fixture
def compiled(tmp_path, settings):
    """The English words as they lie in the repository, whenever somebody compiled them last."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as target:
        write_mo(target, catalogue())
    settings.LOCALE_PATHS = [tmp_path]


def test_the_catalogue_knows_every_text_of_the_code_and_no_other():
    in_code = {(message.context, message.id) for message in messages_in_code()}
    known = {(message.context, message.id) for message in catalogue()}
    assert in_code - known == set(), UPDATE
    assert known - in_code == set(), UPDATE


def test_every_text_has_english_words():
    assert untranslated(catalogue()) == []


def test_what_is_put_into_a_text_is_put_into_the_english_one_too():
    wrong = [
        english
        for message in catalogue()
        if message.id
        for english in forms(message.string or "")
        if sorted(PARTS.findall(english)) != sorted(PARTS.findall(forms(message.id)[0]))
    ]
    assert wrong == []


def test_no_text_is_said_before_somebody_has_a_language():
    """What isn't lazy at the head of a module would stay Indonesian for everybody."""
    frozen = [
        f"{path}:{call.lineno}"
        for path, module in modules().items()
        for call in _said_on_import(module, _spoken_at_once(module))
    ]
    assert frozen == []


def _spoken_at_once(module: ast.Module) -> set[str]:
    imports = (node for node in module.body if isinstance(node, ast.ImportFrom))
    names = (name for node in imports if node.module == "django.utils.translation" for name in node.names)
    return {name.asname or name.name for name in names if name.name.endswith("gettext")}


def _said_on_import(node: ast.AST, spoken: set[str]) -> Iterator[ast.Call]:
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(part, ast.Call) and dotted(part.func) in spoken:
            yield part
        yield from _said_on_import(part, spoken)


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [("/bantuan/", "id", "Bantuan singkat"), ("/en/bantuan/", "en", "Help in brief")],
)
def test_the_address_decides_the_language_of_a_page(pages, compiled, address, language, words):
    page = pages.get(address)
    assert page.title == words
    assert page.tree.get("lang") == language


@pytest.mark.parametrize("address", ["/en/", "/en/bantuan/", "/en/laporan/", "/en/kerja/masuk/"])
def test_who_reads_english_goes_on_reading_english(pages, address):
    links = [link for link in pages.get(address).tree.iter("a") if link.get("hreflang") is None]
    inside = [link.get("href", "") for link in links if link.get("href", "").startswith("/")]
    assert inside
    assert [href for href in inside if not href.startswith("/en/")] == []


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Masukkan keseluruhan angka bilangan."), ("en", "Enter a whole number.")]
)
def test_djangos_own_sentences_follow_the_language(language, words):
    with translation.override(language), pytest.raises(ValidationError, match=words):
        fields.IntegerField().clean("x")


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Selasa, 24 November 2026"), ("en", "Tuesday, 24 November 2026")]
)
def test_a_day_is_written_in_the_language_of_the_page(language, words):
    with translation.override(language):
        assert date_format(date(2026, 11, 24), "DATE_FORMAT") == words
