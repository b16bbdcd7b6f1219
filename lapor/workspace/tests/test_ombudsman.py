"""The pages around the Ombudsman, as its officers and those who owe it a package use them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.ombudsman import archive, consent, contents, returning
from lapor.ombudsman.models import Package
from lapor.ombudsman.tests.stage import LATER, disclosed, handed_over, reporter
from lapor.reports.lifecycle import Action, Outcome
from lapor.reports.models import Event

REGISTER = "0123/LM/2027/SMD"


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """Sixty-one days after the report was sent; the paper has a test of its own."""
    monkeypatch.setattr(contents, "pdf", lambda _template, _context: b"%PDF")
    monkeypatch.setattr("lapor.workspace.tests.conftest.NOON", LATER)


@pytest.fixture
def package(cast):
    return handed_over(cast)


def page_of(desk, address):
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_yani_fetches_a_package_registers_it_and_answers(cast, desk_of, package):
    desk, at = desk_of("Yani"), f"/kerja/ombudsman/{package.token}/"
    assert at in page_of(desk, "/kerja/ombudsman/")
    fetched = desk.post(f"{at}unduh/")
    assert archive.verify(fetched.content).keys() == {"handover.json", "handover.pdf"}
    assert fetched.headers["Content-Disposition"] == f'attachment; filename="lapor-{package.report.number}.zip"'
    assert desk.post(f"{at}register/", {"register": REGISTER}).url == at
    assert desk.post(f"{at}hasil/", {"outcome": Outcome.FOUND, "text": "Terlambat."}).url == at
    said = page_of(desk, at)
    assert REGISTER in said
    assert "Maladministrasi ditemukan" in said
    assert "Yani" in said


STATES = [
    # what happened                                                         what the list says
    ({}, "Siap diunduh"),
    ({"sent_at": LATER}, "Terkirim ke sistem Ombudsman"),
    ({"trouble": "timeout", "next_try_at": LATER}, "Siap diunduh"),
    ({"trouble": "timeout"}, "Tidak terkirim, unduh di sini"),
    ({"register": REGISTER, "acknowledged_at": LATER}, "Diterima"),
    ({"register": "9", "acknowledged_at": LATER, "outcome": "not_competent"}, "Bukan wewenang Ombudsman"),
]


@pytest.mark.parametrize(("happened", "words"), STATES)
def test_the_list_says_how_far_each_has_come(desk_of, package, happened, words):
    Package.objects.filter(pk=package.pk).update(**happened)
    assert words in page_of(desk_of("Yani"), "/kerja/ombudsman/")


def test_without_the_consent_the_list_says_so_and_offers_nothing(desk_of, package):
    consent.take_back(package.report.number, by=reporter(package.report), at=LATER)
    desk, at = desk_of("Yani"), f"/kerja/ombudsman/{package.token}/"
    assert "Izin dicabut" in page_of(desk, "/kerja/ombudsman/")
    assert "Unduh" not in page_of(desk, at)
    assert desk.post(f"{at}unduh/").status_code == 404
    assert desk.post(f"{at}register/", {"register": REGISTER}).status_code == 404


def test_a_number_that_is_none_is_told_beside_its_field_and_kept(desk_of, package):
    answer = desk_of("Yani").post(f"/kerja/ombudsman/{package.token}/register/", {"register": "!!"})
    assert answer.status_code == 422
    assert "Nomor register terdiri atas" in answer.content.decode()
    assert 'value="!!"' in answer.content.decode()


def test_the_name_of_the_reporter_in_an_outcome_is_refused_and_the_words_stay(cast, desk_of, package):
    returning.acknowledge(package, REGISTER, by=cast.yani, at=LATER)
    said = {"outcome": Outcome.FOUND, "text": "Ibu Wulandari benar."}
    answer = desk_of("Yani").post(f"/kerja/ombudsman/{package.token}/hasil/", said)
    assert answer.status_code == 422
    assert "Ibu Wulandari benar." in answer.content.decode()
    assert not Event.objects.filter(action=Action.CONCLUDE).exists()


@pytest.mark.parametrize("who", ["Vera", "Arif", "Otto", "Kusno", "Kiki"])
def test_nobody_else_fetches_it(desk_of, package, who):
    assert desk_of(who).post(f"/kerja/ombudsman/{package.token}/unduh/").status_code == 404


def test_looking_is_not_fetching(desk_of, package):
    assert desk_of("Yani").get(f"/kerja/ombudsman/{package.token}/unduh/").status_code == 405


def test_arif_makes_the_package_of_a_secret_report_from_his_list(cast, desk_of):
    report, desk = disclosed(cast, is_secret=True), desk_of("Arif")
    assert f"/kerja/laporan/{report.number}/" in page_of(desk, "/kerja/ombudsman/menunggu/")
    at = f"/kerja/laporan/{report.number}/berkas-ombudsman/"
    assert "Wulandari" not in page_of(desk, at)
    assert desk.post(at, {"reason": "Diminta pelapor.", "seen": report.seq}).status_code == 303
    assert Package.objects.get().report == report
    assert "Tidak ada yang menunggu" in page_of(desk, "/kerja/ombudsman/menunggu/")


def test_without_a_reason_no_package_is_made(cast, desk_of):
    report = disclosed(cast, is_secret=True)
    answer = desk_of("Arif").post(f"/kerja/laporan/{report.number}/berkas-ombudsman/", {"seen": report.seq})
    assert answer.status_code == 422
    assert not Package.objects.exists()


def test_the_officer_who_comes_second_is_told(cast, desk_of):
    report = disclosed(cast, is_secret=True)
    at, said = f"/kerja/laporan/{report.number}/berkas-ombudsman/", {"reason": "Diminta.", "seen": report.seq}
    assert desk_of("Arif").post(at, said).status_code == 303
    assert desk_of("Vera").post(at, said).status_code == 409
    assert Package.objects.count() == 1


def test_twenty_packages_cost_as_many_queries_as_ten(cast, desk_of):
    desk, counts = desk_of("Yani"), []
    for round_ in range(2):
        for _each in range(10):
            report = cast.referred(at=LATER - timedelta(days=70 + round_))
            Package.objects.create(report=report, consent_at=LATER, made_at=LATER, sha256=b"0")
        page_of(desk, "/kerja/ombudsman/")
        with CaptureQueriesContext(connection) as captured:
            page_of(desk, "/kerja/ombudsman/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
