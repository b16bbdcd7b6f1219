"""From the reporter's consent to the Ombudsman's outcome, in a real browser: a small phone and a desk."""

from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.ombudsman import archive, standing, tasks
from lapor.reports import intake
from lapor.reports.models import Report
from lapor.testing.browser import chromium
from lapor.testing.cast import assemble
from lapor.testing.signing_in import sign_in

pytestmark = pytest.mark.browser
PATIENCE = 60_000


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        expect.set_options(timeout=PATIENCE)
        yield browser


@pytest.fixture
def cast(transactional_db):
    return assemble()


@pytest.fixture
def person(browser, live_server):
    """A browser of one's own: a phone, or with `officer` the desk of somebody who has signed in."""
    contexts = []

    def person(*, officer=None):
        context = browser.new_context(
            viewport={"width": 1280 if officer else 360, "height": 800}, locale="id-ID", base_url=live_server.url
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if officer:
            key = sign_in(Client(), officer).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return context.new_page()

    yield person
    for context in contexts:
        context.close()


def check(page):
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def press(page, name):
    page.get_by_role("button", name=name).click()


def track(page, report):
    page.goto("/lacak/")
    page.get_by_label("Nomor laporan").fill(str(report.number))
    page.get_by_label("PIN").fill(intake.receipt_pin(report, at=report.submitted_at))
    press(page, "Buka laporan")
    page.wait_for_url(f"**/saya/{report.number}/")


def tell(page, *, name):
    page.get_by_label("Nama lengkap").fill(name)
    page.get_by_label("Tempat lahir").fill("Sangatta")
    page.get_by_label("Tanggal lahir").fill("1990-05-17")
    page.get_by_label("Kawin", exact=True).check()
    page.get_by_label("Pekerjaan").fill("Guru")
    page.get_by_label("Alamat lengkap").fill("Gang Kenari 7")
    press(page, "Simpan dan serahkan")


def do_jobs():
    for job in ProcrastinateJob.objects.filter(task_name=standing.MAKER):
        tasks.make(**job.args)


def fetch(page, folder: Path) -> dict[str, bytes]:
    with page.expect_download() as download:
        press(page, "Unduh berkas (ZIP)")
    download.value.save_as(folder / "package.zip")
    return archive.verify((folder / "package.zip").read_bytes())


def test_from_consent_to_outcome(cast, person, tmp_path):
    report = cast.in_progress(at=timezone.now() - timedelta(days=61))
    rini, yani = person(), person(officer=cast.user("Yani"))

    track(rini, report)
    rini.get_by_role("link", name="Izinkan Ombudsman membaca laporan ini").first.click()
    press(rini, "Ya, saya izinkan")
    expect(rini.get_by_role("heading", level=1)).to_have_text("Data untuk Ombudsman")
    check(rini)
    tell(rini, name="")
    expect(rini.get_by_label("Pekerjaan")).to_have_value("Guru")  # what was typed stays
    check(rini)
    tell(rini, name="Rini Astuti Wulandari")
    expect(rini.get_by_text("Data Anda sudah tersimpan dan berkasnya sedang disiapkan.")).to_be_visible()

    do_jobs()
    yani.goto("/kerja/ombudsman/")
    check(yani)
    yani.get_by_role("table").first.get_by_role("link").click()
    assert b"Rini Astuti Wulandari" in fetch(yani, tmp_path)["handover.json"]
    yani.get_by_role("link", name="Catat tanda terima").click()
    yani.get_by_label("Nomor register Ombudsman").fill("0123/LM/2026/SMD")
    press(yani, "Catat")
    yani.get_by_role("link", name="Sampaikan hasil").click()
    yani.get_by_label("Maladministrasi ditemukan").check()
    yani.get_by_label("Penjelasan").fill("Instansi terlambat tanpa alasan.")
    press(yani, "Sampaikan")
    expect(yani.get_by_text("Hasil disampaikan")).to_be_visible()
    check(yani)

    rini.reload()
    expect(rini.get_by_text("Ombudsman menerima berkas dengan nomor register 0123/LM/2026/SMD")).to_be_visible()
    expect(rini.get_by_text("Ombudsman: Maladministrasi ditemukan", exact=True)).to_be_visible()
    expect(rini.get_by_text("Instansi terlambat tanpa alasan.")).to_be_visible()
    check(rini)


def test_who_does_not_want_it_any_more_takes_it_back(cast, person):
    report = cast.in_progress(at=timezone.now() - timedelta(days=61))
    rini = person()
    track(rini, report)
    rini.goto(f"/saya/{report.number}/ombudsman/")
    press(rini, "Ya, saya izinkan")
    tell(rini, name="Rini Astuti Wulandari")
    rini.get_by_role("link", name="Cabut izin untuk Ombudsman").click()
    press(rini, "Cabut izin")
    expect(rini.get_by_text("Anda mencabut izin Ombudsman")).to_be_visible()
    do_jobs()
    stored = Report.objects.get(pk=report.pk)
    assert (stored.ombudsman_consent_at, stored.packages.count()) == (None, 0)
