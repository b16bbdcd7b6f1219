"""Two workers at once make one package; a consent that is taken back meanwhile leaves none that can be fetched."""

import pytest

from lapor.core.errors import Refused
from lapor.ombudsman import consent, contents, packages
from lapor.ombudsman.models import Disclosure, Package
from lapor.ombudsman.tests.stage import LATER, disclosed, reporter
from lapor.reports.actors import system
from lapor.testing.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def print_quickly(monkeypatch):
    monkeypatch.setattr(contents, "pdf", lambda _template, _context: b"%PDF")


def test_two_workers_make_one(transactional_db, cast):
    report = disclosed(cast)
    results = at_once(*[lambda: packages.hand_over(report.number, by=system(), at=LATER)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Package", "Refused"]
    assert [result.code for result in results if isinstance(result, Refused)] == ["handed_over"]


def test_a_consent_taken_back_while_it_is_made_leaves_nothing_to_fetch(transactional_db, cast):
    report = disclosed(cast)
    by = reporter(report)
    at_once(
        lambda: packages.hand_over(report.number, by=system(), at=LATER),
        lambda: consent.take_back(report.number, by=by, at=LATER),
    )
    assert not Disclosure.objects.exists()
    assert [package.is_open for package in Package.objects.select_related("report") if package.is_open] == []
