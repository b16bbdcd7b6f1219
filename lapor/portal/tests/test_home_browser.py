"""The form in a real browser, over real connections: what a script adds to it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from lapor.core.tests.samples import SANGATTA, exif, picture
from lapor.reports import emergencies
from lapor.reports.models import Attachment, Report
from lapor.reports.tests.test_emergencies import ORDINARY, URGENT
from lapor.testing.browser import chromium
from lapor.testing.cast import assemble

pytestmark = pytest.mark.browser
AXE = {"resultTypes": ["violations"], "preload": False}
PHOTO = {"name": "jembatan.jpg", "mimeType": "image/jpeg", "buffer": picture(exif=exif(gps=SANGATTA))}
PHP = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"<?php"}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def home(browser, transactional_db, country, live_server):
    """Opens the home page in a browser that has never been here."""
    assemble()
    contexts, troubles = [], []

    def home(*, width=360, theme="light", scripts=True):
        view = {"width": width, "height": 800}
        context = browser.new_context(viewport=view, color_scheme=theme, locale="id-ID", java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.goto(live_server.url)
        return page

    yield home
    for context in contexts:
        context.close()
    assert troubles == []


def fill(page):
    page.locator("#id_title").fill("Jembatan di Sangatta putus")
    page.locator("#id_body").fill("Sejak Jumat anak-anak menyeberang dengan perahu.")
    page.locator("#id_event_date").fill("2026-11-01")
    page.locator("#id_place").fill("Jalan Yos Sudarso")


def send(page):
    page.get_by_role("button", name="Kirim laporan").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_form_errors_map_and_receipt(home, width, theme):
    page = home(width=width, theme=theme)

    def found():
        return [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(page, options=AXE).response["violations"]]

    page.get_by_text("Topik dan instansi").click()
    page.get_by_role("button", name="Tandai di peta").click()
    page.locator(".leaflet-control-zoom").wait_for()
    assert found() == []
    send(page)
    assert found() == []
    fill(page)
    send(page)
    page.wait_for_url("**/tanda-terima/")
    assert found() == []


def test_nothing_runs_over_the_edge_of_a_small_phone(home):
    page = home(width=320)
    page.locator("#id_title").fill("x" * 150)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_112_is_shown_while_it_is_still_being_written(home):
    page = home()
    notice = page.get_by_role("link", name="Hubungi 112")
    page.locator("#id_body").fill("Barusan kecelakaan, korban luka parah")
    assert notice.is_visible()
    page.locator("#id_body").fill("Jalan berlubang")
    assert not notice.is_visible()


def test_the_page_and_the_server_agree_on_what_sounds_urgent(home):
    script = "([pattern, texts]) => texts.map(text => new RegExp(pattern).test(text.toLowerCase()))"
    texts = URGENT + ORDINARY
    seen = home().evaluate(script, [emergencies.PATTERN, texts])
    assert seen == [emergencies.sounds_urgent(text) for text in texts]


def test_an_area_is_chosen_with_the_keyboard(home):
    page = home()
    page.locator("#id_area").press_sequentially("sanggata ut")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#id_area").input_value().startswith("Sangatta Utara")
    assert page.locator("[name=region]").input_value() == "64.08.04"
    page.keyboard.press("Backspace")
    assert page.locator("[name=region]").input_value() == ""


def test_a_point_on_the_map_names_its_region(home):
    page = home()
    page.locator("[name=region]").evaluate("field => field.value = '64.08.04'")
    page.get_by_role("button", name="Tandai di peta").click()
    page.locator("[data-map] svg path").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    page.locator("[data-map]").click(position={"x": 160, "y": 160})  # from afar: comes nearer
    page.wait_for_timeout(500)
    page.locator("[data-map]").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Titik di peta: Kabupaten Kutai Timur").wait_for()
    assert 116 < float(page.locator("[name=longitude]").input_value()) < 118


def test_files_go_ahead_show_their_place_and_are_sent_with_the_form(home):
    page = home()
    fill(page)
    page.locator("#id_files").set_input_files([PHOTO, PHP])
    page.get_by_text("Pakai lokasi foto: Kabupaten Kutai Timur").wait_for()
    page.get_by_text("Isi “foto.jpg” bukan foto").wait_for()
    page.get_by_label("Pakai lokasi foto").check()
    send(page)
    page.wait_for_url("**/tanda-terima/")
    report = Report.objects.get()
    assert (report.attachments.count(), round(report.latitude, 1)) == (1, 0.5)


def test_a_form_waits_for_files_that_are_on_their_way(home):
    page = home()
    fill(page)
    page.locator("#id_files").set_input_files([PHOTO])
    send(page)  # at once
    page.wait_for_url("**/tanda-terima/")
    assert Attachment.objects.count() == 1


def test_a_draft_survives_a_closed_tab_without_name_and_contact_and_ends_with_the_receipt(home):
    page = home()
    fill(page)
    page.locator("#id_name").fill("Rini Astuti")
    address = page.url
    page.close()
    again = page.context.new_page()
    again.goto(address)
    assert again.locator("#id_title").input_value() == "Jembatan di Sangatta putus"
    assert again.locator("#id_name").input_value() == ""
    assert again.get_by_text("Berkas perlu dipilih lagi").is_visible()
    send(again)
    again.wait_for_url("**/tanda-terima/")
    again.goto(address)
    assert again.locator("#id_title").input_value() == ""


@pytest.mark.parametrize(("wished", "kept"), [(False, ""), (True, "Jembatan di Sangatta putus")])
def test_a_secret_draft_stays_only_if_wished(home, wished, kept):
    page = home()
    fill(page)
    page.locator("#id_is_secret").check()
    page.wait_for_timeout(600)
    if wished:
        page.get_by_label("Simpan rancangan laporan rahasia").check()
    address = page.url
    page.close()
    again = page.context.new_page()
    again.goto(address)
    assert again.locator("#id_title").input_value() == kept


def test_the_preview_follows_the_choices_even_without_a_script(home):
    page = home(scripts=False)
    assert page.get_by_text("Nama Anda tidak pernah tampil untuk umum.").is_visible()
    page.get_by_label("Anonim").check()
    assert page.get_by_text("Isi laporan dari “Pelapor anonim”").is_visible()
    page.locator("#id_is_secret").check()
    assert page.get_by_text("Tidak melihat apa-apa").is_visible()
    page.get_by_label("Aspirasi").check()
    assert not page.locator("#id_event_date").is_visible()


def test_a_report_is_sent_without_a_script(home):
    page = home(scripts=False)
    fill(page)
    page.locator("#id_files").set_input_files([PHOTO])
    page.locator("#id_area").fill("sangatta")
    page.get_by_role("button", name="Cari wilayah").click()
    page.get_by_label("Sangatta Selatan").check()
    send(page)
    page.wait_for_url("**/tanda-terima/")
    assert page.get_by_text("PIN (jangan dibagikan)").is_visible()


def test_going_back_and_writing_another_report_makes_another(home):
    page = home()
    fill(page)
    send(page)
    page.wait_for_url("**/tanda-terima/")
    first = page.url
    page.go_back()
    page.wait_for_load_state()
    fill(page)
    page.locator("#id_title").fill("Lampu jalan mati")
    send(page)
    page.wait_for_url("**/tanda-terima/")
    assert page.url != first
