import base64
import json

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from lapor.channels import webhook
from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import tell
from lapor.channels.webhook import endpoints
from lapor.channels.webhook.models import PartnerEndpoint
from lapor.core.errors import Refused
from lapor.reports import privacy
from lapor.reports.lifecycle import Channel
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

NEWS = Content(subject="Jalan berlubang", text="Kata pelapor", short="Jalan berlubang", link="/saya/1/")


@pytest.fixture
def report(cast):
    report = cast.in_progress()
    Report.objects.filter(pk=report.pk).update(channel=Channel.PARTNER, brand="sitanggap", external_id="SB-1")
    report.refresh_from_db()
    return report


@pytest.fixture
def registered(cast, partner):
    """The partner's endpoint and the secret that it was shown once."""
    return endpoints.register("sitanggap", f"{partner.origin}/kabar", owner=cast.unit("64.71"), at=MONDAY)


def letter(report, endpoint, *, action="follow_up") -> Letter:
    """A letter about this event, as the outbox hands it over."""
    [way] = [way for way in endpoints.endpoints_for(report) if way.to == str(endpoint.pk)]
    event = report.events.get(action=action)
    told = tell([way], NEWS, recipient=endpoints.recipient_of(way), event_id=event.pk, language="id", at=MONDAY)
    return Letter(told.pk, way.to, NEWS, "id")


def failed(letter: Letter) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failure:
        webhook.send(letter)
    return failure.value


def test_a_partner_is_told_in_codes_that_it_can_verify(report, partner, registered):
    endpoint, secret = registered
    webhook.send(letter(report, endpoint))
    [(body, headers)] = partner.told
    said = Webhook(secret).verify(body, headers)
    assert said["type"] == "report.follow_up"
    assert said["data"]["number"] == report.number
    assert (said["data"]["external_id"], said["data"]["state"]) == ("SB-1", "in_progress")
    assert said["data"]["agency"] == "64.08"


def test_nobodys_words_are_told(report, partner, registered):
    webhook.send(letter(report, registered[0]))
    body, headers = partner.told[0]
    for word in ("Jalan", "berlubang", "Rini", "0812", "Petugas", "saya"):
        assert word not in body + str(headers)


def test_with_another_secret_the_signature_is_worth_nothing(report, partner, registered):
    webhook.send(letter(report, registered[0]))
    body, headers = partner.told[0]
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(body, headers)


def test_the_same_news_keep_their_id_when_they_are_sent_again(report, partner, registered):
    news = letter(report, registered[0])
    webhook.send(news)
    webhook.send(news)
    assert len({headers["webhook-id"] for _body, headers in partner.told}) == 1


def test_a_secret_report_is_not_told_at_all(cast, report, partner, registered):
    news = letter(report, registered[0])
    with transaction.atomic():
        privacy.raise_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    assert failed(news).permanent
    report.refresh_from_db()
    assert endpoints.endpoints_for(report) == []
    assert partner.told == []


def test_what_only_officers_may_know_is_not_told(cast, report, partner, registered):
    news = letter(report, registered[0])
    OutgoingMessage.objects.filter(pk=news.message_id).update(
        event=report.events.filter(audience="officers").order_by("seq").first()
    )
    assert (failed(news).code, partner.told) == ("not_told", [])


@pytest.mark.parametrize(("status", "permanent"), [(410, True), (404, False), (429, False), (500, False), (302, False)])
def test_trouble_at_a_partner_is_tried_again_until_it_says_that_it_is_gone(
    report, partner, registered, status, permanent
):
    partner.status = status
    failure = failed(letter(report, registered[0]))
    assert (failure.code, failure.permanent) == (f"partner_{status}", permanent)


def test_a_partner_that_is_switched_off_is_told_nothing(report, partner, registered):
    news = letter(report, registered[0])
    PartnerEndpoint.objects.update(is_on=False)
    assert (failed(news).permanent, partner.told) == (True, [])
    assert endpoints.endpoints_for(report) == []


def test_only_the_application_that_a_report_came_through_is_told(cast, report, registered):
    endpoints.register("lapor-wal", "https://wal.example/kabar", owner=cast.unit("64"), at=MONDAY)
    assert [way.to for way in endpoints.endpoints_for(report)] == [str(registered[0].pk)]
    assert endpoints.endpoints_for(cast.submitted()) == []


@pytest.mark.parametrize(
    "url", ["http://mitra.example/", "https://a:b@mitra.example/", "mitra.example", "", "https://["]
)
def test_an_address_that_isnt_https_is_refused(cast, url):
    with pytest.raises(Refused) as refused:
        endpoints.register("sitanggap", url, owner=cast.unit("64.71"), at=MONDAY)
    assert refused.value.code == "bad_url"


def test_the_table_doesnt_tell_the_secret(registered):
    endpoint, secret = registered
    assert secret.encode() not in bytes(endpoint.secret_ciphertext)
    assert endpoints.secret_of(endpoint) == secret


def test_the_time_is_that_of_the_try(report, partner, registered):
    webhook.send(letter(report, registered[0]))
    sent = int(partner.told[0][1]["webhook-timestamp"])
    assert abs(sent - timezone.now().timestamp()) < 60
    assert json.loads(partner.told[0][0])["timestamp"] == MONDAY.isoformat()
