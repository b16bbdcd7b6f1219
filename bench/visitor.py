"""A browser without a screen: keeps cookies, sends back the hidden fields of a form, follows redirects, takes times."""

import http.client
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|command|seen)" value="([^"]*)"')
GIVE_UP_AFTER = 30.0  # seconds


class Failed(Exception):
    """An answer that nobody wants: a status of 400 or more, or none in time."""


@dataclass(frozen=True)
class Timing:
    """One request: when it was sent, how long it took and whether it went well."""

    what: str
    sent_at: float
    seconds: float
    ok: bool


class Visitor:
    """One person at one browser. `told` is called with each Timing; `address` is what the proxy would say."""

    def __init__(
        self, port: int, *, address: str, cookies: dict[str, str] | None = None, told: Callable[[Timing], object]
    ) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP_AFTER)
        self.cookies = dict(cookies or {})
        self.address, self.told = address, told
        self.page = ""

    def get(self, what: str, path: str) -> str:
        """Open a page; returns the path on which the redirects ended. Raises Failed."""
        return self._follow(what, "GET", path, None)

    def send(self, what: str, path: str, *, follow: bool = True, **fields: object) -> str:
        """Send the form of the page that was opened last; returns where it led. Raises Failed."""
        form = urlencode({**dict(HIDDEN.findall(self.page)), **fields})
        return self._follow(what, "POST", path, form) if follow else self._ask(what, "POST", path, form)[1]

    def close(self) -> None:
        self.connection.close()

    def _follow(self, what: str, method: str, path: str, body: str | None) -> str:
        status, where = self._ask(what, method, path, body)
        if status in (301, 302, 303):
            return self._follow(f"{what}, then", "GET", where, None)
        return path

    def _ask(self, what: str, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"X-Forwarded-For": self.address, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        sent_at = time.monotonic()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            self.page = response.read().decode()
            status, where = response.status, response.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            status, where = 0, ""
        ok = 200 <= status < 400
        self.told(Timing(what, sent_at, time.monotonic() - sent_at, ok))
        if not ok:
            raise Failed(f"{method} {path}: {status}")
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return status, where
