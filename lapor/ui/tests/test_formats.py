from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

from lapor.ui.templatetags.ui import angka, hari_tanggal, nomor, sejak, tanggal, ukuran, waktu

MOMENT = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Jakarta", "Selasa, 24 November 2026 pukul 22.59 WIB"),
        ("Asia/Pontianak", "Selasa, 24 November 2026 pukul 22.59 WIB"),
        ("Asia/Makassar", "Selasa, 24 November 2026 pukul 23.59 WITA"),
        ("Asia/Jayapura", "Rabu, 25 November 2026 pukul 00.59 WIT"),
    ],
)
def test_a_moment_is_written_in_the_time_of_the_place(zone, written):
    assert waktu(MOMENT, zone) == written


def test_a_date_always_has_its_weekday():
    assert hari_tanggal(date(2026, 12, 1)) == "Selasa, 1 Desember 2026"


def test_a_moment_becomes_the_date_of_the_current_zone():
    assert hari_tanggal(datetime(2026, 11, 24, 17, 0, tzinfo=UTC)) == "Rabu, 25 November 2026"


def test_a_short_date_fits_a_table():
    assert tanggal(date(2026, 8, 17)) == "17 Agu 2026"


def test_dates_and_numbers_follow_the_language():
    with translation.override("en"):
        assert waktu(MOMENT, "Asia/Makassar") == "Tuesday, 24 November 2026, 23:59 WITA"
        assert angka(1234567) == "1,234,567"


def test_numbers_have_dots():
    assert angka(1234) == "1.234"
    assert angka(12.5) == "12,5"


def test_an_address_or_an_id_gets_no_dots():
    page = engines["django"].from_string("{{ number }}")
    assert page.render({"number": 1234567890}) == "1234567890"


@pytest.mark.parametrize(
    ("size", "written"), [(18 << 20, "18 MB"), (1_468_006, "1,4 MB"), (820 << 10, "820 KB"), (12, "12 byte")]
)
def test_file_sizes_are_short(size, written):
    assert ukuran(size) == written


@pytest.mark.parametrize(("number", "written"), [(1234567890, "123 456 7890"), (12345678, "123 456 78")])
def test_a_tracking_number_can_be_read_aloud(number, written):
    assert nomor(number) == written


def test_relative_time_is_counted_to_the_moment_of_the_page():
    assert sejak(MOMENT, MOMENT.replace(day=27)).replace("\xa0", " ") == "3 hari lalu"


@pytest.mark.parametrize("write", [waktu, hari_tanggal, tanggal, angka])
def test_nothing_is_written_for_nothing(write):
    assert write(None) == ""
