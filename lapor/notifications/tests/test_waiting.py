"""A message may wait for hours; what it quotes is looked at again when it goes out."""

import pytest

from lapor.channels import sending
from lapor.notifications.tests.conftest import messages, said_in
from lapor.reports import privacy
from lapor.testing.cast import MONDAY

EMAIL = "rini@surat.example"
ANSWERED = "Lubang sudah ditambal"
TITLE = "Jalan berlubang di Sangatta Utara"


@pytest.fixture
def waiting(cast, tell):
    """An answer, told to the reporter in its own words and to officers by the report's title."""
    report = cast.in_progress(email=EMAIL)
    tell(report, newest=True)
    return report


def letters_about(carried, report):
    sending.send("email", at=MONDAY)
    return [letter.content for letter in carried if letter.content.report == report.number]


def test_what_waits_goes_out_as_it_was_written(waiting, carried):
    assert any("Petugas sudah meninjau lokasi." in said.text for said in letters_about(carried, waiting))


def test_once_the_report_is_secret_nothing_of_its_words_goes_out(cast, waiting, carried):
    assert "Petugas sudah meninjau lokasi." in "".join(said_in(message).text for message in messages())
    privacy.raise_flags(waiting.number, secret=True, by=cast.arif, at=MONDAY)
    letters = letters_about(carried, waiting)
    assert letters
    for said in letters:
        assert (said.subject, said.text) == (
            "LAPOR!",
            "Ada perkembangan pada satu laporan. Buka LAPOR! untuk membacanya.",
        )
