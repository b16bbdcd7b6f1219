"""Administrators bring units in from a file: looked at first, confirmed once, and never half."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from lapor.accounts.models import OneTimeSecret
from lapor.agencies.models import TeamDecree, Unit
from lapor.core import sheets
from lapor.testing.cast import LONG_AGO

CSV = b"Kode,Nama,Jenis\n64.08/dlh,Dinas Lingkungan Hidup,Perangkat daerah\n"
SAVE = "Simpan semuanya"
LIAISON = b"Kode unit,Nama,Surel\n64.08/pu,Lia,lia@kutim.example\n"


@pytest.fixture
def arif(pages, cast):
    return pages.of(cast.user("Arif"))


@pytest.fixture
def upload(cast, arif):
    address = reverse("workspace:import_units", args=[cast.unit("64.08").pk])

    def send(content=CSV, *, status=200):
        file = SimpleUploadedFile("unit.csv", content)
        return arif.press(arif.get(address), "Periksa berkas", file=file, status=status)

    return send


def test_a_file_is_looked_at_and_nothing_is_written_before_it_is_confirmed(arif, upload):
    preview = upload()
    assert "64.08/dlh Dinas Lingkungan Hidup" in preview.text
    assert not Unit.objects.filter(code="64.08/dlh").exists()
    assert "Unit: 1 baru, 0 berubah, 0 tetap." in arif.press(preview, SAVE).text
    assert Unit.objects.filter(code="64.08/dlh").exists()


def test_a_new_liaison_gets_a_link_that_is_shown_once(cast, arif, upload):
    days = {"decree_date": LONG_AGO, "valid_from": LONG_AGO}
    TeamDecree.objects.create(agency=cast.unit("64.08"), number="SK 1", **days)
    preview = upload(LIAISON)
    done = arif.press(preview, SAVE).text
    assert "/kerja/masuk/tautan/" in done
    assert "WITA" in done
    again = arif.press(preview, SAVE, status=409).text
    assert "sudah disimpan atau lebih dari satu jam" in again
    assert "/kerja/masuk/tautan/" not in again


def test_a_spreadsheet_is_asked_for_with_a_sheet_not_with_a_camera(cast, arif):
    page = arif.get(reverse("workspace:import_units", args=[cast.unit("64.08").pk]))
    drawn = page.tree.find(".//div[@class='files-drop']//{*}path").get("d")
    assert drawn in render_to_string("ui/icons/file.svg")


def test_what_is_wrong_is_shown_with_its_place_and_cannot_be_confirmed(upload):
    preview = upload(CSV.replace(b"Perangkat daerah", b"Dinas"), status=422)
    page = preview.text
    assert "Unit, baris 2, Jenis" in page
    assert SAVE not in page


def test_a_file_that_is_no_table_is_refused_beside_its_field(upload):
    assert "bukan XLSX atau CSV" in upload(b"%PDF-1.7\0", status=422).text
    assert "Berkas ini kosong" in upload(b"", status=422).text


def test_what_changed_meanwhile_is_shown_instead_of_written(cast, arif, upload):
    preview = upload(CSV.replace(b"64.08/dlh", b"64.08/pu"))
    Unit.objects.filter(code="64.08/pu").update(name="Dinas Lingkungan Hidup")
    page = arif.press(preview, SAVE, status=409).text
    assert "Sementara itu ada yang berubah" in page


def test_nobody_confirms_what_somebody_else_uploaded(cast, pages, arif, upload):
    preview = upload()
    pages.of(cast.user("Anisa")).press(preview, SAVE, status=409)
    assert pages.of(cast.user("Bayu")).client.post(preview.form(SAVE)[0].get("action"), {}).status_code == 404
    assert not Unit.objects.filter(code="64.08/dlh").exists()


def test_a_file_without_changes_says_so_and_waits_for_nothing(arif, upload):
    arif.press(upload(), SAVE)
    assert "Tidak ada yang berubah" in upload().text
    assert not OneTimeSecret.objects.exists()


def test_the_template_is_a_workbook_of_the_agency(cast, arif):
    response = arif.client.get(reverse("workspace:import_template", args=[cast.unit("64.08").pk]))
    assert response["Content-Disposition"] == 'attachment; filename="unit-64.08.xlsx"'
    assert list(sheets.read_sheets(response.content, filename="x", most_rows=99)) == [
        "Petunjuk", "Unit", "Pejabat penghubung", "Kategori",
    ]  # fmt: skip


def test_whoever_leads_one_agency_comes_to_its_page_and_others_look_for_one(cast, pages, arif):
    assert arif.get("/kerja/unit/impor/").url.endswith(f"/kerja/unit/impor/{cast.unit('64.08').pk}/")
    assert pages.of(cast.user("Vera")).get("/kerja/unit/impor/").url.endswith("/kerja/unit/")
