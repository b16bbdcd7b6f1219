"""What became of a report, in a real browser on a small phone, with a script and without one."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.utils import timezone

from lapor.reports import holding, intake
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.browser import chromium
from lapor.testing.cast import assemble

pytestmark = pytest.mark.browser
AXE = {"resultTypes": ["violations"], "preload": False}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def cast(transactional_db):
    return assemble()


@pytest.fixture
def phone(browser, live_server):
    """Opens the browser of a phone, and makes sure of each page that it has no fault and fits."""
    contexts = []

    def phone(*, theme="light", scripts=True):
        view = {"width": 360, "height": 800}
        context = browser.new_context(
            viewport=view, color_scheme=theme, locale="id-ID", java_script_enabled=scripts, base_url=live_server.url
        )
        contexts.append(context)
        return context.new_page()

    yield phone
    for context in contexts:
        context.close()


def check(page):
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def track(page, report):
    page.goto("/lacak/")
    page.get_by_label("Nomor laporan").fill(str(report.number))
    page.get_by_label("PIN").fill(intake.receipt_pin(report, at=timezone.now()))
    page.get_by_role("button", name="Buka laporan").click()
    page.wait_for_url(f"**/saya/{report.number}/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_fault_or_runs_over_the_edge(phone, cast, theme):
    report = cast.answered(at=timezone.now())
    page = phone(theme=theme)
    for address in (
        "/laporan/",
        "/laporan/?instansi=x&q=lubang",
        f"/laporan/{report.number}/",
        "/laporan/1/",
        "/saya/",
    ):
        page.goto(address)
        check(page)
    track(page, report)
    check(page)
    for slug in ("tanggapi", "tarik", "rahasiakan"):
        page.goto(f"/saya/{report.number}/{slug}/")
        check(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reporter_rates_the_answer_and_the_report_closes(phone, cast, scripts):
    report = cast.answered(at=timezone.now())
    page = phone(scripts=scripts)
    track(page, report)
    page.get_by_role("button", name="Kirim penilaian").click()
    page.get_by_text("Pilih nilai 1 sampai 5.").first.wait_for()
    page.get_by_label("5 · Sangat puas").check()
    page.get_by_role("button", name="Kirim penilaian").click()
    page.get_by_text("Laporan ini selesai.").wait_for()
    assert Report.objects.get(pk=report.pk).state == State.CLOSED


def test_a_reporter_supplies_what_was_asked_for(phone, cast):
    report = cast.referred(at=timezone.now())
    with transaction.atomic():
        holding.hold(report.number, question="Di kilometer berapa?", by=cast.otto, at=timezone.now())
    page = phone()
    track(page, report)
    page.get_by_label("Jawaban Anda").fill("Kilometer 3")
    page.get_by_role("button", name="Kirim data").click()
    page.get_by_text("Data Anda sudah sampai").wait_for()
    assert Report.objects.get(pk=report.pk).state == State.REFERRED
