"""Workers are killed in the middle of many notices: nobody is left out, and nobody gets a second message."""

from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import outbox
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way
from lapor.testing.kannel import wait_until
from lapor.testing.mail_server import MailServer
from lapor.testing.programs import Program

SAID = Content("Laporan 1234567897 diteruskan", "Laporan Anda sudah kami teruskan.", "Laporan 1234567897 diteruskan.")


pytestmark = pytest.mark.django_db(transaction=True)  # other programs really write to the database of the tests


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


def worker(server: MailServer) -> Program:
    """A worker of its own on the database of this test; killed at the end if it still lives."""
    return Program("worker", **server.environment)


def put(count: int) -> None:
    with transaction.atomic():
        for n in range(count):
            way, recipient = Way("email", f"warga-{n}@contoh.id"), n.to_bytes(32)
            outbox.tell([way], SAID, recipient=recipient, event_id=None, language="id", at=timezone.now())


def time_passes() -> None:
    """What a dead worker held is free again."""
    ProcrastinateJob.objects.all().delete()
    OutgoingMessage.objects.filter(state="queued").update(due_at=timezone.now())
    outbox.wake(["email"])


def sent() -> int:
    return OutgoingMessage.objects.filter(state="sent").count()


def check_everybody_once(server: MailServer, count: int, kills: int) -> None:
    """By Message-ID, as mailboxes tell copies apart; at most one copy for each kill, and rarely that."""
    people = {letter.message["Message-ID"]: letter.to for letter in server.letters}
    assert sorted(people.values()) == sorted(f"warga-{n}@contoh.id" for n in range(count))
    assert len(server.letters) <= count + kills


@pytest.mark.parametrize(
    ("count", "kills"), [(200, 2), pytest.param(1000, 8, marks=pytest.mark.prove)], ids=["200", "1000"]
)
def test_killed_workers_leave_nobody_out_and_write_to_nobody_twice(server, count, kills):
    put(count)
    for kill in range(1, kills + 1):
        time_passes()
        enough = count * kill // (kills + 1)
        with worker(server):
            wait_until(lambda enough=enough: len(server.letters) >= enough)
    time_passes()
    with worker(server):
        wait_until(lambda: sent() == count, seconds=200)  # what a sender overlooks is found within a minute
    check_everybody_once(server, count, kills)


def test_of_a_message_that_was_taken_but_not_noted_the_copy_is_the_same_message(server):
    """The worst moment: the server has it and hasn't said so."""
    put(3)
    time_passes()
    with worker(server) as program:
        server.on_letter = lambda: program.kill() if len(server.letters) == 2 else None
        program.process.wait(60)
    assert sent() == 1
    time_passes()
    with worker(server):
        wait_until(lambda: sent() == 3)
    assert sorted(Counter(letter.message["Message-ID"] for letter in server.letters).values()) == [1, 1, 2]
    check_everybody_once(server, 3, kills=1)
    assert sorted(OutgoingMessage.objects.values_list("tries__outcome", flat=True)) == ["sending"] + ["sent"] * 3
