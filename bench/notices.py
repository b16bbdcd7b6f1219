"""The figures of the group `notices`: from the commit of a step until the mail server has what it tells people."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from bench import stage, sweeping
from bench.accounting import cpu_seconds
from bench.database import Bench
from bench.figures import Figure, percentile
from bench.language import Language
from bench.rows import KUTAI_TIMUR
from lapor.agencies.models import Unit
from lapor.channels.models import OutgoingMessage
from lapor.launcher.run import LAPOR
from lapor.notifications.models import Rule
from lapor.reports import actors, intake
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Channel, Kind

RATE = 20  # steps a second
SECONDS = 6 if os.environ.get("BENCH_SHORT") == "1" else 30
WARM = 20
PATIENCE_SECONDS = 120


def figures(bench: Bench) -> Iterator[Figure]:
    """A worker and a mail server, each a process of its own; then the clocks that are due all at once."""
    stage.set_up()
    if not Rule.objects.exists():  # a database that was loaded before there was a policy
        with open(os.devnull, "w") as silence:
            call_command("load_reference", stdout=silence)
    OutgoingMessage.objects.filter(state="queued").delete()
    with MailServer() as server, _worker(bench.many, server) as worker:
        yield from mailing(server, worker)
    yield from sweeping.figures(bench)


class MailServer:
    """bench/mail_server.py, and when it got a letter for whom."""

    def __enter__(self) -> "MailServer":
        command = [sys.executable, "-m", "bench.mail_server"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())
        self.arrived_at: dict[str, float] = {}
        self.letters = 0
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            at, address = line.split()
            self.arrived_at.setdefault(address, float(at))
            self.letters += 1


@contextlib.contextmanager
def _worker(env: dict[str, str], server: MailServer) -> Iterator[subprocess.Popen]:
    public = {"LAPOR_EMBEDDED": "", "SITE_URL": "https://bench.example", "MAIL_DOMAIN": "bench.example"}
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port)}
    with subprocess.Popen([*LAPOR, "worker"], env={**env, **public, **mail}) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def mailing(server: MailServer, worker: subprocess.Popen) -> Iterator[Figure]:
    """Reports sent at a steady rate, each by somebody with a mailbox: how long until that somebody's mail is there."""
    _wait(_steps(WARM), server)
    letters, spent = server.letters, cpu_seconds([worker.pid])
    began = time.monotonic()
    sent_at = _steps(RATE * SECONDS)
    rate = len(sent_at) / (max(sent_at.values()) - began)
    _wait(sent_at, server)
    spent = cpu_seconds([worker.pid]) - spent
    took = [server.arrived_at[address] - at for address, at in sent_at.items() if address in server.arrived_at]
    yield Figure("notices.steps_per_second", rate, "1/s")
    yield Figure("notices.step_to_mail_server_p50", percentile(took, 0.5), "s")
    yield Figure("notices.step_to_mail_server_p95", percentile(took, 0.95), "s", "<= 2")
    yield Figure("notices.never_arrived", len(sent_at) - len(took), "", "<= 0")
    yield Figure("notices.mails_per_step", (server.letters - letters) / len(sent_at), "")
    yield Figure("notices.worker_cpu_ms_per_step", spent / len(sent_at) * 1000, "ms")


def _steps(count: int) -> dict[str, float]:
    """Take that many steps at the rate, as long as this process keeps up; by address when each was committed."""
    agency, start_at = Unit.objects.get(code=KUTAI_TIMUR), time.monotonic()
    committed_at = {}
    for i in range(count):
        time.sleep(max(start_at + i / RATE - time.monotonic(), 0))
        address = f"{uuid4().hex}@bench.example"
        by = actors.pin_holder().acting(command=uuid4())
        with transaction.atomic(durable=True):
            intake.submit(_complaint(agency, address), by=by, at=timezone.now())
        committed_at[address] = time.monotonic()
    connection.close()
    return committed_at


def _complaint(agency: Unit, address: str) -> Submission:
    title, body = Language.shared().report("Sangatta Utara")
    return Submission(
        kind=Kind.COMPLAINT, title=title, body=body, place="Jalan Yos Sudarso", event_date=timezone.localdate(),
        agency=agency, category=None, channel=Channel.WEB, is_anonymous=False, is_secret=False,
        name="Sulastri Wahyuningsih", email=address,
    )  # fmt: skip


def _wait(addresses: dict[str, float], server: MailServer) -> None:
    """Until everybody's mail is there, or it is clear that it won't come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not addresses.keys() <= server.arrived_at.keys():
        time.sleep(0.05)
