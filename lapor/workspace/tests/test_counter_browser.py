"""The service desk in a real browser: by keyboard alone, and without the network for a while."""

import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Error, expect

from lapor.core.tests.samples import picture
from lapor.reports.models import Part, Report
from lapor.testing.browser import chromium
from lapor.testing.cast import assemble
from lapor.testing.kannel import wait_until
from lapor.testing.signing_in import sign_in
from lapor.ui.templatetags.ui import nomor

pytestmark = pytest.mark.browser
PATIENCE = 20_000  # milliseconds: a busy machine is slow, not wrong
HOME = "/kerja/loket/"
TITLE = "Air keruh di Gang Melati"
BYTES = """async () => {
  const database = await new Promise((good) => { indexedDB.open("loket").onsuccess = (e) => good(e.target.result); });
  const all = await new Promise((good) => {
    database.transaction("waiting").objectStore("waiting").getAll().onsuccess = (e) => good(e.target.result);
  });
  return all.map((each) => JSON.stringify(each) + new TextDecoder().decode(each.sealed));
}"""

LEFT = """async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""
LAID_ASIDE = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  while (active.state !== "activated" || !await caches.match("/kerja/loket/tanpa-jaringan/"))
    await new Promise((good) => setTimeout(good, 50));
}"""


@pytest.fixture(scope="module")
def browser():
    # Playwright keeps a loop in this thread, which Django takes for async code of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    expect.set_options(timeout=PATIENCE)
    with chromium() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def cast(transactional_db):
    return assemble()


def cookie_of(officer, live_server):
    """With which an officer is signed in."""
    session = sign_in(Client(), officer).cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}


@pytest.fixture
def dewi(cast, live_server):
    return cookie_of(cast.user("dewi"), live_server)


@pytest.fixture
def desk(browser, dewi, live_server):
    context = browser.new_context(base_url=live_server.url, locale="id-ID")
    context.set_default_timeout(PATIENCE)
    context.add_cookies([dewi])
    page = context.new_page()
    page.goto(HOME)
    yield page
    context.close()


