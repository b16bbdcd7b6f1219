"""Being told on a device, in a real browser: the button, the service worker, and a notice that comes out on the screen.

Everything is real but one thing: `PushManager.subscribe` would ask the maker of the browser over the network, so the
page gets the address of our own push service there; and what that received is handed to the browser as it would be.
"""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lapor.channels import push
from lapor.channels.content import Content
from lapor.channels.letter import Letter
from lapor.channels.push.models import PushSubscription
from lapor.reports import intake
from lapor.testing.browser import chromium
from lapor.testing.cast import MONDAY, assemble

pytestmark = pytest.mark.browser

OFFER, END = "Kabari saya di perangkat ini", "Berhenti mengabari perangkat ini"
SUBSCRIBED = """
const kept = "subscribed";
const made = {
  toJSON: () => ({ endpoint: "%(endpoint)s", keys: { p256dh: "%(p256dh)s", auth: "%(auth)s" } }),
};
PushManager.prototype.subscribe = async (wanted) => {
  sessionStorage.setItem(kept, wanted.applicationServerKey);
  return made;
};
PushManager.prototype.getSubscription = async () => (sessionStorage.getItem(kept) ? made : null);
"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def report(transactional_db):
    return assemble().submitted()


@pytest.fixture
def phone(browser, live_server, push_service):
    """Somebody's phone, which lets LAPOR! show notices unless told otherwise."""
    contexts = []

    def phone(*, permission="granted", scripts=True):
        context = browser.new_context(
            viewport={"width": 360, "height": 800}, locale="id-ID", base_url=live_server.url,
            java_script_enabled=scripts, permissions=["notifications"] if permission == "granted" else [],
        )  # fmt: skip
        contexts.append(context)
        known = push_service.subscribe()
        context.add_init_script(SUBSCRIBED % {"endpoint": known.endpoint, "p256dh": known.p256dh, "auth": known.auth})
        if permission == "denied":
            context.add_init_script("Object.defineProperty(Notification, 'permission', { value: 'denied' });")
        return context.new_page()

    yield phone
    for context in contexts:
        context.close()


def opened(page, report):
    """The page of the report, opened with its number and PIN."""
    page.goto("/lacak/")
    page.get_by_label("Nomor laporan").fill(str(report.number))
    page.get_by_label("PIN").fill(intake.receipt_pin(report, at=MONDAY))
    page.get_by_role("button", name="Buka laporan").click()
    page.wait_for_url(f"**/saya/{report.number}/")
    return page


def test_a_click_is_enough_to_be_told_and_another_to_be_left_alone(phone, report):
    page = opened(phone(), report)
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_text("Perangkat ini dikabari")).to_be_visible()
    assert PushSubscription.objects.count() == 1
    page.reload()
    page.get_by_role("button", name=END).click()
    expect(page.get_by_role("button", name=OFFER)).to_be_visible()
    assert not PushSubscription.objects.exists()


def test_a_notice_of_ours_comes_out_on_the_screen(phone, report, push_service, live_server):
    page = opened(phone(), report)
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_text("Perangkat ini dikabari")).to_be_visible()
    news = Content(subject="Laporan dijawab", text="", short="Laporan Anda dijawab.", link=f"/saya/{report.number}/")
    told = bytes(PushSubscription.objects.get().recipient)
    push.send(Letter(1, told.hex(), news, "id", told))
    deliver(page, live_server.url, push_service.received[0].said)
    shown = notices(page)
    assert [(notice["title"], notice["body"]) for notice in shown] == [("Laporan dijawab", "Laporan Anda dijawab.")]


def test_a_message_without_words_is_shown_all_the_same(phone, report, live_server):
    page = opened(phone(), report)
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_text("Perangkat ini dikabari")).to_be_visible()
    deliver(page, live_server.url, "bukan JSON")
    assert [notice["title"] for notice in notices(page)] == ["LAPOR!"]


def deliver(page, origin: str, said) -> None:
    """Hand a message to the service worker, as the browser does when its push service brings one."""
    devtools = page.context.new_cdp_session(page)
    found = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready")
    data = said if isinstance(said, str) else json.dumps(said)
    message = {"origin": f"{origin}/", "registrationId": found[0]["registrationId"], "data": data}
    for _ in range(5):  # Chromium drops a message that comes while the worker is starting
        devtools.send("ServiceWorker.deliverPushMessage", message)
        if notices(page):
            return


def notices(page) -> list[dict]:
    """What the screen shows of ours, once something is there."""
    return page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          for (let tries = 0; tries < 100; tries += 1) {
            const shown = await registration.getNotifications();
            if (shown.length) return shown.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
            await new Promise((done) => setTimeout(done, 50));
          }
          return [];
        }"""
    )


def test_who_has_blocked_us_reads_what_to_do(phone, report):
    page = opened(phone(permission="denied"), report)
    expect(page.get_by_text("diblokir di peramban ini")).to_be_visible()
    expect(page.get_by_role("button", name=OFFER)).to_be_hidden()


def test_without_a_script_nothing_is_offered(phone, report):
    page = opened(phone(scripts=False), report)
    expect(page.get_by_role("button", name=OFFER)).to_be_hidden()


def test_a_server_that_says_no_is_quoted(phone, report, settings):
    page = opened(phone(), report)
    settings.OUTGOING_TRUSTED = []
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_text("Layanan pemberitahuan peramban ini belum kami kenal.")).to_be_visible()
    expect(page.get_by_role("button", name=OFFER)).to_be_visible()


def test_the_button_is_accessible_in_each_state(phone, report):
    page = opened(phone(), report)
    options = {"resultTypes": ["violations"], "preload": False}
    assert Axe().run(page, options=options).response["violations"] == []
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_text("Perangkat ini dikabari")).to_be_visible()
    assert Axe().run(page, options=options).response["violations"] == []
