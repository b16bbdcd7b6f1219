import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.accounts import contacts
from lapor.core.errors import Refused


@pytest.mark.parametrize(
    "typed",
    ["081234567890", "0812 3456 7890", "+62 812-3456-7890", "6281234567890", "(0812) 3456-7890", " 62 81234567890 "],
)
def test_one_number_is_recognised_however_it_is_written(typed):
    assert contacts.read(typed) == ("phone", "+6281234567890")


def test_a_foreign_number_may_be_used():
    assert contacts.read("+65 8123 4567") == ("phone", "+6581234567")


def test_an_address_is_the_same_in_capitals():
    assert contacts.read(" Rini@Contoh.ID ") == ("email", "rini@contoh.id")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "contact_missing"),
        ("   ", "contact_missing"),
        ("12345", "bad_phone"),
        ("rini", "bad_phone"),
        ("0812\x003456", "bad_phone"),
        ("9" * 100_000, "bad_phone"),
        ("+1 900 555 1234", "bad_phone"),  # a call or a message there costs whoever sends it
        ("0809 1 234567", "bad_phone"),
        ("+882 16 123456", "bad_phone"),
        ("rini@", "bad_email"),
        ("r\u0131n\u0131@contoh.id", "bad_email"),
        ("rini@contoh", "bad_email"),
        ("r" * 300 + "@contoh.id", "bad_email"),
        ("<script>@contoh.id", "bad_email"),
    ],
)
def test_what_is_no_contact_is_refused_beside_its_field(typed, code):
    with pytest.raises(Refused) as refused:
        contacts.read(typed)
    assert (refused.value.code, refused.value.field) == (code, "contact")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        kind, value = contacts.read(typed)
    except Refused:
        return
    assert contacts.normal(kind, value) == value


def test_a_masked_contact_can_be_recognised_but_not_called():
    assert contacts.masked("+6281234567890") == "+62 ••••• 7890"
    assert contacts.masked("rini@contoh.id") == "r•••@contoh.id"
