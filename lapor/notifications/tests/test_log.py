"""The sending log: what was told, by which way, whether it arrived, and never to whom."""

from datetime import timedelta

import pytest

from lapor.channels.models import OutgoingMessage
from lapor.notifications import log
from lapor.notifications.models import Notice
from lapor.testing.cast import MONDAY

State = OutgoingMessage.State
RINI, SANTI = b"r" * 32, b"s" * 32


@pytest.fixture
def telling(cast):
    """A message about a report's last event, and the notice that it carries."""
    report = cast.referred()
    event = report.events.order_by("seq").last()

    def tell(recipient, *, audience="reporter", channel="sms", state=State.SENT, at=MONDAY, in_digest=False, **said):
        Notice.objects.get_or_create(
            event=event, recipient=recipient,
            defaults={"report": report, "audience": audience, "occasion": "referred", "created_at": at,
                      "in_digest": in_digest},
        )  # fmt: skip
        if channel:
            OutgoingMessage.objects.create(
                channel=channel, to_ciphertext=b"", event=event, recipient=recipient, language="id", state=state,
                created_at=at, due_at=at, **said,
            )  # fmt: skip
        return report

    return tell


def test_a_telling_says_what_to_whom_by_which_way_and_whether_it_arrived(telling):
    report = telling(RINI, state=State.DELIVERED, delivered_at=MONDAY + timedelta(minutes=1))
    [told] = log.of(report)
    assert (told.occasion.label, told.audience.label) == ("Laporan diteruskan", "Pelapor")
    assert (str(told.channel), str(told.state)) == ("SMS", "diterima")
    assert told.at == MONDAY + timedelta(minutes=1)


def test_a_failure_says_why_and_the_next_way_stands_beside_it(telling):
    telling(RINI, channel="email", state=State.FAILED, error="bounce_5.1.1")
    report = telling(RINI, channel="sms")
    failed, sent = log.of(report)
    assert (str(failed.state), str(failed.why)) == ("gagal", "kotak surat menolak")
    assert str(sent.channel) == "SMS"


def test_an_unknown_code_is_put_in_words_that_need_no_manual():
    assert str(log.reason("xyz_123")) == "ditolak penyedia layanannya"


def test_all_who_were_told_alike_are_one_line(telling):
    telling(RINI, audience="supporters", channel="email")
    report = telling(SANTI, audience="supporters", channel="email")
    [told] = log.of(report)
    assert told.people == 2


def test_what_only_rang_the_bell_or_waits_for_the_digest_is_said_too(telling):
    telling(RINI, audience="unit", channel="")
    report = telling(SANTI, audience="agency_admin", channel="", in_digest=True)
    assert {str(told.channel) for told in log.of(report)} == {"lonceng", "ringkasan harian"}


def test_one_persons_log_holds_only_what_they_were_told(telling):
    telling(RINI)
    report = telling(SANTI, audience="supporters", channel="email")
    assert [told.audience for told in log.of(report, recipients={RINI})] == ["reporter"]


def test_the_log_is_one_query_however_many_were_told(telling, django_assert_num_queries):
    for n in range(5):
        report = telling(bytes([n]) * 32, audience="supporters", channel="email")
    with django_assert_num_queries(1):
        log.of(report)


def test_the_traffic_of_a_day_is_counted_by_channel_with_what_waits_longest(telling):
    telling(RINI, channel="sms", state=State.QUEUED, at=MONDAY)
    telling(SANTI, channel="email", state=State.FAILED, at=MONDAY)
    telling(b"o" * 32, channel="email", state=State.DELIVERED, at=MONDAY - timedelta(days=2))
    email, sms = log.traffic(at=MONDAY + timedelta(hours=1))
    assert (str(email.channel), email.failed, email.delivered, email.oldest) == ("surel", 1, 0, None)
    assert (str(sms.channel), sms.queued, sms.oldest) == ("SMS", 1, MONDAY)


def test_what_waits_for_the_morning_is_not_counted_as_waiting(telling):
    telling(RINI, channel="sms", state=State.QUEUED, at=MONDAY)
    OutgoingMessage.objects.update(due_at=MONDAY + timedelta(hours=8))
    assert log.traffic(at=MONDAY + timedelta(hours=1)) == []
