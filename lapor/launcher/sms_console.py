"""`lapor sms-console`: the whole service with its SMS gateway on this machine, and somebody who types as a phone.

A line that is typed goes from a phone to its operator, by SMPP to Kannel and from there to our web; the answers come
back the same way. Nothing of it is made easier for the trial: what works here works with an operator.
"""

import contextlib
import re
import sys
import threading
import time
from collections.abc import Iterator
from typing import IO

from lapor.launcher import home
from lapor.launcher.console import say
from lapor.launcher.gateway import Gateway
from lapor.launcher.kannel import PROGRAMS, installed
from lapor.launcher.operator import Operator, Text, TooLong
from lapor.launcher.processes import Child
from lapor.launcher.run import Stop, held_home, listen_for_stop, service

try:
    import readline  # lets input() move about in a line, and tells us what is typed so far
except ImportError:  # a Python without it: an answer that comes while somebody types interrupts the line
    readline = None  # type: ignore[assignment]

SHORT_NUMBER = "1708"
FIRST_PHONE = "+6281217081708"  # nobody's in the demo content
NUMBER = re.compile(r"(?:\+?62|0)(8\d{7,11})")
ANSWERED_WITHIN = 60.0  # seconds; so long a script waits before its next line
HELP = f"""\
Setiap baris adalah satu SMS ke {SHORT_NUMBER}; jawabannya tampil di sini. Kirim BANTUAN untuk petunjuk LAPOR!.
  /nomor 0813…  menulis dari telepon lain
  /bantuan      menampilkan ini lagi
  /selesai      berhenti (atau Ctrl-D)"""


def run(*, until_parent_ends: bool = False) -> None:
    """Start everything, let somebody write and read messages until they have done, and stop it all.

    Raises CannotStart.
    """
    listen_for_stop(until_parent_ends=until_parent_ends)
    for name in PROGRAMS:
        installed(name)
    with contextlib.suppress(Stop), held_home() as port, _log() as log, Operator() as operator:
        say("Menyalakan LAPOR! dengan gerbang SMS Kannel…")
        gateway = Gateway(home.HOME / "kannel", operator, web=f"http://127.0.0.1:{port}", log=log)
        with service(port, log=log, **gateway.settings) as children, gateway:
            say(f"\nSiap. {HELP}\n\n{_where(port)}\nCatatan layanan: {log.name}\n")
            Talk(operator, [*children, *gateway.boxes]).hold()


@contextlib.contextmanager
def _log() -> Iterator[IO[bytes]]:
    """Where web, worker and gateway write, so that the talk stays readable."""
    with (home.HOME / "sms-console.log").open("ab") as log:
        yield log


class Talk:
    """One keyboard, and as many phones as its user names. What arrives on any phone is shown at once."""

    def __init__(self, operator: Operator, children: list[Child]) -> None:
        self._operator, self._children = operator, children
        self._phone = FIRST_PHONE
        self._is_typed = sys.stdin.isatty() and sys.stdout.isatty()
        self._shown: list[Text] = []
        self._is_over = threading.Event()

    def hold(self) -> None:
        """Until its user has done, or a script has had its answers."""
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # no keyboard is to blame for its letters
        watch = threading.Thread(target=self._watch, daemon=True)
        watch.start()
        try:
            for line in self._typed() if self._is_typed else self._scripted():
                if line == "/selesai":
                    break
                self._take(line)
        except Stop:
            say("")  # below the line that was being typed
            raise
        finally:
            self._is_over.set()
            watch.join()

    def _typed(self) -> Iterator[str]:
        while True:
            try:
                yield input(self._prompt).strip()
            except EOFError:
                say("")
                return

    def _scripted(self) -> Iterator[str]:
        for line in sys.stdin:
            say(f"{self._prompt}{line.strip()}")
            yield line.strip()

    @property
    def _prompt(self) -> str:
        return f"{_as_dialled(self._phone)}> "

    def _take(self, line: str) -> None:
        """A command to this console, or a message. Whatever it is, it is answered."""
        command, _blank, rest = line.partition(" ")
        if command == "/nomor":
            self._change_phone(rest)
        elif command == "/bantuan":
            say(HELP)
        elif command.startswith("/"):
            say(f"Perintah {command} tidak dikenal.\n{HELP}")
        elif line:
            self._send(line)

    def _change_phone(self, typed: str) -> None:
        number = NUMBER.fullmatch(re.sub(r"[\s.-]", "", typed))
        if number is None:
            say("Itu bukan nomor HP. Tulis misalnya: /nomor 081300000002")
            return
        self._phone = f"+62{number[1]}"
        say(f"Sekarang Anda menulis dari {_as_dialled(self._phone)}.")

    def _send(self, text: str) -> None:
        before = self._arrived()
        try:
            self._operator.write(self._phone, text)
        except TooLong:
            say("Pesan itu terlalu panjang: tidak ada telepon yang mengirim sebanyak itu dalam satu SMS.")
        except (StopIteration, OSError):
            say("Gerbang SMS sedang tersambung kembali. Tunggu sebentar, lalu kirim lagi.")
        else:
            if not self._is_typed:
                self._wait_for_answer(before)

    def _wait_for_answer(self, before: int) -> None:
        end = time.monotonic() + ANSWERED_WITHIN
        while self._arrived() == before:
            if time.monotonic() > end:
                say(f"(Belum ada jawaban dalam {ANSWERED_WITHIN:.0f} detik.)")
                return
            time.sleep(0.05)

    def _arrived(self) -> int:
        return sum(text.to == self._phone for text in self._shown)

    def _watch(self) -> None:
        """Show what arrives and start again what has died, as long as the talk lasts."""
        while not self._is_over.wait(0.1):
            for text in self._operator.received[len(self._shown) :]:
                self._show(text)
                self._shown.append(text)
            for child in self._children:
                child.keep_alive()

    def _show(self, text: Text) -> None:
        """Above the line that somebody may be typing just now."""
        message = f"  {text.sender} -> {_as_dialled(text.to)}: {text.text}"
        if not self._is_typed:
            say(message)
            return
        so_far = readline.get_line_buffer() if readline else ""
        sys.stdout.write(f"\r\033[K{message}\n{self._prompt}{so_far}")
        sys.stdout.flush()


def _where(port: int) -> str:
    """The web, and who may sign in there as an officer."""
    accounts = f"\nAkun petugas: {home.DEMO_ACCOUNTS}" if home.DEMO_ACCOUNTS.exists() else ""
    return f"Halaman web: http://localhost:{port}/{accounts}"


def _as_dialled(number: str) -> str:
    return f"0{number.removeprefix('+62')}"
