"""What only a browser can tell: axe finds nothing, nothing runs over the edge, small behaviours work."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from lapor.testing.browser import SITE, chromium, serve

pytestmark = [pytest.mark.browser, pytest.mark.urls("lapor.testing.gallery.urls")]
PAGES = ["/", "/laporan/", "/kerja/", "/gambar/"]
AXE = {"resultTypes": ["violations"], "preload": False}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_page(browser):
    contexts = []

    def open_page(path, *, width=360, theme="light", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, locale="id-ID", java_script_enabled=scripts
        )
        contexts.append(context)
        context.set_default_timeout(8_000)
        serve(context)
        page = context.new_page()
        page.goto(SITE + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page, path, width, theme):
    found = Axe().run(open_page(path, width=width, theme=theme), options=AXE).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_over_the_edge_of_a_small_phone(open_page, path):
    page = open_page(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", PAGES)
def test_text_of_double_size_still_fits(open_page, path):
    page = open_page(path, width=1280)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_buttons_and_choices_are_large_enough_for_a_thumb(open_page):
    page = open_page("/")
    low = "els => els.filter(e => e.offsetParent && e.offsetHeight < 44).map(e => e.outerHTML.slice(0, 90))"
    assert page.eval_on_selector_all(".button, .choice, main input[type=text], select", low) == []


def test_the_menu_opens_without_a_script(open_page):
    page = open_page("/", scripts=False)
    assert not page.get_by_role("link", name="Laporan warga").is_visible()
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="Laporan warga").is_visible()


def test_the_chosen_theme_stays(open_page):
    page = open_page("/laporan/")
    page.get_by_role("button", name="Tampilan gelap").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("button", name="Tampilan terang").is_visible()


def test_focus_starts_at_the_errors_and_follows_their_links(open_page):
    page = open_page("/")
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
    page.get_by_role("alert").get_by_role("link", name="Judul laporan").click()
    assert page.evaluate("document.activeElement.id") == "id_title"


def test_the_counter_counts_what_is_left(open_page):
    page = open_page("/")
    page.locator("#empty_body").fill("Jembatan putus")
    assert page.locator("#empty_body_counter").text_content() == "Masih 4.986 huruf lagi."


def test_a_second_press_sends_nothing(open_page):
    page = open_page("/")
    page.evaluate("""() => {
        window.sent = 0;
        const form = document.querySelector('form.form');
        addEventListener('submit', (event) => {
            window.sent += event.defaultPrevented ? 0 : 1;
            event.preventDefault();
        });
    }""")
    page.locator("form.form button:not([type])").first.dblclick()
    assert page.evaluate("window.sent") == 1


def test_what_cannot_be_undone_is_asked_first(open_page):
    page = open_page("/")
    page.get_by_role("button", name="Tarik laporan").first.click()
    assert page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Tidak jadi").click()
    assert not page.get_by_role("dialog").is_visible()
