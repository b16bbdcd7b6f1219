"""LAPOR_HOME: the folder of one installation, with its keys and the lock that keeps a second launcher out."""

import base64
import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from lapor.launcher.console import CannotStart

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("LAPOR_HOME") or ROOT / "var").resolve()
DEMO_ACCOUNTS = HOME / "demo-accounts.txt"  # there where the example is


def read_env(path: Path) -> dict[str, str]:
    """KEY=VALUE lines of a file; empty where there is no file."""
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def environment() -> dict[str, str]:
    """The environment, completed by what a launcher keeps in LAPOR_HOME for commands that are typed by hand."""
    embedded = {} if os.environ.get("DATABASE_URL") else read_env(HOME / "database.env")
    return {**read_env(HOME / "secrets.env"), **embedded, **os.environ}


def write_private(path: Path, text: str) -> None:
    """Write a whole file that only its owner may read; a crash leaves the old one or the new one, never half."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def make_keys(home: Path) -> None:
    """Give an installation the keys it lacks. Never makes new ones where data exists: it could not be read again.

    Raises CannotStart when the keys of existing data are gone.
    """
    path = home / "secrets.env"
    known = read_env(path).keys() | os.environ.keys()
    made = ""
    if not known >= {"SECRET_KEY", "LAPOR_KEYS", "LAPOR_TAG_KEY"} and not path.exists():
        if (home / "database.env").exists():
            raise CannotStart(f"Berkas kunci {path} hilang, padahal datanya ada: kembalikan berkas itu dari cadangan.")
        made = (
            f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
            f"LAPOR_KEYS=1:{base64.b64encode(secrets.token_bytes(32)).decode()}\n"
            f"LAPOR_TAG_KEY={base64.b64encode(secrets.token_bytes(32)).decode()}\n"
        )
    if "VAPID_PRIVATE_KEY" not in known:  # nothing is encrypted with it: an older installation may get one, too
        made += f"VAPID_PRIVATE_KEY={new_push_key()}\n"
    if made:
        write_private(path, (path.read_text() if path.exists() else "") + made)


def new_push_key() -> str:
    """A private key for push services (P-256), as one line."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[bool]:
    """Hold the folder for this launcher alone; yields whether the one before us was cut off before it could tidy up.

    Raises CannotStart while another launcher holds it.
    """
    with (folder / "launcher.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"LAPOR! sudah berjalan dengan folder {folder}: hentikan dahulu, atau pakai LAPOR_HOME lain."
            )
        file.seek(0)
        was_cut_off = bool(file.read())
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield was_cut_off
        finally:  # everything we started has been stopped by now
            file.truncate(0)
