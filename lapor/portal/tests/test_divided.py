"""The reporter of a divided report answers everything on one page, and is spoken to, not about."""

from uuid import uuid4

import pytest
from django.test import Client

from lapor.reports import holding, parts, referral, response
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


@pytest.fixture
def rini(cast):
    client = Client(headers={"accept-language": "id"})
    client.force_login(cast.user("rini"), backend="lapor.accounts.backends.CitizenBackend")
    return client


def divided(cast):
    report = cast.referred(by=cast.rini.acting(command=uuid4()))
    asked = [referral.PartFor(cast.unit(code), "Periksa bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    return report, referral.split(report.number, parts=asked, by=cast.arif, at=MONDAY)


def shown(client, report):
    return client.get(f"/saya/{report.number}/").content.decode()


def test_the_question_of_each_part_is_answered_from_the_page_of_the_whole(cast, rini):
    report, (road, _water) = divided(cast)
    holding.hold(road.number, question="Kilometer berapa?", by=cast.otto, at=MONDAY)
    page = shown(rini, report)
    assert "Kilometer berapa?" in page
    assert f"/saya/{road.number}/lengkapi/" in page
    done = rini.post(f"/saya/{road.number}/lengkapi/", {"text": "Kilometer 3", "seen": 3, "command": str(uuid4())})
    assert done.headers["Location"] == f"/saya/{report.number}/"


def test_one_rating_is_for_all_parts_and_clicking_twice_does_no_harm(cast, rini):
    report, (road, water) = divided(cast)
    response.answer(road.number, cast.solved("Jalan ditambal."), by=cast.otto, at=MONDAY)
    response.answer(water.number, cast.solved("Pipa diganti."), by=cast.wati, at=MONDAY)
    page = shown(rini, report)
    assert page.count("Jalan ditambal.") > 1, "in the story and above the form"
    said = {"rating": "5", "seen": Report.objects.get(pk=report.pk).seq, "command": str(uuid4())}
    answers = [rini.post(f"/saya/{report.number}/nilai/", said).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert [part.state for part in parts.of(report)] == [State.CLOSED] * 2
    assert Report.objects.get(pk=report.pk).rating == 5


def test_the_reporter_is_spoken_to(cast, rini):
    report = cast.answered(by=cast.rini.acting(command=uuid4()))
    rini.post(f"/saya/{report.number}/tanggapi/", {"text": "Belum.", "seen": report.seq, "command": str(uuid4())})
    holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY)
    page = shown(rini, report)
    assert "Anda menanggapi: belum beres" in page
    assert "meminta data dari Anda" in page
    assert "meminta data dari pelapor" in rini.get(f"/laporan/{report.number}/").content.decode()