def type_entry(page, title=TITLE):
    """From the first field on, as it is done at a desk: keys alone."""
    expect(page.locator("[name=came_by]:checked")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Rini Astuti")
    page.keyboard.press("Tab")
    page.keyboard.type("0812 3456 7890")
    page.keyboard.press("Tab")
    page.keyboard.type(title)
    page.keyboard.press("Tab")
    page.keyboard.type("Sudah seminggu air dari keran berwarna cokelat.")
    page.keyboard.press("Control+Enter")


class Keys:
    """Types at a desk, and counts the presses that are no text."""

    def __init__(self, page):
        self.page, self.presses = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def jump(self, letter):
        """Alt and a letter, as the browser hears it from a keyboard."""
        key = {"modifiers": 1, "key": letter, "unmodifiedText": letter, "text": letter}
        for kind in ("rawKeyDown", "char", "keyUp"):
            self.page.context.new_cdp_session(self.page).send("Input.dispatchKeyEvent", {"type": kind, **key})
        self.presses += 1

    def type(self, text):
        self.page.keyboard.type(text)


def laid_aside(page):
    """Wait until the browser could open the desk without the network."""
    page.evaluate(LAID_ASIDE)


def waiting(page):
    return page.locator("[data-waiting] li")


def test_an_entry_takes_keys_alone_and_the_next_form_is_ready(desk):
    type_entry(desk)
    desk.wait_for_url(f"**{HOME}*/")
    expect(desk.get_by_role("heading", name="Laporan diterima")).to_be_visible()
    type_entry(desk, "Lampu jalan padam")
    expect(desk.locator("tbody tr")).to_have_count(2)
    expect(desk.locator("[name=came_by]:checked")).to_be_focused()
    assert Report.objects.count() == 2


def test_a_letter_with_its_scan_takes_eight_presses_beside_its_words(desk, tmp_path):
    scan, keys = tmp_path / "surat.jpg", Keys(desk)
    scan.write_bytes(picture())
    # From the first key on: a chooser that opens before the browser knows who listens is nobody's.
    desk.on("filechooser", lambda chooser: chooser.set_files([scan]))
    keys.press("ArrowRight", "Tab")  # a letter
    keys.type("045/RT03")
    keys.jump("n")
    keys.type("Rini Astuti")
    keys.press("Tab", "Tab")
    keys.type(TITLE)
    keys.press("Tab")
    keys.type("Sudah seminggu air dari keran berwarna cokelat.")
    keys.jump("l")
    expect(desk.locator(".files-name")).to_be_visible()
    keys.press("Control+Enter")
    desk.wait_for_url(f"**{HOME}*/")
    assert keys.presses == 8
    assert Report.objects.get().attachments.count() == 1


@pytest.mark.parametrize(("came_by", "presses"), [("visit", 5), ("call", 6)])
def test_who_comes_or_calls_costs_one_press_for_each_thing_told(desk, came_by, presses):
    keys = Keys(desk)
    if came_by == "call":
        keys.press("ArrowLeft")
    for told in ("Rini Astuti", "0812 3456 7890", TITLE, "Sudah seminggu air dari keran berwarna cokelat."):
        keys.press("Tab")
        keys.type(told)
    keys.press("Control+Enter")
    desk.wait_for_url(f"**{HOME}*/")
    assert keys.presses == presses
    assert Report.objects.get().events.get().data["came_by"] == came_by
    expect(desk.locator("[name=came_by]:checked")).to_have_value(came_by)


def test_who_types_on_while_something_is_asked_back_confirms_nothing(desk):
    type_entry(desk)
    desk.wait_for_url(f"**{HOME}*/")
    type_entry(desk, "Air masih keruh")
    expect(desk.locator("[data-errors]")).to_be_focused()
    desk.keyboard.type("Budi Santoso di RT 3")
    assert Report.objects.count() == 1
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{HOME}*/")
    expect(desk.locator("tbody tr")).to_have_count(2)


def test_the_desk_opens_without_the_network_and_what_is_entered_there_goes_by_itself_once(desk):
    laid_aside(desk)
    desk.context.set_offline(True)
    desk.reload()
    expect(desk.get_by_role("heading", name="Loket tanpa jaringan")).to_be_visible()
    type_entry(desk)
    expect(waiting(desk)).to_have_count(1)
    type_entry(desk, "Lampu jalan padam")
    expect(waiting(desk)).to_have_count(2)
    assert TITLE not in "".join(desk.evaluate(BYTES))
    desk.context.set_offline(False)
    expect(desk.locator("[data-waiting] li a")).to_have_count(2)
    assert Report.objects.count() == 2
    assert desk.evaluate(BYTES) == []


def test_what_lies_on_the_disk_has_no_key_and_no_citizen(desk):
    type_entry(desk)
    desk.wait_for_url(f"**{HOME}*/")
    laid_aside(desk)
    kept = desk.evaluate("async () => await (await caches.match('/kerja/loket/tanpa-jaringan/')).text()")
    assert 'data-key=""' in kept
    assert TITLE not in kept
    assert "Rini" not in kept


def test_a_server_that_is_ill_once_makes_no_second_report(desk):
    answers = []

    def ill_at_first(route):
        answers.append(len(answers))
        return route.fulfill(status=500, body="") if len(answers) == 1 else route.continue_()

    desk.route(f"**{HOME}", ill_at_first)
    type_entry(desk)
    expect(waiting(desk)).to_contain_text("menunggu jaringan")
    desk.get_by_role("button", name="Kirim sekarang").click()
    expect(waiting(desk)).to_contain_text("Tanda terima")
    assert Report.objects.count() == 1


def test_two_tabs_send_what_waits_once(desk):
    other = desk.context.new_page()
    other.goto(HOME)
    desk.context.set_offline(True)
    desk.bring_to_front()
    type_entry(desk)
    expect(waiting(desk)).to_have_count(1)
    desk.context.set_offline(False)
    for page in (other, desk):
        page.evaluate("dispatchEvent(new Event('online'))")
    sent = "() => document.querySelectorAll('[data-waiting] li a').length"
    wait_until(lambda: desk.evaluate(sent) + other.evaluate(sent) == 1 and desk.evaluate(BYTES) == [])
    assert Report.objects.count() == 1


def test_a_session_that_ended_without_the_network_loses_nothing(desk, dewi):
    laid_aside(desk)
    desk.context.set_offline(True)
    desk.reload()
    type_entry(desk)
    expect(waiting(desk)).to_have_count(1)
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk.context.set_offline(False)
    desk.wait_for_url("**/kerja/masuk/**")
    desk.context.add_cookies([dewi])
    desk.goto(HOME)
    expect(waiting(desk)).to_contain_text("Tanda terima")
    assert Report.objects.count() == 1


def test_what_is_entered_without_the_network_goes_by_itself_once(desk):
    desk.context.set_offline(True)
    type_entry(desk)
    expect(waiting(desk)).to_contain_text(TITLE)
    expect(desk.locator("[name=title]")).to_have_value("")
    assert TITLE not in desk.evaluate(BYTES)[0]
    desk.context.set_offline(False)
    expect(waiting(desk)).to_contain_text("Tanda terima")
    assert Report.objects.count() == 1
    assert desk.evaluate(BYTES) == []


def test_an_answer_that_is_lost_on_the_way_makes_no_second_report(desk):
    def lose(route):
        route.fetch(max_redirects=0)
        route.abort()

    desk.route(f"**{HOME}", lose)
    type_entry(desk)
    expect(waiting(desk)).to_contain_text("menunggu jaringan")
    desk.unroute(f"**{HOME}")
    desk.get_by_role("button", name="Kirim sekarang").click()
    expect(waiting(desk)).to_contain_text("Tanda terima")
    assert Report.objects.count() == 1


def test_an_ended_session_loses_nothing(desk, dewi):
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    type_entry(desk)
    expect(desk.locator("[data-said]")).to_contain_text("Sesi Anda berakhir")
    expect(waiting(desk)).to_contain_text("menunggu Anda masuk lagi")
    assert not Report.objects.exists()
    desk.context.add_cookies([dewi])
    desk.goto(HOME)
    expect(waiting(desk)).to_contain_text("Tanda terima")
    assert Report.objects.count() == 1


def test_what_another_officer_wrote_is_counted_and_not_shown(desk, cast, live_server):
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    type_entry(desk)
    expect(waiting(desk)).to_have_count(1)
    desk.context.add_cookies([cookie_of(cast.user("wati"), live_server)])
    desk.goto(HOME)
    expect(desk.get_by_text("1 laporan petugas lain menunggu")).to_be_visible()
    expect(waiting(desk)).to_have_count(0)
    assert not Report.objects.exists()


def test_what_must_be_put_right_is_said_in_place_and_a_chosen_file_stays(desk):
    scan = {"name": "surat.txt", "mimeType": "text/plain", "buffer": b"bukan surat"}
    desk.locator("[name=files]").set_input_files([scan])
    desk.locator("[name=came_by]:checked").focus()
    type_entry(desk)
    expect(desk.locator("[data-errors]")).to_be_focused()
    expect(desk.locator("[name=title]")).to_have_value(TITLE)
    expect(desk.locator("#id_body_counter")).to_contain_text("Masih")
    assert desk.locator("[name=files]").evaluate("field => field.files.length") == 1


def test_a_kept_entry_that_is_refused_later_can_be_put_right(desk):
    desk.locator("[name=contact]").fill("bukan nomor")
    desk.context.set_offline(True)
    desk.locator("[name=title]").fill(TITLE)
    desk.locator("[name=body]").fill("Airnya keruh.")
    desk.keyboard.press("Control+Enter")
    expect(waiting(desk)).to_contain_text("menunggu jaringan")
    desk.context.set_offline(False)
    expect(waiting(desk)).to_contain_text("perlu diperbaiki. Nomor HP atau alamat surel pelapor: ")
    assert "bukan nomor" not in desk.evaluate(BYTES)[0]
    desk.get_by_role("button", name=f"Buka di formulir: {TITLE}").click()
    desk.locator("[name=contact]").fill("")
    desk.locator("[name=title]").press("Control+Enter")
    desk.wait_for_url(f"**{HOME}*/")
    assert Report.objects.count() == 1


def test_after_sending_nothing_stands_under_not_yet_sent(desk):
    desk.context.set_offline(True)
    type_entry(desk)
    expect(desk.get_by_role("heading", name="Belum terkirim")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.get_by_role("heading", name="Sudah terkirim")).to_be_visible()
    expect(desk.get_by_role("heading", name="Belum terkirim")).to_be_hidden()
    expect(desk.get_by_role("status").filter(has_text="Terkirim. Serahkan nomor dan PIN")).to_be_visible()
    expect(desk.get_by_role("link", name=f"Tanda terima {nomor(Report.objects.get().number)}")).to_be_visible()


def test_the_key_stands_on_the_list_that_is_left_when_its_button_goes(desk):
    desk.route(f"**{HOME}", lambda route: route.fulfill(status=500, body=""))
    type_entry(desk)
    expect(waiting(desk)).to_have_count(1)
    desk.unroute(f"**{HOME}")
    desk.get_by_role("button", name="Kirim sekarang").press("Enter")
    expect(desk.get_by_role("heading", name="Sudah terkirim")).to_be_focused()


def test_an_hour_without_the_network_loses_nothing_and_says_when_each_was_written(desk, monkeypatch):
    began = timezone.now()
    desk.clock.install(time=began)
    laid_aside(desk)
    desk.context.set_offline(True)
    for minutes, title in ((0, TITLE), (30, "Lampu jalan padam"), (29, "Jalan berlubang")):
        desk.clock.fast_forward(minutes * 60_000)
        desk.reload()
        type_entry(desk, title)
        expect(waiting(desk)).to_contain_text([title])
    desk.clock.fast_forward(60_000)
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + timedelta(hours=2))
    desk.context.set_offline(False)
    expect(desk.get_by_role("link", name="Tanda terima")).to_have_count(3)
    notes = {report.contents.get(part=Part.NOTE).read(report.data_key) for report in Report.objects.all()}
    assert len(notes) == 3
    assert all(note.startswith("Dicatat di loket tanpa jaringan: ") for note in notes)


