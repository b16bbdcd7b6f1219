"""Somebody else's server, on this machine for as long as a test needs it."""

import threading
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True)
class Asked:
    """One request; `body` is empty where it was a GET."""

    path: str
    headers: Message
    body: bytes
    method: str = "POST"


@dataclass(frozen=True)
class Said:
    """What it is answered."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Loopback:
    """Use it as a context manager; a server says in `answer` what it answers, None: nothing at all."""

    def __enter__(self) -> Self:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self._answer(Asked(self.path, self.headers, body))

            def do_GET(self) -> None:
                self._answer(Asked(self.path, self.headers, b"", "GET"))

            def _answer(self, asked: Asked) -> None:
                said = loopback.answer(asked)
                if said is None:
                    return
                self.send_response(said.status)
                for name, value in (said.headers | {"Content-Length": str(len(said.body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said.body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        """To be named in OUTGOING_TRUSTED: it speaks http, on loopback."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, asked: Asked) -> Said | None:
        """What this server says to a request."""
        raise NotImplementedError
