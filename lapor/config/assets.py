"""What the browser loads, collected and compressed into build/static, and translations compiled; only when changed."""

import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path

from lapor.launcher.console import say
from lapor.launcher.home import ROOT

BUILD = ROOT / "build"
STAMP = BUILD / "assets.version"


def build() -> None:
    """Build what changed since the last time; two copies may start from one checkout, so one waits for the other."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        version = _version()
        if STAMP.exists() and STAMP.read_text() == version:
            return
        say("Menyiapkan gaya, skrip, dan terjemahan…")
        for catalogue in _catalogues():
            _compile(catalogue)
        _collect()
        STAMP.write_text(version)


def _version() -> str:
    digest = hashlib.sha256()
    for path in [ROOT / "requirements" / "runtime.txt", *_catalogues(), *_static_files()]:
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _catalogues() -> list[Path]:
    return sorted((ROOT / "lapor").rglob("*.po"))


def _static_files() -> Iterator[Path]:
    for folder in sorted((ROOT / "lapor").glob("*/static")):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _compile(catalogue: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))


def _collect() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
