"""Where the messages of the embedded service go: files in LAPOR_HOME/mailbox, a page, and for codes the console."""

import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

NEWEST = 100  # of the page


@dataclass(frozen=True)
class Letter:
    """One message as the page shows it."""

    channel: str
    to: str
    subject: str
    text: str
    sent_at: datetime

    @property
    def way(self) -> str:
        """The channel in the reader's words."""
        return {"email": _("Surel"), "sms": _("SMS")}.get(self.channel, self.channel)


def drop(channel: str, *, to: str, subject: str, text: str, is_awaited: bool) -> None:
    """Write one message that only the owner of the service may read; what somebody waits for is said too."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{time.time_ns():020d}.json"  # sorts by time, and two messages never share a name by chance
    letter = Letter(channel, to, subject, text, datetime.now(UTC))
    part = path.with_suffix(".part")  # so that the page never meets half a message, whoever was killed while writing
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(letter), file, default=datetime.isoformat)
    part.rename(path)
    if is_awaited:  # of news the example alone brings hundreds: nobody would find the address above them
        sys.stdout.write(f"[kotak uji] {to}: {' '.join(text.split())[:160]}\n")
        sys.stdout.flush()


def newest() -> list[Letter]:
    """The last messages, newest first."""
    paths = sorted(_folder().glob("*.json"), reverse=True)[:NEWEST]
    return [_read(path) for path in paths]


def _read(path: Path) -> Letter:
    fields = json.loads(path.read_text())
    return Letter(**fields | {"sent_at": datetime.fromisoformat(fields["sent_at"])})


def _folder() -> Path:
    return Path(settings.LAPOR_HOME) / "mailbox"
