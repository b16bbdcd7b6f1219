"""A real IMAP server on this machine with one mailbox, in memory; its lines can be cut.

with ImapServer() as server, server.used_by(settings):
    server.put(mail)
    ...
    assert server.folder("Sudah diambil") == [mail]
"""

import asyncio
import contextlib
import ssl
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

from imapclient import IMAPClient
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, DictBackend
from pymap.imap import IMAPServer
from pysasl import SASLAuth
from pysasl.creds.external import ExternalVerificationRequired
from pysasl.creds.plain import PlainCredentials
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext
from pysasl.mechanism import ChallengeResponse, ServerMechanism
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism

USER, PASSWORD = "lapor", "rahasia sekali"


class Bearer(ServerMechanism):
    """XOAUTH2 as Google and Microsoft publish it; here the mailbox's password is the token."""

    def server_attempt(self, responses: Sequence[ChallengeResponse]) -> tuple[ServerCredentials, bytes | None]:
        asked, _nothing = OAuth2Mechanism().server_attempt(responses)
        try:
            asked.verify(None)
        except ExternalVerificationRequired as needed:
            return PlainCredentials(asked.authzid, needed.token or ""), None


class Mechanisms(Config):
    @property
    def tls_auth(self) -> SASLAuth:
        return SASLAuth([PlainMechanism(), Bearer(b"XOAUTH2")])


class ImapServer:
    """`certificate` makes it speak TLS. Refuses nothing; whoever is connected loses the line by `cut`."""

    def __init__(self, *, certificate: ssl.SSLContext | None = None) -> None:
        self._certificate = certificate
        self._loop = asyncio.new_event_loop()
        self._lines: list[asyncio.StreamWriter] = []

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready.set,), daemon=True)
        self._thread.start()
        ready.wait(timeout=30)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set_result, None)
        self._thread.join(timeout=30)

    @property
    def url(self) -> str:
        return f"{'imaps' if self._certificate else 'imap'}://localhost:{self.port}/INBOX"

    @contextlib.contextmanager
    def used_by(self, settings: Any) -> Iterator[None]:
        """Our service's mailbox is here, for the length of the block."""
        settings.IMAP_URL, settings.IMAP_USER, settings.IMAP_PASSWORD = self.url, USER, PASSWORD
        yield
        settings.IMAP_URL = ""

    def put(self, *mails: bytes) -> None:
        """As if they had just arrived."""
        with self.client() as client:
            client.multiappend("INBOX", mails)

    def folder(self, name: str) -> list[bytes]:
        """The mails in it, oldest first; empty where there is no such folder."""
        with self.client() as client:
            if not client.folder_exists(name):
                return []
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[number][b"BODY[]"] for number in sorted(found)]

    @contextlib.contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Somebody else who looks into the same mailbox."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        secure = self._certificate is not None
        with IMAPClient("localhost", self.port, ssl=secure, ssl_context=trusting, timeout=30) as client:
            client.login(USER, PASSWORD)
            yield client

    def cut(self) -> None:
        """Pull the plug of every line that is open."""
        done = threading.Event()

        def abort() -> None:
            for line in self._lines:
                line.transport.abort()
            done.set()

        self._loop.call_soon_threadsafe(abort)
        done.wait(timeout=30)

    def _run(self, ready: Callable[[], object]) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: Callable[[], object]) -> None:
        self._ended = self._loop.create_future()
        options = Namespace(
            host="127.0.0.1", port=0, debug=False, cert=None, key=None, tls=False, proxy_protocol=None,
            passlib_cfg=None, demo_data=False, demo_user=USER, demo_password=PASSWORD,
        )  # fmt: skip
        backend, config = await DictBackend.init(options, hash_context=Cleartext(), invalid_user_sleep=0)
        config.__class__ = Mechanisms  # the backend makes its own
        config.apply_context()
        talk = ProxyProtocolReader(ProxyProtocolVersion.get(None)).get_callback(IMAPServer(backend.login, config))

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._lines.append(writer)
            await talk(reader, writer)

        async with contextlib.AsyncExitStack() as stack:
            await backend.start(stack)
            server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=self._certificate)
            self.port = server.sockets[0].getsockname()[1]
            ready()
            await self._ended
            server.close()
            for line in self._lines:
                line.transport.abort()
