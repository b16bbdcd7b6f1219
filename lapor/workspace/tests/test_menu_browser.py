"""The menu in a real browser: by keyboard, by tapping, on a phone, and without a script."""

import pytest
from playwright.sync_api import expect

from lapor.testing.browser import chromium, show

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser, cast, pages):
    """Vera's page of topics in a window of that size."""
    page = pages.of(cast.user("Vera")).get("/kerja/kategori/")
    contexts = []

    def opened(size, **options):
        contexts.append(browser.new_context(viewport=size, **options))
        window = contexts[-1].new_page()
        show(window, page.url, page.response)
        return window

    yield opened
    for context in contexts:
        context.close()


def lid(window, words):
    return window.locator(".menu summary", has_text=words)


def entry(window, words):
    return window.locator(".menu .menu-group a", has_text=words)


def test_enter_opens_a_lid_and_escape_closes_it_where_it_was(opened):
    window = opened(DESK)
    lid(window, "Pengaturan").focus()
    window.keyboard.press("Enter")
    expect(entry(window, "Hari libur")).to_be_visible()
    window.keyboard.press("Tab")
    window.keyboard.press("Escape")
    expect(entry(window, "Hari libur")).to_be_hidden()
    expect(lid(window, "Pengaturan")).to_be_focused()


def test_one_lid_is_open_at_a_time_and_none_when_the_reader_goes_elsewhere(opened):
    window = opened(DESK)
    lid(window, "Pengaturan").click()
    lid(window, "Pengawasan").click()
    expect(entry(window, "Hari libur")).to_be_hidden()
    expect(entry(window, "Surat teguran")).to_be_visible()
    window.locator("footer").click()
    expect(entry(window, "Surat teguran")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_every_entry_can_be_reached_without_a_script(opened, size):
    window = opened(size, java_script_enabled=False)
    if size is PHONE:
        window.get_by_role("button", name="Menu").click()
    lid(window, "Pengawasan").click()
    expect(entry(window, "Surat teguran")).to_be_visible()
