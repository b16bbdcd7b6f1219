"""The Ombudsman's own system, as far as packages go: a small server that takes them, refuses them, or says nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Endpoint:
    """`url` to send to; what came, with its headers (in small letters); `status` is what it answers, None: nothing."""

    url: str = ""
    status: int | None = 202
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    on_arrival: Callable[[], None] = lambda: None
    closing: Event = field(default_factory=Event)


@contextmanager
def ombudsman_endpoint() -> Iterator[Endpoint]:
    """Open on loopback until the test is over."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  (the library's name)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            endpoint.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            endpoint.on_arrival()
            if endpoint.status is None:
                endpoint.closing.wait(30)
                return
            self.send_response(endpoint.status)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Tests look at what was received, not at a log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        endpoint.url = f"http://127.0.0.1:{server.server_port}/paket"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield endpoint
        finally:
            endpoint.closing.set()
            server.shutdown()
