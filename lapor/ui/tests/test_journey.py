import pytest

from lapor.ui.journey import holder_sentence, steps
from lapor.ui.templatetags.ui import journey


def test_steps_before_are_done_and_steps_after_are_to_do():
    assert [step.state for step in steps(3, "open")] == ["done", "done", "current", "todo", "todo"]


def test_a_closed_report_has_every_step_done():
    assert {step.state for step in steps(5, "closed")} == {"done"}


def test_nothing_lies_ahead_of_an_archived_report():
    assert [step.label for step in steps(2, "archived")] == ["Tulis", "Verifikasi"]


def test_each_step_says_its_state_in_words():
    assert [step.word for step in steps(2, "open")] == ["sudah", "sekarang", "belum", "belum", "belum"]


@pytest.mark.parametrize(
    ("state", "yours", "sentence"),
    [
        ("open", False, "Sekarang di Dinas PU."),
        ("open", True, "Sekarang giliran Anda."),
        ("on_hold", False, "Menunggu data dari Dinas PU."),
        ("on_hold", True, "Menunggu data dari Anda."),
        ("archived", False, "Laporan ini diarsipkan."),
        ("closed", False, "Laporan ini selesai."),
    ],
)
def test_it_says_who_has_the_report(state, yours, sentence):
    assert holder_sentence(state, "Dinas PU", yours=yours) == sentence


def test_a_name_that_brings_its_own_mark_needs_no_full_stop():
    assert holder_sentence("open", "Meja Nasional SP4N-LAPOR!", yours=False) == "Sekarang di Meja Nasional SP4N-LAPOR!"


def test_a_state_it_does_not_know_is_an_error():
    with pytest.raises(KeyError):
        journey(2, state="lost")
