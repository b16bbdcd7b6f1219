"""What holds for every text that somebody reads: it has English words, they fit, and the pages speak them."""

import re
from datetime import date

import pytest
from babel.messages.mofile import write_mo
from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format

from lapor.testing.messages import catalogue, forms, messages_in_code, untranslated

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
    yield
    translation.deactivate()


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


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [("/bantuan/", "id", "Bantuan singkat"), ("/en/bantuan/", "en", "Help in brief")],
)
def test_the_address_decides_the_language_of_a_page(pages, compiled, address, language, words):
    page = pages.get(address)
    assert page.title == words
    assert page.tree.get("lang") == language


@pytest.mark.parametrize(("language", "words"), [("id", "Bidang ini wajib diisi."), ("en", "This field is required.")])
def test_djangos_own_sentences_follow_the_language(language, words):
    with translation.override(language), pytest.raises(ValidationError, match=words):
        fields.CharField().clean("")


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Selasa, 24 November 2026"), ("en", "Tuesday, 24 November 2026")]
)
def test_a_day_is_written_in_the_language_of_the_page(language, words):
    with translation.override(language):
        assert date_format(date(2026, 11, 24), "DATE_FORMAT") == words
