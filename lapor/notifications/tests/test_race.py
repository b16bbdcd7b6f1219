"""Two workers with the same job: one tells, the other waits and finds it told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from lapor.channels.models import OutgoingMessage
from lapor.notifications import digest, fan_out
from lapor.notifications.models import Notice
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(job):
    """The same job in three workers, each with a connection of its own."""

    def work(_n):
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as workers:
        return list(workers.map(work, range(3)))


def test_an_event_is_told_once(cast):
    report = cast.referred(email="rini@surat.example")
    events = list(report.events.values_list("pk", flat=True))
    at_once(lambda: fan_out.tell(events, at=MONDAY))
    told = list(Notice.objects.values_list("event", "recipient"))
    sent = list(OutgoingMessage.objects.values_list("event", "recipient", "channel"))
    assert told
    assert len(told) == len(set(told))
    assert len(sent) == len(set(sent))


def test_a_digest_goes_out_once(cast):
    report = cast.submitted()
    fan_out.tell(list(report.events.values_list("pk", flat=True)), at=MONDAY)
    Notice.objects.filter(audience="agency_admin").update(in_digest=True)
    assert sorted(at_once(lambda: digest.send(at=MONDAY + timedelta(hours=21)))) != [0, 0, 0]
    assert OutgoingMessage.objects.filter(event__isnull=True).count() == 2  # Arif and Anisa
