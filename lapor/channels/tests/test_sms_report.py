from datetime import UTC, datetime

import pytest

from lapor.channels import outbox
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way
from lapor.channels.sms import reports

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
WAYS = [Way("sms", "+6281234567890"), Way("email", "rini@contoh.id")]


@pytest.fixture
def message(db):
    content = Content(subject="Laporan dijawab", text="Laporan dijawab.", short="Laporan 1234567890 dijawab.")
    return outbox.tell(WAYS, content, recipient=b"r" * 32, event_id=None, language="id", at=AT)


@pytest.fixture
def tell(client, message):
    """Report this code as Kannel would; the status of our answer."""

    def tell(code, **headers):
        address = reports.address_for(message.pk).replace("%d", str(code))
        response = client.get(address[len("http://127.0.0.1:8000") :], **headers)
        message.refresh_from_db()
        return response.status_code

    return tell


@pytest.mark.parametrize(
    ("code", "state", "error"),
    [
        (1, "delivered", ""),
        (2, "failed", "sms_not_delivered"),
        (4, "sent", ""),
        (8, "sent", ""),
        (16, "failed", "sms_rejected"),
    ],
)
def test_each_report_leads_to_one_state(tell, message, code, state, error):
    assert tell(code) == 200
    assert (message.state, message.error) == (state, error)


def test_a_report_told_twice_is_taken_and_changes_nothing(tell, message):
    assert [tell(2), tell(2), tell(8), tell(1)] == [200] * 4
    assert message.state == "failed"
    assert OutgoingMessage.objects.exclude(pk=message.pk).count() == 1


def test_an_early_report_is_not_undone_by_a_later_one(tell, message):
    assert [tell(1), tell(8), tell(2)] == [200] * 3
    assert message.state == "delivered"


def test_a_message_that_failed_goes_the_next_way(tell, message):
    tell(16)
    following = OutgoingMessage.objects.exclude(pk=message.pk).get()
    assert (following.channel, following.state) == ("email", "queued")


def test_a_message_that_is_forgotten_meanwhile_is_no_trouble(tell, client, message):
    address = reports.address_for(message.pk).replace("%d", "1")
    message.delete()
    assert client.get(address[len("http://127.0.0.1:8000") :]).status_code == 200


@pytest.mark.parametrize("headers", [{"REMOTE_ADDR": "203.0.113.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_only_the_gateway_may_report(tell, message, headers):
    assert tell(1, **headers) == 404
    assert message.state == "queued"


@pytest.mark.parametrize(
    "asked", ["", "m=1&r=1", "m=1&r=1&k=x", "m=x&r=1&k=", "m=1&r=99999999999999999999&k=", "m=²&r=1"]
)
def test_an_address_that_we_did_not_give_away_is_refused(client, message, asked):
    assert client.get(f"/channels/sms/dlr/?{asked}").status_code == 404


def test_the_key_of_one_message_opens_no_other(client, message):
    address = reports.address_for(message.pk).replace(f"m={message.pk}", f"m={message.pk + 1}").replace("%d", "2")
    assert client.get(address[len("http://127.0.0.1:8000") :]).status_code == 404


def test_an_unknown_report_is_refused(tell, message):
    assert tell(3) == 404


def test_a_report_costs_no_cookie_and_few_queries(client, message, django_assert_max_num_queries):
    address = reports.address_for(message.pk).replace("%d", "1")[len("http://127.0.0.1:8000") :]
    with django_assert_max_num_queries(2):
        assert not client.get(address).cookies
