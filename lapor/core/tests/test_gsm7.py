import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.core.gsm7 import ALPHABET, SECOND, fits, length, shorten

LINK = "https://lapor.go.id/p/1234567890/"
HEAD = "Laporan 1234567890 "


@given(st.text(max_size=400), st.sampled_from(["", LINK]))
def test_whatever_comes_in_fits_one_message(text, link):
    assert fits(shorten(text, link))


@given(st.text(max_size=400))
def test_a_text_that_is_cut_keeps_the_number_and_ends_with_the_link(text):
    said = shorten(HEAD + text, LINK)
    assert said.startswith("Laporan 1234567890")
    assert said.endswith(LINK) or length(said) > 160 - len(LINK) - 1


@given(st.text(alphabet=[letter for letter in ALPHABET if letter not in "\x1b\n\r"], max_size=160))
def test_a_text_of_the_alphabet_arrives_letter_by_letter(text):
    assert shorten(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“Jalan rusak” – sudah…", '"Jalan rusak" - sudah...'),
        ("é à ñ Ö § €", "é à ñ Ö § €"),
        ("Dè Bàntul ça va á ő", "Dè Bàntul ca va a o"),
        ("Selesai ✅ 👍🏽 terima kasih", "Selesai terima kasih"),
        ("Baris satu\r\nbaris\tdua", "Baris satu baris dua"),
        ("ꦄꦏ 日本", "?? ??"),
        ("Rp\u00a0500", "Rp 500"),
        ("a\u0301 e\u0301", "a e"),
    ],
)
def test_what_the_alphabet_lacks_is_written_with_what_it_has(written, sent):
    assert shorten(written) == sent


def test_the_letters_of_the_second_table_take_the_room_of_two():
    assert length("a{}") == 5
    assert fits("€" * 80)
    assert not fits("€" * 81)
    assert all(length(letter) == 2 for letter in SECOND.values())


def test_a_foreign_letter_does_not_fit_however_short():
    assert not fits("’")
    assert not fits("\x1b")


def test_text_and_link_both_go_where_there_is_room():
    assert shorten("Laporan Anda dijawab.", LINK) == f"Laporan Anda dijawab. {LINK}"


def test_a_text_that_needs_all_the_room_goes_without_the_link():
    text = "a" * 150
    assert shorten(text, LINK) == text


def test_a_long_text_ends_at_a_word():
    said = shorten("kata " * 60, LINK)
    assert said.endswith(f"kata... {LINK}")
    assert 150 < length(said) <= 160


def test_one_endless_word_is_cut_in_the_middle():
    said = shorten("a" * 500, LINK)
    assert length(said) == 160
    assert said.endswith(f"aa... {LINK}")
