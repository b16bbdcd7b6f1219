"""An appeal as officers see it: a box of its own, an outcome to say, and no form for those who gave the answer."""

import pytest

from lapor.agencies.models import Membership, Role
from lapor.reports import actors, closing
from lapor.reports.lifecycle import Action
from lapor.reports.models import Report
from lapor.testing.cast import LONG_AGO


@pytest.fixture
def contested(cast):
    report = cast.answered()
    closing.contest(report.number, reason="Belum ditambal", by=actors.pin_holder(report.number), at=report.held_from)
    return Report.objects.get(pk=report.pk)


def address(report, slug="jawab"):
    return f"/kerja/laporan/{report.number}/{slug}/"


def test_the_box_of_appeals_has_it_for_the_level_above(cast, pages, contested):
    assert "Jalan berlubang" in pages.of(cast.user("Arif")).get("/kerja/kotak/banding/").text
    assert "Jalan berlubang" not in pages.of(cast.user("Otto")).get("/kerja/kotak/banding/").text


def test_the_answer_says_what_came_of_the_appeal(cast, pages, contested):
    arif = pages.of(cast.user("Arif"))
    page = arif.get(address(contested))
    arif.press(page, "Jawab", kind="solved", text="Sudah ditambal ulang.", status=422)
    arif.press(page, "Jawab", kind="solved", text="Sudah ditambal ulang.", appeal="corrected")
    assert contested.events.filter(action=Action.ANSWER).last().data["appeal"] == "corrected"
    assert "jawaban sebelumnya diperbaiki" in pages.get(f"/laporan/{contested.number}/").text


def test_who_gave_the_answer_is_told_that_others_decide(cast, pages, contested):
    Membership.objects.create(
        user=cast.user("Otto"), unit=cast.unit("64.08"), role=Role.AGENCY_ADMIN, valid_from=LONG_AGO
    )
    otto = pages.of(cast.user("Otto"))
    assert "petugas lain yang memutuskannya" in otto.get(address(contested), status=403).text


def test_an_answer_without_an_appeal_asks_for_no_outcome(cast, pages):
    report = cast.in_progress()
    assert "Hasil banding" not in pages.of(cast.user("Otto")).get(address(report)).text
