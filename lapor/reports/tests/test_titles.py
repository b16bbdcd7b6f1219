"""What a list calls a report that has no title of its own."""

import pytest

from lapor.reports import titles
from lapor.reports.models import Report

pytestmark = pytest.mark.django_db
DARK = "Lampu jalan mati "


@pytest.mark.parametrize(
    ("body", "called"),
    [(DARK.strip(), DARK.strip()), (DARK * 10, f"{(DARK * 5).strip()}…"), ("x" * 200, f"{'x' * 90}…")],
)
def test_a_report_without_a_title_is_called_by_its_first_whole_words(cast, body, called):
    cast.submitted(title="", body=body)
    assert titles.of(Report.objects.with_words().get()) == called
