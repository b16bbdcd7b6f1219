"""Chromium for tests: the pages come straight from the view functions, so no port is opened and nothing leaves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

SITE = "http://localhost"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is closed again, whatever happens; the Chromium of the system."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def serve(context: BrowserContext) -> None:
    """Answer every request of this context from Django's test client and the static files of the rooms."""
    client = Client(raise_request_exception=False)  # a fault becomes a page, not a browser that waits

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            route.fulfill(path=found) if found else route.fulfill(status=404)
            return
        response = client.get(path, headers={"accept-language": "id"})
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)

    context.route("**/*", answer)
