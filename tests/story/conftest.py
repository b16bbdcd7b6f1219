"""A service like anybody's: database, web server and worker of its own, and people who know it only by its pages."""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page, expect

from lapor.launcher.home import ROOT
from lapor.launcher.run import LAPOR, services
from lapor.testing.browser import chromium

PICTURES = ROOT / "build" / "story"
PATIENCE = 60  # seconds for a page, five times that for the service to come up: machines stand still at times


@dataclass(frozen=True)
class Service:
    """Where it answers, and what its officers know and carry."""

    url: str
    keys: dict[str, dict[str, str]]

    def code(self, name: str) -> str:
        """What the app on this officer's phone shows now."""
        secret = base64.b32decode(self.keys[name]["secret"])
        moment = int(time.time())
        return TOTP(secret, 6, SHA1(), 30, enforce_key_length=False).generate(moment).decode()  # noqa: S303


@pytest.fixture(scope="session")
def service(tmp_path_factory) -> Iterator[Service]:
    """Web and worker as `lapor run` starts them, on a database of their own."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with empty_database() as database:
        env = {
            **os.environ, "DATABASE_URL": database, "LAPOR_HOME": str(home), "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "lapor.config.settings", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        for step in ("assets", "migrate"):
            subprocess.run([*LAPOR, step], env=env, check=True, stdout=subprocess.DEVNULL)
        stage = [sys.executable, "-m", "tests.story.stage"]
        keys = json.loads(subprocess.run(stage, env=env, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
        with services(env):
            wait_until_ready(port)
            yield Service(f"http://localhost:{port}", keys)


@contextmanager
def empty_database(of: str = "story") -> Iterator[str]:
    """A database beside the one of the other tests, as long as the block; its address."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"{address.path.strip('/')}_{of}"
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
        yield address._replace(path=f"/{name}").geturl()
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 5 * PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError("web and worker are not ready")


@pytest.fixture(scope="module")
def browser(service) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with chromium() as browser:
        yield browser


@pytest.fixture
def person(browser, service):
    """Somebody with a browser of their own: `person("Rini", width=360)` gives the page it stands on."""
    contexts, troubles = [], []

    def person(name: str, *, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=service.url, viewport={"width": width, "height": 800}, locale="id-ID",
            timezone_id="Asia/Makassar", java_script_enabled=scripts,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{name}: {error}"))
        page.on("response", lambda answer: troubles.append(f"{name}: {answer.url}") if answer.status >= 500 else None)
        return page

    yield person
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def keep(request):
    """Keeps a picture of the page as build output: build/story/<test>-<number>-<what>.png."""
    folder = PICTURES / request.node.name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    taken: list[Path] = []

    def keep(page: Page, what: str) -> None:
        taken.append(folder / f"{len(taken) + 1:02}-{what}.png")
        page.screenshot(path=taken[-1], full_page=True)

    return keep
