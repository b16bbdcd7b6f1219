"""The inbox in a real browser: everything by keyboard, and new work that comes by itself."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from lapor.testing.browser import chromium
from lapor.testing.cast import assemble
from lapor.testing.signing_in import sign_in
from lapor.workspace import inbox

pytestmark = pytest.mark.browser
PATIENCE = 20_000  # milliseconds: a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def cast(transactional_db):
    return assemble()


@pytest.fixture
def desk(browser, cast, live_server, monkeypatch):
    """The inbox of Otto with two reports in it, looked at again every second."""
    monkeypatch.setattr(inbox, "EVERY", 1)
    cast.referred()
    cast.referred()
    session = sign_in(Client(), cast.user("otto")).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=live_server.url, locale="id-ID")
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto("/kerja/")
    yield page
    context.close()


def links(page):
    return page.locator("[data-list] th[scope=row] > a")


def test_j_and_k_move_and_enter_opens(desk):
    desk.keyboard.press("j")
    expect(links(desk).nth(0)).to_be_focused()
    desk.keyboard.press("j")
    expect(links(desk).nth(1)).to_be_focused()
    desk.keyboard.press("k")
    expect(links(desk).nth(0)).to_be_focused()
    address = links(desk).nth(0).get_attribute("href")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address}")


def test_a_question_mark_shows_the_keys_and_escape_puts_them_away(desk):
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Tombol pintas")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_be_hidden()


def test_keys_are_letters_while_somebody_types(desk):
    desk.keyboard.press("/")
    desk.keyboard.type("jk?")
    expect(desk.locator("#cari-cepat")).to_have_value("jk?")
    expect(desk.get_by_role("dialog")).to_be_hidden()


def test_new_work_comes_without_a_reload_and_the_place_is_kept(cast, desk):
    desk.evaluate("window.neverLeft = true")
    desk.keyboard.press("j")
    stood = links(desk).nth(0).get_attribute("href")
    cast.referred()
    expect(links(desk)).to_have_count(3, timeout=PATIENCE)
    expect(desk.get_by_role("status").filter(has_text="1 laporan baru")).to_have_count(1, timeout=PATIENCE)
    assert desk.evaluate("window.neverLeft")
    assert desk.evaluate("document.activeElement.getAttribute('href')") == stood
