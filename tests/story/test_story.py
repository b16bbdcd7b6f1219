"""A report lives its whole life in a real browser, from a citizen's phone to a rated, closed report."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from lapor.core.tests.samples import SANGATTA, exif, picture

pytestmark = pytest.mark.browser

PHOTO = {"name": "lubang.jpg", "mimeType": "image/jpeg", "buffer": picture(exif=exif(gps=SANGATTA))}


# --- what people do -------------------------------------------------------------------------------------------------


def write_complaint(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Judul").fill("Jalan berlubang di depan SD 002")
    page.get_by_label("Ceritakan").fill("Jalan Yos Sudarso berlubang sedalam lutut. Dua motor sudah jatuh di sana.")
    page.get_by_label("Tanggal kejadian").fill(date.today().isoformat())
    page.get_by_label("Di mana?").fill("Jalan Yos Sudarso, depan SD 002")
    page.get_by_label("Foto, video, atau dokumen").set_input_files([PHOTO])
    page.get_by_label("Nama Anda").fill("Rini Astuti")


def address_it_to_kutim(page: Page) -> None:
    page.get_by_text("Topik dan instansi").click()
    page.get_by_label("Instansi yang dituju").first.press_sequentially("Pemerintah Kabupaten Kutai")
    page.get_by_role("option", name="Pemerintah Kabupaten Kutai Timur").first.click()


def send(page: Page) -> None:
    page.locator("form").get_by_role("button", name="Kirim laporan").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")


def note_number_and_pin(page: Page) -> tuple[str, str]:
    number, pin = page.locator(".receipt-numbers .number").all_inner_texts()
    return re.sub(r"\D", "", number), re.sub(r"\D", "", pin)


def sign_in(page: Page, service, name: str) -> None:
    page.goto("/kerja/")
    page.get_by_label("Surel kantor").fill(service.keys[name]["login"])
    page.get_by_label("Kata sandi").fill(service.keys[name]["password"])
    page.get_by_role("button", name="Lanjut", exact=True).click()
    page.get_by_label("Kode enam angka").fill(service.code(name))
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url(re.compile(r"/kerja/$"))


def open_from_inbox(page: Page, number: str, title: str) -> None:
    """By its number: the other stories may have left reports with the same title."""
    page.locator(f"main a[href*='/kerja/laporan/{number}/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def do(page: Page, action: str) -> None:
    page.get_by_role("link", name=action, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(action)


def press(page: Page, action: str) -> None:
    page.locator("main form").get_by_role("button", name=action, exact=True).click()


def choose(page: Page, name: str, words: str) -> None:
    select = page.locator(f"select[name={name}]")
    select.select_option(select.locator("option", has_text=words).first.get_attribute("value"))


def track(page: Page, number: str, pin: str) -> None:
    page.goto("/lacak/")
    page.get_by_label("Nomor laporan").fill(number)
    page.get_by_label("PIN").fill(pin)
    page.locator("main form").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(rf"/saya/{number}/"))


# --- the stories ----------------------------------------------------------------------------------------------------


def test_a_complaint_goes_from_a_phone_to_a_rated_closing(person, service, keep):
    rini = person("Rini", width=360)
    write_complaint(rini)
    address_it_to_kutim(rini)
    keep(rini, "rini-writes")
    send(rini)
    number, pin = note_number_and_pin(rini)
    keep(rini, "rini-gets-number-and-pin")

    arif = person("Arif")
    sign_in(arif, service, "Arif")
    keep(arif, "arif-finds-it-in-the-inbox")
    open_from_inbox(arif, number, "Jalan berlubang di depan SD 002")
    keep(arif, "arif-reads-it")
    do(arif, "Verifikasi")
    arif.get_by_label("Pengaduan tidak berkadar pengawasan").check()
    choose(arif, "category", "Jalan rusak")
    arif.get_by_label("Judul untuk umum").fill("Jalan berlubang di Sangatta Utara")
    arif.get_by_label("Isi untuk umum").fill("Jalan Yos Sudarso berlubang dalam di depan SD 002.")
    keep(arif, "arif-verifies")
    press(arif, "Verifikasi")
    expect(arif.get_by_text("Laporan diverifikasi.")).to_be_visible()
    do(arif, "Teruskan")
    choose(arif, "to", "Dinas Pekerjaan Umum Kutai Timur")
    keep(arif, "arif-refers")
    press(arif, "Teruskan")
    expect(arif.get_by_text("Laporan diteruskan.")).to_be_visible()

    otto = person("Otto")
    sign_in(otto, service, "Otto")
    open_from_inbox(otto, number, "Jalan berlubang di Sangatta Utara")
    do(otto, "Tindak lanjut")
    otto.get_by_label("Yang sudah dikerjakan").fill("Tim sudah meninjau lokasi dan memesan aspal.")
    press(otto, "Tindak lanjut")
    expect(otto.get_by_text("Tindak lanjut terkirim.")).to_be_visible()
    do(otto, "Jawab")
    otto.get_by_label("Sudah diselesaikan").check()
    otto.locator("textarea[name=text]").fill("Lubang di depan SD 002 sudah ditambal hari ini.")
    keep(otto, "otto-answers")
    press(otto, "Jawab")
    expect(otto.get_by_text("Jawaban terkirim.")).to_be_visible()
    keep(otto, "otto-has-answered")

    rini = person("Rini, some days later", width=360)
    track(rini, number, pin)
    expect(rini.get_by_text("Lubang di depan SD 002 sudah ditambal hari ini.").first).to_be_visible()
    keep(rini, "rini-reads-the-answer")
    rini.get_by_label("5 · Sangat puas").check()
    rini.get_by_role("button", name="Kirim penilaian").click()
    expect(rini.get_by_text("Penilaian Anda sudah kami catat.")).to_be_visible()
    keep(rini, "rini-has-rated")

    anybody = person("anybody", width=360)
    anybody.goto(f"/laporan/{number}/")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Jalan berlubang di Sangatta Utara")
    expect(anybody.locator("main")).to_contain_text("Selesai")
    assert "Rini" not in anybody.content()
    keep(anybody, "anybody-reads-it")


def test_a_complaint_is_sent_and_found_again_without_a_script(person, keep):
    rini = person("Rini", width=360, scripts=False)
    write_complaint(rini)
    rini.get_by_text("Topik dan instansi").click()
    rini.get_by_label("Instansi yang dituju").first.fill("Kutai Timur")
    rini.locator("form").get_by_role("button", name="Kirim laporan").last.click()
    rini.get_by_label("Pemerintah Kabupaten Kutai Timur").first.check()  # several are called like this
    keep(rini, "rini-is-asked-which")
    send(rini)
    number, pin = note_number_and_pin(rini)
    keep(rini, "rini-gets-number-and-pin")
    again = person("Rini, elsewhere", width=360, scripts=False)
    track(again, number, pin)
    expect(again.get_by_text("Jalan Yos Sudarso berlubang sedalam lutut.").first).to_be_visible()
    keep(again, "rini-finds-it-again")


def test_an_officer_verifies_with_the_keyboard_alone(person, service, keep):
    rini = person("Rini", width=360)
    write_complaint(rini)
    address_it_to_kutim(rini)
    send(rini)
    anisa = person("Anisa")
    sign_in(anisa, service, "Anisa")
    anisa.keyboard.press("j")
    anisa.keyboard.press("Enter")
    expect(anisa.get_by_role("heading", level=1)).to_contain_text("Jalan berlubang")
    anisa.keyboard.press("v")
    expect(anisa.get_by_role("heading", level=1)).to_have_text("Verifikasi")
    tab_to(anisa, "input[name=report_class]")
    anisa.keyboard.press("ArrowDown")
    tab_to(anisa, "select[name=category]")
    anisa.keyboard.press("ArrowDown")
    anisa.keyboard.press("ArrowDown")
    tab_to(anisa, "[name=public_title]")
    anisa.keyboard.press("ControlOrMeta+a")
    anisa.keyboard.type("Jalan berlubang dekat sekolah")
    tab_to(anisa, "[name=public_text]")
    anisa.keyboard.press("ControlOrMeta+a")
    anisa.keyboard.type("Jalan berlubang dalam di depan sekolah.")
    tab_to(anisa, "main form button:not([type])")
    keep(anisa, "anisa-has-filled-it-in")
    anisa.keyboard.press("Enter")
    expect(anisa.get_by_text("Laporan diverifikasi.")).to_be_visible()
    keep(anisa, "anisa-has-verified")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; the focus is always to be seen on the way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} can't be reached with the keyboard")
