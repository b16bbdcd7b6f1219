"""Chromium for tests: the pages come straight from the view functions, so no port is opened and nothing leaves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright
from playwright.sync_api import Page as BrowserPage

SITE = "http://localhost"
INDONESIAN = {"accept-language": "id"}
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
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Django takes Playwright's loop for async code of ours
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def serve(context: BrowserContext) -> None:
    """Answer every request of this context from Django's test client and the static files of the rooms."""
    client = Client(raise_request_exception=False)  # a fault becomes a page, not a browser that waits

    def answer(route: Route) -> None:
        if not _static(route):
            _answer(route, cast(HttpResponse, client.get(_path(route), headers=INDONESIAN)))

    context.route("**/*", answer)


def show(page: BrowserPage, address: str, response: HttpResponse) -> None:
    """Let the browser show an answer that the test client has got; whatever else the page asks for isn't there."""
    page.context.unroute_all()
    page.context.route("**/*", lambda route: _static(route) or route.fulfill(status=404))
    page.context.route(SITE + address, lambda route: _answer(route, response))
    page.goto(SITE + address)


def _path(route: Route) -> str:
    return urlsplit(route.request.url).path


def _static(route: Route) -> bool:
    """Whether this was a request for a static file, which is answered then."""
    if not _path(route).startswith("/static/"):
        return False
    found = finders.find(_path(route).removeprefix("/static/"))
    route.fulfill(path=found) if found else route.fulfill(status=404)
    return True


def _answer(route: Route, response: HttpResponse) -> None:
    route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)
