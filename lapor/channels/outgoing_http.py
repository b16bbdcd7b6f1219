"""Requests to addresses that others gave us: https to the public internet only, never to a machine of our own network.

A name is looked up once and the connection goes to the address that was checked, so that it can't change in between;
redirects aren't followed, no more of an answer is read than was asked for, and who drips bytes holds nobody up.
"""

import ipaddress
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from threading import Timer
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from lapor.channels.errors import ChannelDown, DeliveryFailed

PATIENCE = httpx.Timeout(10, connect=5)
IN_ALL = 20  # seconds for everything: the patience above begins anew with every byte
MOST_READ = 16_384  # bytes of an answer, if nothing else is said
OURS = {"User-Agent": "LAPOR!", "Accept-Encoding": "identity"}
INTERNET = ipaddress.ip_network("2000::/3")  # all of IPv6 that was given out; what leads into a network lies outside

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the beginning of the text."""

    status: int
    text: bytes = b""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_for_later(self) -> bool:
        """Whether the other side asks to be tried again: too much at once, or its own trouble."""
        return self.status in (408, 413, 425, 429) or self.status >= 500

    @property
    def fields(self) -> dict[str, Any]:
        """The JSON object in the answer; empty for anything else."""
        try:
            said = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send this and say what came back, whatever its status.

    Raises DeliveryFailed: `blocked_address` (for good), `no_such_host`, `no_connection`, `timeout`.
    """
    return _exchange("POST", url, headers, body)


def get(url: str, headers: Mapping[str, str], *, most: int) -> Answer:
    """Fetch what is there, whole. Raises DeliveryFailed as `post` does, and `too_large` (for good)."""
    answer = _exchange("GET", url, headers, most=most + 1)
    if len(answer.text) > most:
        raise DeliveryFailed("too_large", permanent=True)
    return answer


def _exchange(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, most: int = MOST_READ) -> Answer:
    target = _url(url)
    pinned, host = _pinned(target), target.netloc.decode()
    if not connection.in_atomic_block:
        connection.close()  # the other side may take its time: nobody should lack our connection meanwhile
    try:
        with (
            _cut_after(IN_ALL) as line,
            httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False, verify=_authorities()) as client,
            client.stream(
                # Packed answers aren't asked for: a little of one could unfold to a lot.
                method, pinned, content=body, headers={**OURS, **headers, "Host": host},
                # The certificate must be the host's, not the address's.
                extensions={"sni_hostname": target.host, "trace": line.watch},
            ) as response,
        ):  # fmt: skip
            return Answer(response.status_code, _beginning(response, most))
    except httpx.TimeoutException:
        raise DeliveryFailed("timeout") from None
    except httpx.HTTPError:
        raise DeliveryFailed("timeout" if line.is_cut else "no_connection") from None


@cache  # reading them takes thirty times as long as a request
def _authorities() -> ssl.SSLContext:
    """Whose certificates we believe."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass
class _Line:
    """The connection of one request, which another thread may cut."""

    carries: socket.socket | None = None
    is_cut: bool = False

    def watch(self, event: str, facts: Mapping[str, Any]) -> None:
        """Called by httpx with everything that happens; encryption begins a second socket upon the first."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self.carries = facts["return_value"].get_extra_info("socket")
            if self.is_cut:
                self.cut()

    def cut(self) -> None:
        self.is_cut = True
        if self.carries is not None:
            with suppress(OSError):  # closed meanwhile
                # Not the encrypted socket's own `shutdown`: that one takes the encryption from under the reader's feet.
                socket.socket.shutdown(self.carries, socket.SHUT_RDWR)


@contextmanager
def _cut_after(seconds: float) -> Iterator[_Line]:
    line = _Line()
    timer = Timer(seconds, line.cut)
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()


def ask(url: str, said: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
    """Send JSON to the one server that carries a whole channel.

    Raises ChannelDown when it is away, DeliveryFailed as `post` does.
    """
    try:
        return post(url, json.dumps(said).encode(), {"Content-Type": "application/json", **headers})
    except DeliveryFailed as failure:
        if failure.permanent:
            raise
        raise ChannelDown(failure.code) from None


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as a browser writes an origin."""
    target = _url(url)
    return f"{target.scheme}://{target.netloc.decode()}"


def is_trusted(url: str) -> bool:
    """Whether the operator vouches for this origin, though it isn't public or not encrypted."""
    return origin_of(url) in settings.OUTGOING_TRUSTED


def is_fit(url: str) -> bool:
    """Whether an address may be kept to send to: https, without a name and password in it, or trusted."""
    try:
        target = _url(url)
    except DeliveryFailed:
        return False
    return is_trusted(url) or (target.scheme == "https" and bool(target.host) and not target.userinfo)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the internet, and to nothing that is wrapped in it."""
    inside = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inside is not None:
        return is_public(inside)
    return address.is_global and not address.is_multicast and (address.version == 4 or address in INTERNET)


def _url(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        raise DeliveryFailed("blocked_address", permanent=True) from None


def _pinned(target: httpx.URL) -> httpx.URL:
    """The same address with the number in place of the name."""
    url = str(target)
    if is_trusted(url):
        return target
    if not is_fit(url):
        raise DeliveryFailed("blocked_address", permanent=True)
    found = list(_addresses(target))
    if not all(is_public(address) for address in found):  # one bad number among good ones is an attempt
        raise DeliveryFailed("blocked_address", permanent=True)
    return target.copy_with(host=str(found[0]))


def _addresses(target: httpx.URL) -> Iterator[Address]:
    try:
        known = socket.getaddrinfo(target.host, target.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DeliveryFailed("no_such_host") from None
    for *_kind, where in known:
        yield ipaddress.ip_address(str(where[0]).partition("%")[0])


def _beginning(response: httpx.Response, most: int) -> bytes:
    text = b""
    for part in response.iter_raw():
        text += part
        if len(text) >= most:
            break
    return text[:most]
