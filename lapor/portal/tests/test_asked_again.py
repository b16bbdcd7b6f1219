"""What the form says when it comes back: that nothing was sent, and everything that is to be put right, at once."""

import pytest

from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.usefixtures("cast", "country")
NOT_SENT = "Belum terkirim. Yang Anda tulis masih ada"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


def test_who_has_to_choose_a_place_reads_first_that_nothing_was_sent(client, written):
    """Without a script the page begins at the top again, far from the place where the choice is."""
    answer = client.post("/", written(area="sangatta"))
    assert answer.status_code == 422
    assert NOT_SENT in answer.content.decode()
    assert not Report.objects.exists()


def test_who_only_looked_up_a_name_is_not_told_that_something_went_wrong(client, written):
    text = client.post("/", written(area="sangatta", find="area")).content.decode()
    assert NOT_SENT not in text
    assert 'formaction="#id_area"' in text  # the page comes back at the choice


def test_a_day_to_come_is_said_together_with_what_else_is_wrong(client, written):
    text = client.post("/", written(event_date="2031-01-01", title="")).content.decode()
    assert "Tanggal kejadian tidak bisa di masa depan." in text
    assert "Beri judul singkat, satu kalimat saja." in text
