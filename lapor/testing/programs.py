"""Our own programs beside a test, on its database, which can be killed at any moment with all that they started."""

import os
import signal
import subprocess
import sys
from typing import Self
from urllib.parse import urlsplit

from django.db import connection

from lapor.launcher.home import environment


class Program:
    """`lapor` with these arguments, as often as it is started; what it is told comes from `env`."""

    def __init__(self, *arguments: str, **env: str) -> None:
        url = urlsplit(environment()["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        self._command = [sys.executable, "-m", "lapor.config.command", *arguments]
        self._env = {**os.environ, "DATABASE_URL": url, **env}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, env=self._env, start_new_session=True)

    def kill(self) -> None:
        """Pull the plug: SIGKILL to the program and to every process below it, at one moment."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
