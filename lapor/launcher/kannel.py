"""Kannel, the SMS gateway, on this machine: its two programs and the configuration of deploy/kannel, filled in."""

import os
import secrets
import shutil
import string
from pathlib import Path
from typing import IO

from lapor.launcher.console import CannotStart
from lapor.launcher.home import HOME, ROOT, read_env, write_private
from lapor.launcher.processes import MARK, Child

SOURCE = ROOT / "deploy" / "kannel"
PROGRAMS = {"bearerbox": "/usr/sbin/bearerbox", "smsbox": "/usr/sbin/smsbox"}


def configure(folder: Path, *, smsc: str, **values: str | int) -> dict[str, str]:
    """Write kannel.conf and smsc.conf into a folder of this gateway's own; returns what was filled in.

    `smsc` is `fake` or `smpp`; `values` win over kannel.env.example, where passwords are made up. Raises KeyError for
    a name in the files that nobody gave.
    """
    settings = read_env(SOURCE / "kannel.env.example")
    settings |= {name: secrets.token_urlsafe(18) for name, value in settings.items() if name.endswith("PASSWORD")}
    settings |= {"KANNEL_FOLDER": str(folder), "KANNEL_SMSC": "fake" if smsc == "fake" else "operator"}
    settings |= {name: str(value) for name, value in values.items()}
    for part in ("store", "reports"):
        (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    for source, target in (("kannel.conf", "kannel.conf"), (f"smsc-{smsc}.conf", "smsc.conf")):
        template = string.Template((SOURCE / source).read_text().replace("${...}", "$${...}"))
        write_private(folder / target, template.substitute(settings))
    return settings


def program(name: str, folder: Path, *, log: IO[bytes] | None = None) -> Child:
    """`bearerbox` or `smsbox`, not started yet; what it says on the way up goes into its log in the folder.

    Raises CannotStart where Kannel isn't installed.
    """
    # Louder than its log file it would print numbers and texts.
    command = [installed(name), "--verbosity", "4", str(folder / "kannel.conf")]
    return Child(name, command, env={**os.environ, "HOME": str(folder), MARK: str(HOME)}, log=log)


def installed(name: str) -> str:
    """Where the program is. Raises CannotStart where Kannel isn't installed."""
    path = shutil.which(PROGRAMS[name])
    if path is None:
        raise CannotStart(f"{PROGRAMS[name]} tidak ada: pasang paket kannel, atau jalankan bin/kannel sebagai root.")
    return path
