"""What the reporter is told and asked about the Ombudsman, on the report's page and behind the notice's link."""

from datetime import timedelta

import pytest
from django.test import Client

from lapor.ombudsman import contents, packages, returning
from lapor.ombudsman.models import Disclosure
from lapor.ombudsman.tests.stage import LATER, agreed, disclosed, told
from lapor.reports import referral
from lapor.reports.actors import system
from lapor.reports.models import Report

SAID = {
    "name": "Rini Astuti", "birth_place": "Sangatta", "birth_date": "1990-05-17", "marital_status": "married",
    "occupation": "Guru", "address": "Gang Kenari 7", "event_date": "2026-10-01", "description": "Jalan rusak",
    "complained": "Melalui LAPOR!",
}  # fmt: skip


@pytest.fixture(autouse=True)
def later(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    monkeypatch.setattr(contents, "pdf", lambda _template, _context: b"%PDF")


def holder(report) -> Client:
    """The browser that has shown the PIN."""
    client = Client(headers={"accept-language": "id"})
    session = client.session
    session["reports"] = [report.number]
    session.save()
    return client


def page(report):
    return holder(report).get(f"/saya/{report.number}/").content.decode()


def handed_over(report):
    return packages.hand_over(report.number, by=system(), at=LATER)


def test_before_sixty_days_nothing_is_said_of_the_ombudsman(cast):
    assert "Ombudsman" not in page(cast.in_progress(at=LATER - timedelta(days=59)))


def test_after_sixty_days_the_reporter_is_asked(cast):
    assert "60 hari sudah lewat" in page(cast.in_progress())


def test_the_consent_leads_to_the_details_with_what_is_known_already(cast):
    report = cast.in_progress()
    client = holder(report)
    answer = client.post(f"/saya/{report.number}/ombudsman/")
    assert answer.url == f"/saya/{report.number}/data-ombudsman/"
    form = client.get(answer.url).content.decode()
    for known in ("Rini Astuti", "2026-11-02", "Jalan Yos Sudarso berlubang", f"dengan nomor {report.number}"):
        assert known in form


def test_what_was_told_can_be_corrected_and_stands_in_the_form(cast):
    report = disclosed(cast)
    form = holder(report).get(f"/saya/{report.number}/data-ombudsman/").content.decode()
    for word in ("Rini Astuti Wulandari", "1990-05-17", "Gang Kenari 7", 'value="married" checked'):
        assert word in " ".join(form.split()).replace(' id="id_marital_status_1"', "")


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("birth_date", "2030-01-01"), ("birth_date", "31/12"), ("marital_status", "x")]
)
def test_what_will_not_do_is_told_beside_its_field_and_the_rest_stays(cast, field, typed):
    report = agreed(cast)
    answer = holder(report).post(f"/saya/{report.number}/data-ombudsman/", {**SAID, field: typed})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert 'value="Guru"' in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_an_old_event_is_taken_and_said(cast):
    report = agreed(cast)
    said = {**SAID, "event_date": "2020-01-01"}
    assert holder(report).post(f"/saya/{report.number}/data-ombudsman/", said).status_code == 302
    assert "Peristiwanya lebih dari dua tahun lalu" in page(report)


STAGES = [
    # what happened after the consent                                                  what the page says
    (lambda cast: agreed(cast), "Ombudsman masih memerlukan data Anda"),
    (lambda cast: disclosed(cast), "berkasnya sedang disiapkan"),
    (lambda cast: disclosed(cast, is_secret=True), "Laporan Anda rahasia, jadi petugas"),
    (lambda cast: handed_over(disclosed(cast)).report, "Sudah diserahkan kepada Ombudsman"),
]


@pytest.mark.parametrize(("happened", "words"), STAGES)
def test_the_page_says_how_it_stands(cast, happened, words):
    assert words in page(happened(cast))


def test_the_page_says_the_register_number_and_then_the_outcome(cast):
    package = handed_over(disclosed(cast))
    returning.acknowledge(package, "0123/LM/2027", by=cast.yani, at=LATER)
    assert "bila Anda menghubungi Ombudsman: 0123/LM/2027" in page(package.report)
    returning.conclude(package, "found", text="Terlambat.", by=cast.yani, at=LATER)
    assert "Hasil dari Ombudsman: Maladministrasi ditemukan" in page(package.report)


def test_after_a_withdrawal_nothing_more_is_said(cast):
    report = agreed(cast)
    holder(report).post(f"/saya/{report.number}/tarik/", {"text": ""})
    assert "masih memerlukan data" not in page(report)


def test_a_part_says_nothing_of_its_own(cast):
    report = cast.in_progress()
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    part, _other = referral.split(report.number, parts=wanted, by=cast.arif, at=LATER)
    client = holder(report)
    assert "60 hari sudah lewat" not in client.get(f"/saya/{part.number}/").content.decode()
    assert "60 hari sudah lewat" in client.get(f"/saya/{report.number}/").content.decode()


def test_the_link_of_a_notice_leads_strangers_to_where_the_pin_is_asked(cast):
    report = cast.in_progress()
    for number in (report.number, 1234567890):
        answer = Client().get(f"/saya/{number}/ombudsman/")
        assert answer.url == f"/lacak/?nomor={number}"
    assert Client().post(f"/saya/{report.number}/ombudsman/").status_code == 404


def test_a_name_that_cannot_be_read_any_more_is_left_empty(cast):
    report = agreed(cast)
    report.reporter.ciphertext = b"altered"
    report.reporter.save()
    answer = holder(report).get(f"/saya/{report.number}/data-ombudsman/")
    assert answer.status_code == 200


def test_who_has_sent_it_anonymously_tells_it_to_the_ombudsman_all_the_same(cast):
    report = disclosed(cast, is_anonymous=True, details=told(name="Rini Astuti Wulandari"))
    assert "Rini Astuti Wulandari" in holder(report).get(f"/saya/{report.number}/data-ombudsman/").content.decode()
    assert Report.objects.get(pk=report.pk).is_anonymous
