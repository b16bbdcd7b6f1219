"""An agency joins: invited by mail, let in on its decree, trained, connected; then it gets reports and refers them."""

import base64
import re
import time
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from lapor.core.tests.samples import pdf
from tests.story.test_story import (
    choose,
    do,
    note_number_and_pin,
    open_from_inbox,
    press,
    send,
    sign_in,
    write_complaint,
)

pytestmark = pytest.mark.browser

SAMARINDA = "Pemerintah Kota Samarinda"
EMAIL, PASSWORD = "sari@samarinda.example", "sungai kelapa merpati Sari"
DECREE = {"name": "SK.pdf", "mimeType": "application/pdf", "buffer": pdf()}


# --- what people do -------------------------------------------------------------------------------------------------


def open_agency(page: Page) -> None:
    page.goto("/kerja/keterhubungan/daftar/?status=belum")
    page.get_by_role("link", name=SAMARINDA).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAMARINDA)


def newest_link(page: Page, *, but: str = "") -> str:
    """The address in the newest invitation; the worker needs a moment to carry it."""
    for _ in range(120):
        page.goto("/kotak-uji/")
        found = re.findall(r"/kerja/undangan/[\w-]+/", page.locator("main").inner_text())
        if found and found[0] != but:
            return found[0]
        time.sleep(0.5)
    raise AssertionError("no invitation in the mailbox")


def send_decree(page: Page) -> None:
    page.get_by_label("Nomor SK").fill("100.3/K.12/2026")
    for label, day in (("Ditetapkan pada", 0), ("Berlaku mulai", 0), ("Berlaku sampai", 365)):
        page.get_by_label(label).fill((date.today() + timedelta(days=day)).isoformat())
    page.get_by_label("Berkas SK").set_input_files([DECREE])
    page.get_by_role("button", name="Kirim SK").click()


def make_account(page: Page) -> None:
    page.get_by_label("Kata sandi baru").fill(PASSWORD)
    page.get_by_label("Kata sandi sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Buat akun").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk sebagai petugas")


def train(page: Page) -> None:
    page.goto("/kerja/keterhubungan/bimtek/baru/")
    page.get_by_label("Nama bimtek").fill("Bimtek admin")
    page.get_by_label("Tempat").fill("Balai Kota Samarinda")
    page.get_by_label("Tanggal").fill(date.today().isoformat())
    press(page, "Simpan")
    page.get_by_label("Instansi").select_option(label=SAMARINDA)
    page.get_by_label("Nama peserta").fill("Sari Dewi")
    press(page, "Tambah peserta")
    page.get_by_label("Sari Dewi").check()
    press(page, "Simpan kehadiran")
    expect(page.get_by_text("1 instansi kini sudah bimtek.")).to_be_visible()


def address_it_to_samarinda(page: Page) -> None:
    page.get_by_text("Topik dan instansi").click()
    page.get_by_label("Instansi yang dituju").first.press_sequentially("Samarinda")
    page.get_by_role("option", name=SAMARINDA).first.click()


def sign_in_for_the_first_time(page: Page) -> None:
    page.get_by_label("Surel kantor").fill(EMAIL)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjut", exact=True).click()
    page.get_by_role("link", name="Pasang aplikasi").click()
    secret = base64.b32decode(page.locator("code").inner_text())
    code = TOTP(secret, 6, SHA1(), 30, enforce_key_length=False).generate(int(time.time()))  # noqa: S303
    page.get_by_label("Kode enam angka").fill(code.decode())
    page.get_by_role("button", name="Pasang", exact=True).click()


def add_unit(page: Page, name: str) -> None:
    page.goto("/kerja/unit/")
    page.get_by_role("link", name="Tambah unit").click()
    page.get_by_label("Nama", exact=False).first.fill(name)
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


# --- the story ------------------------------------------------------------------------------------------------------


def test_an_agency_joins_and_refers_its_first_report(person, service, keep):
    vera = person("Vera")
    sign_in(vera, service, "Vera")
    vera.goto("/kerja/keterhubungan/")
    keep(vera, "vera-sees-who-is-missing")
    open_agency(vera)
    do(vera, "Undang admin")
    vera.get_by_label("Nama calon admin").fill("Sari Dewi")
    vera.get_by_label("Surel kantor").fill(EMAIL)
    press(vera, "Undang admin")
    expect(vera.get_by_text("Undangan dikirim.")).to_be_visible()

    sari = person("Sari", width=360)
    first = newest_link(sari)
    sari.goto(first)
    expect(sari.get_by_text(SAMARINDA).first).to_be_visible()
    keep(sari, "sari-is-asked-for-the-decree")
    send_decree(sari)
    expect(sari.get_by_text("SK Anda sedang diperiksa")).to_be_visible()

    vera.reload()
    keep(vera, "vera-looks-at-the-decree")
    press(vera, "Terima SK")
    expect(vera.get_by_text("SK 100.3/K.12/2026 diterima.")).to_be_visible()

    sari.goto(newest_link(sari, but=first))
    keep(sari, "sari-makes-an-account")
    make_account(sari)

    train(vera)
    open_agency(vera)
    do(vera, "Hubungkan")
    vera.get_by_label("Sejak").fill(date.today().isoformat())
    press(vera, "Hubungkan")
    expect(vera.get_by_text("Instansi ini kini terhubung.")).to_be_visible()
    keep(vera, "vera-has-connected-it")

    rini = person("Rini", width=360)
    write_complaint(rini)
    address_it_to_samarinda(rini)
    send(rini)
    number, _pin = note_number_and_pin(rini)

    sign_in_for_the_first_time(sari)
    add_unit(sari, "Dinas Pekerjaan Umum Samarinda")
    sari.goto("/kerja/")
    keep(sari, "sari-finds-it-in-the-inbox")
    open_from_inbox(sari, number, "Jalan berlubang di depan SD 002")
    do(sari, "Verifikasi")
    sari.get_by_label("Pengaduan tidak berkadar pengawasan").check()
    choose(sari, "category", "Jalan rusak")
    press(sari, "Verifikasi")
    expect(sari.get_by_text("Laporan diverifikasi.")).to_be_visible()
    do(sari, "Teruskan")
    choose(sari, "to", "Dinas Pekerjaan Umum Samarinda")
    press(sari, "Teruskan")
    expect(sari.get_by_text("Laporan diteruskan.")).to_be_visible()
    keep(sari, "sari-has-referred-it")


def test_a_used_link_says_so(person):
    somebody = person("somebody", width=360)
    somebody.goto("/kerja/undangan/bukan-tautan-yang-benar/")
    expect(somebody.get_by_role("heading", level=1)).to_have_text("Tautan ini tidak berlaku lagi")
