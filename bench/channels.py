"""The figures of the group `channels`: text messages come in faster than they are understood; all become reports."""

import contextlib
import http.client
import os
import random
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import uuid4

from procrastinate.contrib.django.models import ProcrastinateJob

from bench import arrivals, stage
from bench.accounting import cpu_seconds
from bench.database import Bench
from bench.figures import Figure, percentile
from bench.language import Language
from bench.service import free_port, wait_until_answered
from bench.visitor import GIVE_UP_AFTER, Timing
from lapor.channels.models import IncomingMessage, OutgoingMessage
from lapor.launcher.processes import Child
from lapor.launcher.run import LAPOR
from lapor.reports.models import Report

RATE = 200  # messages a second
SECONDS = 6 if os.environ.get("BENCH_SHORT") == "1" else 60
AT_THE_DOOR = 400  # that come in before the worker is there: what the door alone costs
UNDERSTOOD_WITHIN = 300
LONGEST = 306  # letters: two parts of a long message
PATIENCE_SECONDS = 900


def figures(bench: Bench) -> Iterator[Figure]:
    """A web and a worker of their own, with a gateway that takes what is answered."""
    stage.set_up()
    _clear()
    with _gateway() as gateway, contextlib.ExitStack() as service:
        password = secrets.token_hex(16)
        env = {
            **bench.many, "PORT": str(free_port()), "SMS_INCOMING_PASSWORD": password,
            "SMS_GATEWAY_URL": gateway, "SMS_GATEWAY_PASSWORD": password,
        }  # fmt: skip
        web = service.enter_context(_running(Child("Web", [*LAPOR, "serve"], env=env)))
        wait_until_answered(f"http://127.0.0.1:{env['PORT']}/healthz")
        phones = Phones(int(env["PORT"]), password)
        door = Spent(web=web, postgres=bench.postgres)
        phones.send(AT_THE_DOOR)  # not counted: its processes compile and prepare
        door.begin()
        phones.send(AT_THE_DOOR)
        yield from door.figures("channels.door_cpu_ms_per_message", AT_THE_DOOR)
        worker = service.enter_context(_running(Child("Pekerja", [*LAPOR, "worker"], env=env)))
        _wait_until_understood()
        yield from flooding(phones, Spent(web=web, worker=worker, postgres=bench.postgres))
    _clear()  # notices of so many reports would go on under the next group


def flooding(phones: "Phones", spent: "Spent") -> Iterator[Figure]:
    """So many a second for a minute, whether the service keeps up or not; then until all of them are reports."""
    newest, reports = _newest(IncomingMessage), _newest(Report)
    count = RATE * SECONDS
    spent.begin()
    timings = phones.send(count)
    began = min(timing.sent_at for timing in timings)
    ended = max(timing.sent_at + timing.seconds for timing in timings)
    taken = sum(timing.ok for timing in timings)
    yield Figure("channels.sms_in_per_second", taken / (ended - began), "1/s", f">= {RATE * 0.98:g}")
    yield Figure("channels.sms_in_p50", percentile((timing.seconds for timing in timings), 0.5) * 1000, "ms")
    yield Figure("channels.sms_in_p95", percentile((timing.seconds for timing in timings), 0.95) * 1000, "ms")
    yield Figure("channels.sms_in_errors", count - taken, "", "<= 0")
    rows = IncomingMessage.objects.filter(pk__gt=newest)
    names = set(rows.values_list("external_id", flat=True))
    without = sum(timing.ok and timing.what not in names for timing in timings)
    yield Figure("channels.acknowledged_without_row", without, "", "<= 0")
    yield Figure("channels.understood_while_they_came", rows.exclude(state="new").count(), "")
    _wait_until_understood()
    yield Figure("channels.seconds_until_all_reports", time.monotonic() - began, "s", f"<= {UNDERSTOOD_WITHIN}")
    yield from spent.figures("channels.cpu_ms_per_message", count)
    made = Report.objects.filter(pk__gt=reports, channel="sms").count()
    yield Figure("channels.reports_per_acknowledged", made / max(taken, 1), "", ">= 1")


class Phones:
    """Each message comes from another number, by connections that are kept, as Kannel does it."""

    def __init__(self, port: int, password: str) -> None:
        self.port, self.password = port, password
        self.next_number = random.randrange(10**8)
        self.lock, self.local = threading.Lock(), threading.local()

    def send(self, count: int) -> list[Timing]:
        """So many at RATE; `what` of each timing is the message's name."""
        timings: list[Timing] = []
        texts = iter([_text() for _ in range(count)])

        def send() -> None:
            with self.lock:
                text, self.next_number = next(texts), (self.next_number + 1) % 10**8
                phone = f"+62857{self.next_number:08d}"  # nobody of the loaded reports, whom it could be an answer from
            timings.append(self._send(str(uuid4()), phone, text))

        arrivals.at_rates([(RATE, count / RATE)], send)
        return timings

    def _send(self, name: str, phone: str, text: str) -> Timing:
        sent_at = time.monotonic()
        asked = {"k": self.password, "id": name, "from": phone, "coding": "0", "header": "", "text": text}
        try:
            connection = self._connection()
            connection.request("GET", f"/channels/sms/kannel/?{urlencode(asked)}")
            ok = connection.getresponse().read() == b"OK"
        except (OSError, http.client.HTTPException):
            self._connection().close()
            ok = False
        return Timing(name, sent_at, time.monotonic() - sent_at, ok)

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GIVE_UP_AFTER)
        return self.local.connection


class Spent:
    """CPU time of the parts of the service since `begin`."""

    def __init__(self, **parts: int) -> None:
        self.parts = parts

    def begin(self) -> None:
        self.before = self._now()

    def figures(self, name: str, count: int) -> Iterator[Figure]:
        spent = {part: (after - self.before[part]) / count * 1000 for part, after in self._now().items()}
        yield Figure(name, sum(spent.values()), "ms")
        for part, each in spent.items():
            yield Figure(f"{name}.{part}", each, "ms")

    def _now(self) -> dict[str, float]:
        return {name: cpu_seconds([pid]) for name, pid in self.parts.items()}


@contextlib.contextmanager
def _running(child: Child) -> Iterator[int]:
    child.start()
    assert child.process
    try:
        yield child.process.pid
    finally:
        child.stop(within_seconds=4)


@contextlib.contextmanager
def _gateway() -> Iterator[str]:
    """bench/gateway.py; its address."""
    command = [sys.executable, "-m", "bench.gateway"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/cgi-bin/sendsms"
        finally:
            process.kill()


def _clear() -> None:
    """What nobody has understood or sent, also of a run that was broken off."""
    ProcrastinateJob.objects.all().delete()
    IncomingMessage.objects.filter(state="new").delete()
    OutgoingMessage.objects.filter(state="queued").delete()


def _text() -> str:
    """What somebody complains about; a greeting first, which is no command."""
    title, body = Language.shared().report("Sangatta Utara")
    return f"Selamat pagi, {title.lower()}. {body}"[:LONGEST].rpartition(" ")[0]


def _newest(model: type[IncomingMessage] | type[Report]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _wait_until_understood() -> None:
    """Or until it is clear that it won't happen."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and IncomingMessage.objects.filter(state="new").exists():
        time.sleep(0.5)
