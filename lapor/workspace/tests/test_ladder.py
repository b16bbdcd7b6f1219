"""The ladder on the page of deadlines: what the national admin can say of it, and what is refused."""

import pytest
from django.urls import reverse

from lapor.reports import escalation
from lapor.reports.lifecycle import Rung
from lapor.reports.models import RungRule
from lapor.testing.cast import MONDAY
from lapor.testing.signing_in import sign_in


@pytest.fixture
def vera(client, cast):
    return sign_in(client, cast.user("Vera"))


def put(client, rung, of="semua", **said):
    return client.post(reverse("workspace:rung", args=[rung, of]), {"amount": 5, "basis": "SK 1/2026", **said})


def test_the_page_says_who_is_told_when(vera):
    page = vera.get(reverse("workspace:deadlines")).content.decode()
    for words in ("75% waktu kerja", "5 hari kerja setelah tenggat lewat", "hari kerja ke-1 bulan berikutnya"):
        assert words in page


def test_the_national_admin_sets_a_rung_for_one_class_and_takes_it_back(vera):
    assert put(vera, Rung.COORDINATOR, "supervisory", amount=3).status_code == 302
    assert RungRule.objects.get(report_class="supervisory").amount == 3
    vera.post(reverse("workspace:drop_rung", args=[Rung.COORDINATOR, "supervisory"]))
    assert not RungRule.objects.exclude(report_class="").exists()


@pytest.mark.parametrize(
    ("rung", "amount", "sentence"),
    [
        (Rung.FIRST_WARNING, 95, "Peringatan pertama harus sebelum peringatan kedua."),
        (Rung.SECOND_WARNING, 100, "Isi antara 1 dan 99."),
        (Rung.COORDINATOR, 61, "Isi antara 1 dan 60."),
        (Rung.NATIONAL, 16, "Isi antara 1 dan 15."),
    ],
)
def test_what_makes_no_ladder_is_refused_beside_the_field(vera, rung, amount, sentence):
    answer = put(vera, rung, amount=amount)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert RungRule.objects.get(rung=rung, report_class="").amount != amount


@pytest.mark.parametrize("address", ["tangga/3/semua/", "tangga/9/semua/", "tangga/4/tidak-ada/"])
def test_a_rung_or_a_class_that_there_is_not_has_no_page(vera, address):
    assert vera.get(f"/kerja/tenggat/{address}").status_code == 404


def test_the_list_of_what_has_climbed_shows_each_report_to_whom_it_has_come(client, cast):
    report = cast.referred()
    escalation.sweep(at=MONDAY.replace(day=30))
    escalation.sweep(at=MONDAY.replace(day=30))
    seen = {}
    for name in ("Kiki", "Vera"):
        page = sign_in(client, cast.user(name)).get(reverse("workspace:tab", args=["naik"]))
        seen[name] = str(report.number)[:3] in page.content.decode() and report.pk in [
            row.report.pk for row in page.context["rows"]
        ]
    assert seen == {"Kiki": True, "Vera": False}  # the nation hears of it on the first working day of December
