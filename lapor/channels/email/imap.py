"""The mailbox at a mail server that isn't ours (IMAP): what lies in it, and the two folders where mails go afterwards.

To be moved is a mail's only mark. No number of a mail is remembered from one session to the next, so that it doesn't
matter when the server gives new ones (UIDVALIDITY).
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from lapor.channels.email import oauth
from lapor.channels.errors import ChannelDown, DeliveryFailed

PATIENCE = SocketTimeout(connect=20, read=60)  # seconds
BEGINNING = 64 * 1024  # bytes: who wrote it stands in there


class Folder(StrEnum):
    TAKEN = "Sudah diambil"
    ASIDE = "Perlu dilihat"  # by a person, with a mail program


class MailboxDown(Exception):  # noqa: N818
    """The mailbox can't be emptied now; `code` is one of `condition.TROUBLES`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Mailbox:
    """An open session with it. What goes wrong in its methods is told by `opened`."""

    def __init__(self, client: IMAPClient, *, size: int, prefix: str) -> None:
        self._client, self._size, self._prefix = client, size, prefix

    def oldest(self, most: int) -> dict[int, int]:
        """Number and size of the mails that lie in it longest, in their order.

        Asked by their places: an answer that names every mail of a very large mailbox is longer than may be read.
        """
        places = range(1, min(most, self._size) + 1)
        if not places:
            return {}
        self._client.use_uid = False
        found = self._client.fetch(places, ["UID", "RFC822.SIZE"])
        self._client.use_uid = True
        return {found[place][b"UID"]: found[place][b"RFC822.SIZE"] for place in sorted(found)}

    def mail(self, number: int) -> bytes | None:
        """The whole of it, still unread for others; None when somebody has removed it meanwhile."""
        return self._client.fetch([number], ["BODY.PEEK[]"]).get(number, {}).get(b"BODY[]")

    def beginning(self, number: int) -> bytes | None:
        """What stands above a mail, without the mail."""
        found = self._client.fetch([number], [f"BODY.PEEK[HEADER]<0.{BEGINNING}>"])
        return found.get(number, {}).get(b"BODY[HEADER]<0>")

    def move(self, number: int, to: Folder) -> None:
        """A server that can't move copies and removes: cut off in between, it is there twice, never nowhere."""
        if self._client.has_capability("MOVE"):
            self._client.move([number], self._prefix + to)
            return
        self._client.copy([number], self._prefix + to)
        self._client.delete_messages([number])
        self._client.uid_expunge([number])

    def forget(self, *, before: datetime) -> int:
        """Erase for good what was taken and came before this day; returns how many. Ends the work on the inbox."""
        self._client.select_folder(self._prefix + Folder.TAKEN)
        old = self._client.search(["BEFORE", before.date()])
        if old:
            self._client.delete_messages(old)
            self._client.expunge()
        return len(old)


@contextmanager
def opened() -> Iterator[Mailbox]:
    """The mailbox of the settings. Raises MailboxDown, also for what goes wrong inside the block."""
    try:
        with _connected() as client:
            prefix = _prefix(client)
            for folder in Folder:
                if not client.folder_exists(prefix + folder):
                    client.create_folder(prefix + folder)
            found = client.select_folder(unquote(urlsplit(settings.IMAP_URL).path.strip("/")) or "INBOX")
            if b"READ-ONLY" in found or not any(map(client.has_capability, ["MOVE", "UIDPLUS"])):
                raise MailboxDown("mailbox")
            yield Mailbox(client, size=found[b"EXISTS"], prefix=prefix)
    except ssl.SSLCertVerificationError:
        raise MailboxDown("certificate") from None
    except (OSError, imaplib.IMAP4.abort):
        raise MailboxDown("unreachable") from None
    except IMAPClientError:
        raise MailboxDown("mailbox") from None


def _connected() -> IMAPClient:
    where, token = urlsplit(settings.IMAP_URL), _token()
    client = IMAPClient(where.hostname, port=where.port, ssl=where.scheme == "imaps", timeout=PATIENCE)
    try:
        if token:
            client.oauth2_login(settings.IMAP_USER, token)
        else:
            client.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
    except LoginError as refused:
        client.shutdown()
        if isinstance(refused.__context__, imaplib.IMAP4.abort):  # the line was cut before anybody looked at it
            raise MailboxDown("unreachable") from None
        raise MailboxDown("login") from None
    return client


def _token() -> str:
    """In place of the password; empty where there is one."""
    if not settings.IMAP_TOKEN_URL:
        return ""
    try:
        return oauth.token()
    except ChannelDown:
        raise MailboxDown("unreachable") from None
    except DeliveryFailed:
        raise MailboxDown("login") from None


def _prefix(client: IMAPClient) -> str:
    """What our folders' names begin with: some servers keep all folders of a mailbox under INBOX."""
    personal = client.namespace().personal if client.has_capability("NAMESPACE") else None
    return personal[0][0] if personal else ""
