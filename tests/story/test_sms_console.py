"""Somebody with a phone and no data: the real command, the real gateway, and nothing but lines that are typed."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lapor.agencies.models import Unit
from lapor.config.management.commands.prepare import reference_version
from lapor.launcher.gateway import free_ports
from lapor.launcher.home import ROOT, lock
from lapor.launcher.run import LAPOR
from lapor.launcher.tests.conftest import wait_for
from lapor.launcher.tests.test_run import alive
from lapor.reports import response, verification
from lapor.reports.models import Report
from lapor.testing.cast import Cast, assemble
from tests.story.conftest import PATIENCE, empty_database

PHONE, OTHER_PHONE = "081217081708", "081300000002"


class Console:
    """`lapor sms-console` and its keyboard."""

    def __init__(self, home: Path, database: str, **env: str) -> None:
        [port] = free_ports(1)
        told = {"DATABASE_URL": database, "LAPOR_HOME": str(home), "PORT": str(port), "LAPOR_DEMO": "0"}
        self.process = subprocess.Popen(
            [*LAPOR, "sms-console"], env={**os.environ, "PYTHONPATH": str(ROOT), **told, **env}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def type(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hears(self, expected: str, *, on: str = PHONE) -> str:
        """What arrives on this phone with these words; news of other steps may come before it."""
        return self.shows(f"  1708 -> {on}: ", expected)

    def shows(self, *expected: str) -> str:
        seen = []
        while not seen or not all(words in seen[-1] for words in expected):
            try:
                seen.append(self._lines.get(timeout=PATIENCE))
            except queue.Empty:
                raise AssertionError(f"{expected} not in:\n{''.join(seen)}") from None
        return seen[-1]

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line)


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def database() -> Iterator[str]:
    with empty_database("sms") as address:
        yield address


@pytest.fixture
def console(home, database) -> Iterator[Console]:
    console = Console(home, database)
    yield console
    console.process.kill()
    console.process.wait()


@pytest.fixture
def office(database, django_db_blocker) -> Iterator[Cast]:
    """The officers of Kutai Timur, who sit at the same database."""
    env = {**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
    subprocess.run([*LAPOR, "migrate", "--verbosity", "0"], env=env, check=True)
    with django_db_blocker.unblock(), connected_to(database), transaction.atomic():
        cast = assemble()
        Unit.objects.filter(code="64.08").update(keyword="KUTIM")
        with connection.cursor() as cursor:  # the cast is all the reference data that this country needs
            cursor.execute(f"COMMENT ON TABLE regions_region IS '{reference_version()}'")
    with django_db_blocker.unblock(), connected_to(database):
        yield cast


@contextmanager
def connected_to(database: str) -> Iterator[None]:
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = urlsplit(database).path.strip("/")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def verify(cast: Cast, number: int) -> None:
    with transaction.atomic():
        pu = cast.unit("64.08/pu")
        verification.verify(number, cast.finding(), by=cast.arif, at=timezone.now(), to=pu)


def answer(cast: Cast, number: int) -> None:
    with transaction.atomic():
        response.answer(number, cast.solved(), by=cast.otto, at=timezone.now())


def test_somebody_reports_is_asked_follows_replies_and_rates_by_sms(office, console, home):
    console.shows("Siap.")
    console.type("kutim Jalan Yos Sudarso berlubang sedalam lutut. " + "Sudah dua motor jatuh di sana. " * 9)
    receipt = console.hears("Di mana kejadiannya?")
    number = int(re.search(r"Laporan (\d{10}) kami terima\. PIN \d{8}\.", receipt)[1])
    console.type("Depan SD 002, Sangatta")
    console.hears(f"Perkembangan laporan {number}: kirim STATUS {number}. Sekarang diperiksa")
    verify(office, number)
    answer(office, number)
    console.type(f"Kirim satus {number}")
    console.hears("dijawab: Lubang sudah ditambal")
    console.type(f"BALAS {number} masih ada satu lubang")
    console.hears("laporan dilanjutkan")
    answer(office, number)
    console.type(f"selesai {number} 5")
    console.hears(f"Terima kasih atas penilaian Anda. Laporan {number} selesai.")
    assert Report.objects.values_list("number", "state", "rating").get() == (number, "closed", 5)
    console.type(f"/nomor {OTHER_PHONE}")
    console.type(f"STATUS {number}")
    console.hears("tidak cocok", on=OTHER_PHONE)
    console.type("/nomer 1")
    console.shows("Perintah /nomer tidak dikenal.")
    console.type("/selesai")
    assert console.process.wait(30) == 0
    assert alive(home) == []
    assert "Yos Sudarso" not in (home / "sms-console.log").read_text()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
@pytest.mark.prove
def test_however_it_is_stopped_nothing_is_left_running(office, console, home, stop):
    console.shows("Siap.")
    console.process.send_signal(stop)
    assert console.process.wait(10) == (0 if stop != signal.SIGKILL else -stop)
    assert wait_for(lambda: not alive(home))


def test_a_home_in_use_is_said_in_one_sentence(home):
    home.mkdir()
    with lock(home):
        console = Console(home, "postgres:///nowhere")
        console.shows(f"LAPOR! sudah berjalan dengan folder {home}: hentikan dahulu, atau pakai LAPOR_HOME lain.\n")
        assert console.process.wait(30) == 1


def test_a_machine_without_kannel_is_said_in_one_sentence(home):
    without = "from lapor.launcher import kannel; kannel.PROGRAMS['smsbox'] = '/nowhere/smsbox';"
    command = f"{without} from lapor.config.command import main; main()"
    program = subprocess.run(
        [sys.executable, "-c", command, "sms-console"], env={**os.environ, "LAPOR_HOME": str(home)}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert program.returncode == 1
    assert program.stderr.startswith("/nowhere/smsbox tidak ada: pasang paket kannel")
    assert not home.exists()
