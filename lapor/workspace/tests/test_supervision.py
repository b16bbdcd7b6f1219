"""The pages of outreach, drives and letters: what is wrong is told beside its field, and nothing is half-saved."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from lapor.supervision import drives, outreach, reprimands
from lapor.supervision.models import Drive, OutreachEvent, Reprimand, Status, Way
from lapor.testing.cast import MONDAY

EVENT = {
    "name": "Pasar Induk", "code": "PASAR-1", "date": "2026-11-08", "place": "Sangatta", "audience": "market",
    "people": "50", "region": "",
}  # fmt: skip
DRIVE = {
    "name": "Percepatan 2026", "basis": "SE 490/1921/SJ", "submitted_from": "2026-01-01",
    "submitted_until": "2026-11-02", "due_date": "2026-12-18", "target": "90", "province": "",
}  # fmt: skip
LATE = MONDAY + timedelta(days=75)


def at(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def noon_late(monkeypatch, cast):
    """Ten weeks later: what was sent on that Monday is overdue, and drafts are made."""
    cast.referred()
    cast.submitted(agency=cast.unit("64.71"), is_secret=True)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATE)
    reprimands.draft(at=LATE)
    return Reprimand.objects.get(agency=cast.unit("64.08"))


# --- outreach -------------------------------------------------------------------------------------------------------


def test_an_event_is_entered_shown_and_corrected(cast, pages, noon):
    arif = pages.of(cast.user("Arif"))
    page = arif.press(arif.get(at("add_outreach")), "Simpan", **EVENT)
    assert (page.title, "/s/PASAR-1/" in page.text) == ("Pasar Induk", True)
    page = arif.press(arif.click(page, "Ubah kegiatan"), "Simpan", people="80")
    assert "sekitar 80" in page.text


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""}, {"name": "x" * 121}, {"name": "a\0b"}, {"code": "JALAN"}, {"code": "' OR 1=1"}, {"people": "-1"},
        {"people": "9" * 30}, {"people": "banyak"}, {"date": "31-31"}, {"audience": "alien"}, {"region": "999999999"},
        {"region": "\0"}, {"place": ""},
    ],
)  # fmt: skip
def test_an_event_that_is_wrong_is_not_kept(cast, desk_of, said):
    page = desk_of("arif").post(at("add_outreach"), {**EVENT, **said})
    assert page.status_code == 422
    assert not OutreachEvent.objects.exists()


def test_a_code_that_another_event_has_is_told_beside_its_field(cast, pages, noon):
    vera, arif = pages.of(cast.user("Vera")), pages.of(cast.user("Arif"))
    vera.press(vera.get(at("add_outreach")), "Simpan", **EVENT)
    page = arif.press(arif.get(at("add_outreach")), "Simpan", status=422, **EVENT)
    assert "sudah dipakai kegiatan lain" in page.text
    assert [part.get("value") for part in page.tree.iter("input") if part.get("name") == "place"] == ["Sangatta"]


def test_the_drawing_and_the_poster_carry_the_link(cast, desk_of):
    event = outreach.make(
        outreach.Plan("Pasar", "PASAR-1", MONDAY.date(), "Sangatta", "market", 9),
        by=cast.arif, user=cast.user("Arif"), at=MONDAY,
    )  # fmt: skip
    arif = desk_of("arif")
    assert arif.get(at("outreach_qr", event.pk))["Content-Type"] == "image/svg+xml"
    assert arif.get(at("outreach_poster", event.pk)).content.startswith(b"%PDF")


# --- drives ---------------------------------------------------------------------------------------------------------


def test_a_drive_is_started_and_followed_to_the_reports(cast, pages, noon):
    report = cast.referred()
    vera = pages.of(cast.user("Vera"))
    page = vera.press(vera.get(at("start_drive")), "Mulai", **DRIVE)
    assert "0 dari 1 laporan" in page.text
    page = vera.click(page, "Pemerintah Kabupaten Kutai Timur")
    assert report.public_title in page.text
    assert report.public_title not in vera.click(page, "Selesai").text


@pytest.mark.parametrize(
    "said",
    [
        {"submitted_until": "2025-01-01"}, {"submitted_until": "2027-01-01"}, {"due_date": "2026-11-02"},
        {"target": "0"}, {"target": "101"}, {"kinds": "alien"}, {"province": "999999"}, {"submitted_from": "kemarin"},
        {"basis": ""}, {"kinds": "university"}, {"submitted_from": "0001-01-01", "submitted_until": "0001-01-02"},
    ],
)  # fmt: skip
def test_a_drive_that_is_wrong_is_not_started(cast, desk_of, said):
    cast.submitted()
    assert desk_of("vera").post(at("start_drive"), {**DRIVE, **said}).status_code == 422
    assert not Drive.objects.exists()


def test_the_workbooks_hold_figures_and_numbers_but_no_words(cast, desk_of):
    report = cast.referred()
    drive = started(cast)
    vera, agency = desk_of("vera"), cast.unit("64.08").pk
    for address in (at("download_drive", drive.pk), at("download_drive_reports", drive.pk, agency)):
        book = openpyxl.load_workbook(io.BytesIO(vera.get(address).content))
        cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
        assert "Pemerintah Kabupaten Kutai Timur" in cells or str(report.number) in cells
        assert report.public_title not in cells


def started(cast):
    plan = drives.Plan("P", "SE", MONDAY.date(), MONDAY.date(), (MONDAY + timedelta(30)).date(), 90)
    return drives.start(plan, user=cast.user("Vera"), by=cast.vera, at=MONDAY)


# --- reprimands -----------------------------------------------------------------------------------------------------


def test_a_letter_is_drafted_approved_sent_and_answered(cast, pages, noon_late):
    vera, arif = pages.of(cast.user("Vera")), pages.of(cast.user("Arif"))
    page = vera.press(vera.get(at("reprimand", noon_late.pk)), "Setujui")
    assert "001/TEG/LAPOR/2027" in page.text
    vera.press(page, "Catat sebagai terkirim", **{"kirim-way": "post"})
    assert "001/TEG/LAPOR/2027" in arif.get(at("reprimands")).text
    page = arif.press(
        arif.get(at("reprimand", noon_late.pk)), "Kirim jawaban", **{"jawab-text": "Dua regu kami tambah."}
    )
    assert "Dua regu kami tambah." in page.text
    assert "Dua regu" in vera.get(at("reprimand", noon_late.pk)).text


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"langkah": "hentikan"}, 422),
        ({"langkah": "hentikan", "hentikan-reason": "x" * 301}, 422),
        ({"langkah": "kirim", "kirim-way": "post", "kirim-day": "2027-01-16"}, 409),
        ({"langkah": "kirim", "kirim-way": "merpati", "kirim-day": "2027-01-16"}, 422),
        ({"langkah": "jawab", "jawab-text": "Kami?"}, 409),
        ({"langkah": "terbang"}, 404),
        ({}, 404),
    ],
)
def test_a_step_that_does_not_fit_changes_nothing(cast, desk_of, noon_late, said, status):
    assert desk_of("vera").post(at("reprimand", noon_late.pk), said).status_code == status
    noon_late.refresh_from_db()
    assert noon_late.status == Status.DRAFT


def test_what_was_written_stands_there_again(cast, pages, noon_late):
    vera = pages.of(cast.user("Vera"))
    vera.press(vera.get(at("reprimand", noon_late.pk)), "Setujui")
    said = {"kirim-way": "by_hand", "kirim-day": "2026-12-31"}
    page = vera.press(vera.get(at("reprimand", noon_late.pk)), "Catat sebagai terkirim", status=422, **said)
    assert "antara tanggal surat dan hari ini" in page.text
    assert "2026-12-31" in page.response.content.decode()


def test_an_agency_sees_neither_drafts_nor_the_letters_of_others(cast, desk_of, noon_late):
    assert desk_of("arif").get(at("reprimand", noon_late.pk)).status_code == 404
    who = {"by": cast.vera, "user": cast.user("Vera"), "at": LATE}
    reprimands.approve(noon_late.pk, **who)
    reprimands.send(noon_late.pk, way=Way.POST, day=LATE.date(), **who)
    assert desk_of("bayu").get(at("reprimand", noon_late.pk)).status_code == 404
    assert desk_of("arif").get(at("reprimand", noon_late.pk)).status_code == 200


def test_the_letter_is_a_pdf_and_its_page_lists_no_secret_report(cast, desk_of, noon_late):
    vera = desk_of("vera")
    assert vera.get(at("reprimand_letter", noon_late.pk)).content.startswith(b"%PDF")
    secret = Reprimand.objects.get(agency=cast.unit("64.71"))
    page = vera.get(at("reprimand", secret.pk)).content.decode()
    assert "1 laporan rahasia ikut dihitung tanpa nomor" in page
    assert "/kerja/laporan/" not in page


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "1' OR 1=1", "999999"])
def test_a_place_in_a_list_that_is_none_is_the_beginning(cast, desk_of, noon_late, after):
    vera = desk_of("vera")
    for name in ("outreach", "drives", "reprimands"):
        assert vera.get(at(name), {"sesudah": after, "triwulan": after}).status_code == 200


# --- every list costs the same --------------------------------------------------------------------------------------


def events(cast, n):
    for number in range(n):
        plan = outreach.Plan(f"K {number}", f"K-{OutreachEvent.objects.count()}X", MONDAY.date(), "S", "market", 1)
        event = outreach.make(plan, by=cast.arif, user=cast.user("Arif"), at=MONDAY)
        outreach.came_of(cast.submitted(), code=event.code, text="")


def some_drives(cast, n):
    cast.submitted()
    for _ in range(n):
        started(cast)


@pytest.mark.parametrize(("name", "rows"), [("outreach", events), ("drives", some_drives)])
def test_ten_rows_cost_as_many_queries_as_five(cast, desk_of, django_assert_max_num_queries, name, rows):
    vera = desk_of("vera")
    vera.get(at(name))
    for _ in range(2):
        rows(cast, 5)
        with django_assert_max_num_queries(7):
            assert vera.get(at(name)).status_code == 200


def test_a_list_goes_on_where_the_page_before_it_ended(cast, pages, noon):
    events(cast, 30)
    vera = pages.of(cast.user("Vera"))
    first = vera.get(at("outreach"))
    second = vera.click(first, "Berikutnya")
    shown = [
        link.text for page in (first, second) for link in page.tree.iter("a") if (link.text or "").startswith("K ")
    ]
    assert len(shown) == len(set(shown)) == 30