def test_signing_out_takes_away_what_opens_without_the_network(desk):
    laid_aside(desk)
    other = desk.context.new_page()
    other.goto(HOME)
    desk.get_by_role("button", name="Keluar").click()
    desk.wait_for_url("**/kerja/masuk/")
    other.wait_for_url("**/kerja/masuk/**")
    wait_until(lambda: desk.evaluate(LEFT) == [0, 0])
    desk.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        other.goto(HOME)


def test_what_waits_is_told_before_signing_out_and_goes_when_its_officer_is_back(desk, cast, live_server):
    asked = []
    desk.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.accept())
    desk.route(f"**{HOME}", lambda route: route.fulfill(status=500, body=""))
    type_entry(desk)
    expect(waiting(desk)).to_have_count(1)
    desk.locator("[name=name]").fill("Budi")  # half typed
    desk.get_by_role("button", name="Keluar").click()
    expect(desk.get_by_text("belum terkirim dari komputer ini: 2")).to_be_visible()
    assert "Belum terkirim: 2" in asked[0]
    assert "Budi" not in "".join(desk.evaluate(BYTES))
    desk.unroute(f"**{HOME}")
    desk.context.add_cookies([cookie_of(cast.user("dewi"), live_server)])
    desk.goto(HOME)
    expect(waiting(desk).filter(has_text="Tanda terima")).to_contain_text(TITLE)
    desk.get_by_role("button", name="Buka di formulir: Tanpa judul").click()
    expect(desk.locator("[name=name]")).to_have_value("Budi")
    assert Report.objects.count() == 1
