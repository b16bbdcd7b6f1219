"""The web server: Granian in front of wsgi.py. Needs no Django itself, which halves the time of a start."""

import argparse
import os
import sys
from pathlib import Path


def serve(arguments: list[str]) -> None:
    """Become the web server, so that signals reach it. No access log: addresses tell who reported what."""
    options = _parser().parse_args(arguments)
    granian = str(Path(sys.executable).with_name("granian"))
    os.execv(  # noqa: S606
        granian,
        [
            *(granian, "--interface", "wsgi", "--http", "1", "--no-ws", "--host", options.host),
            *(
                "--port",
                str(options.port),
                "--workers",
                str(options.workers),
                "--blocking-threads",
                str(options.threads),
            ),
            *("--workers-kill-timeout", "3", "--respawn-failed-workers", "--no-access-log", "--log-level", "warning"),
            "lapor.config.wsgi:application",
        ],
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lapor serve", description="Menjalankan web saja.")
    parser.add_argument("--host", default="127.0.0.1", help="alamat yang didengarkan (%(default)s)")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="porta (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="banyaknya proses (%(default)s)")
    parser.add_argument(
        "--threads", type=int, default=4, help="utas per proses, masing-masing satu koneksi (%(default)s)"
    )
    return parser
