"""Administrators keep routing rules in order, rehearse them, and find them beside the form that refers."""

import pytest
from django.urls import reverse

from lapor.agencies import routing_rules
from lapor.agencies.models import RoutingRule
from lapor.agencies.routing_rules import Wanted
from lapor.regions.models import Region
from lapor.testing.cast import MONDAY

LIST = "/kerja/aturan-penerusan/"


@pytest.fixture
def arif(pages, cast, noon):
    return pages.of(cast.user("Arif"))


@pytest.fixture
def vera(pages, cast, noon):
    return pages.of(cast.user("Vera"))


@pytest.fixture
def rule(cast):
    def make(code="64.08/pu", agency="64.08", **asks):
        owner = cast.unit(agency).pk if agency else None
        return routing_rules.add(owner, Wanted(cast.unit(code), **asks), by=cast.user("Vera"), at=MONDAY)

    return make


def region(code, name, path_name=""):
    return Region.objects.create(code=code, name=name, path_name=path_name or name, kind="provinsi", level=1,
                                 own_words=f" {name.lower()} ", path_words=f" {name.lower()} ")  # fmt: skip


def test_an_agency_admin_adds_changes_orders_and_ends_the_own_rules(cast, arif):
    page = arif.click(arif.get(LIST), "Tambah aturan")
    page = arif.press(page, "Simpan aturan", keyword="lubang, aspal", target=cast.unit("64.08/pu").pk)
    assert "kata “lubang” atau “aspal”" in page.text
    page = arif.click(page, "Tambah aturan")
    page = arif.press(page, "Simpan aturan", category=cast.road.pk, target=cast.unit("64.08/pu/jalan").pk)
    page = arif.press(page, "Turun")
    assert [each.keyword for each in RoutingRule.objects.current(MONDAY).order_by("position")] == ["", "lubang, aspal"]
    page = arif.press(arif.click(page, "Ubah"), "Simpan aturan", keyword="jembatan")
    assert "topik Jalan rusak, kata “jembatan”" in page.text
    page = arif.press(arif.press(page, "Akhiri"), "Akhiri")
    assert "Belum ada aturan" in page.text


def test_a_form_that_asks_for_nothing_is_refused_beside_its_field_with_what_was_typed(cast, arif):
    page = arif.get(reverse("workspace:add_rule", args=[cast.unit("64.08").pk]))
    page = arif.press(page, "Simpan aturan", target=cast.unit("64.08/pu").pk, status=422)
    assert "Isi paling sedikit satu" in page.text
    assert f'value="{cast.unit("64.08/pu").pk}" selected' in page.response.content.decode()


def test_a_place_that_may_be_several_is_chosen_from_those(cast, vera):
    east = region("64", "Kalimantan Timur")
    region("53", "Nusa Tenggara Timur")
    add = reverse("workspace:add_rule", args=[0])
    page = vera.press(vera.get(add), "Simpan aturan", place="timur", target=cast.unit("64.08").pk, status=422)
    assert "Ada beberapa wilayah" in page.text
    vera.press(page, "Simpan aturan", region=east.code)
    assert RoutingRule.objects.get().region == east


def test_an_unknown_place_is_said_beside_it(cast, vera):
    page = vera.get(reverse("workspace:add_rule", args=[0]))
    page = vera.press(page, "Simpan aturan", place="Atlantis", target=cast.unit("64.08").pk, status=422)
    assert "Wilayah ini tidak kami temukan" in page.text


def test_a_rule_that_never_decides_is_marked(arif, rule):
    rule(keyword="jalan, lubang")
    rule(keyword="jalan")
    assert "Tidak pernah terpakai: aturan 1 sudah mencakup semuanya." in arif.get(LIST).text


def test_the_dry_run_leads_to_the_reports_and_says_why(cast, arif, rule):
    rule(keyword="berlubang")
    report = cast.referred(to="64.08/perumdam")
    page = arif.click(arif.get(LIST), "Coba pada laporan")
    assert "aturan 1: kata “berlubang”" in page.text
    assert page.link("Jalan berlubang").endswith(f"/kerja/laporan/{report.number}/")
    assert "Laporan yang cocok dengan aturan 1" in arif.click(page, "1. kata").text


def test_nobody_keeps_the_rules_of_others(cast, pages, arif, rule):
    national = rule("64.08", None, keyword="jalan")
    assert arif.client.get(reverse("workspace:change_rule", args=[national.pk])).status_code == 404
    assert arif.client.post(reverse("workspace:end_rule", args=[national.pk])).status_code == 404
    assert arif.client.get(reverse("workspace:add_rule", args=[0])).status_code == 404
    assert arif.client.post(reverse("workspace:move_rule", args=[rule(keyword="x").pk, "miring"])).status_code == 404


def test_the_form_that_refers_has_the_rules_unit_filled_in_with_its_reason(cast, arif, rule):
    rule(keyword="berlubang")
    report = cast.verified()
    page = arif.get(reverse("workspace:act", args=[report.number, "teruskan"]))
    assert "Saran: Dinas Pekerjaan Umum Kutai Timur (kata “berlubang”)." in page.text
    assert arif.press(page, "Teruskan")
    report.refresh_from_db()
    assert report.holder == cast.unit("64.08/pu")


def test_who_only_verifies_does_not_refer_by_accident(cast, arif, rule):
    rule(keyword="berlubang")
    page = arif.get(reverse("workspace:act", args=[cast.submitted().number, "verifikasi"]))
    assert "Saran: Dinas Pekerjaan Umum" in page.text
    assert "selected>Dinas Pekerjaan Umum" not in page.response.content.decode()


def test_the_timeline_names_the_rule_that_decided(cast, vera, rule):
    rule("64.08", None, category=cast.road)
    report = cast.submitted(agency=None)
    page = vera.get(reverse("workspace:report", args=[report.number]))
    assert "ke Pemerintah Kabupaten Kutai Timur menurut aturan penerusan (topik Jalan rusak)" in page.text
