"""From a step to the device in somebody's hand and to a partner's server, with nothing in between left out."""

from datetime import timedelta

from django.db import transaction
from standardwebhooks.webhooks import Webhook

from lapor.channels import recipients, sending
from lapor.channels.models import OutgoingMessage
from lapor.channels.push import subscriptions
from lapor.channels.webhook import endpoints
from lapor.reports import privacy, response
from lapor.reports.lifecycle import Channel
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY


def answered(cast, report):
    with transaction.atomic():
        return response.answer(report.number, cast.solved("Lubangnya sudah kami tutup."), by=cast.otto, at=MONDAY)


def subscribed(push_service, recipient):
    subscriptions.subscribe(push_service.subscribe(), recipient=recipient, at=MONDAY)


def test_an_answer_shows_on_the_device_of_who_opened_the_report_with_its_pin(cast, tell, push_service):
    report = cast.in_progress()
    subscribed(push_service, recipients.reporter_of(report))
    tell(answered(cast, report), newest=True)
    sending.send("push", at=MONDAY)
    [message] = push_service.received
    assert message.said["link"].startswith(f"/saya/{report.number}/")
    assert str(report.number) in message.said["text"].replace(" ", "")


def test_nobodys_name_number_or_words_are_on_the_device(cast, tell, push_service):
    report = cast.in_progress(email="rini@surat.example")
    for who in (recipients.reporter_of(report), recipients.tag_of(cast.user("Otto"))):
        subscribed(push_service, who)
    tell(answered(cast, report))
    while sending.send("push", at=MONDAY + timedelta(hours=1)):
        pass
    assert push_service.received
    for word in ("Rini", "Astuti", "0812", "62812", "surat.example", "Otto", "Lubangnya"):
        assert word not in str([message.said for message in push_service.received])


def test_of_a_secret_report_no_device_shows_more_than_that_something_happened(cast, tell, push_service):
    report = cast.in_progress(is_secret=True)
    for who in (recipients.reporter_of(report), recipients.tag_of(cast.user("Otto"))):
        subscribed(push_service, who)
    tell(answered(cast, report))
    sending.send("push", at=MONDAY + timedelta(hours=1))
    assert {(message.said["title"], message.said["text"]) for message in push_service.received} == {
        ("LAPOR!", "Ada perkembangan pada satu laporan. Buka LAPOR! untuk membacanya.")
    }


def test_at_night_a_device_is_left_in_peace(cast, tell, push_service, midnight):
    report = cast.in_progress()
    subscribed(push_service, recipients.reporter_of(report))
    tell(answered(cast, report), newest=True, at=midnight)
    sending.send("push", at=midnight)
    assert push_service.received == []
    sending.send("push", at=midnight + timedelta(hours=7))
    assert len(push_service.received) == 1


def of_partner(cast, **said) -> Report:
    report = cast.in_progress(**said)
    Report.objects.filter(pk=report.pk).update(channel=Channel.PARTNER, brand="sitanggap", external_id="SB-1")
    report.refresh_from_db()
    return report


def test_an_answer_reaches_the_application_that_the_report_came_through(cast, tell, partner):
    _endpoint, secret = endpoints.register("sitanggap", f"{partner.origin}/", owner=cast.unit("64.71"), at=MONDAY)
    tell(answered(cast, of_partner(cast)), newest=True)
    sending.send("webhook", at=MONDAY)
    [(body, headers)] = partner.told
    assert Webhook(secret).verify(body, headers)["type"] == "report.answer"
    assert "Lubangnya" not in body


def test_a_report_that_became_secret_meanwhile_is_not_told_to_its_partner(cast, tell, partner):
    endpoints.register("sitanggap", f"{partner.origin}/", owner=cast.unit("64.71"), at=MONDAY)
    report = of_partner(cast)
    tell(answered(cast, report), newest=True)
    with transaction.atomic():
        privacy.raise_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    sending.send("webhook", at=MONDAY)
    assert partner.told == []
    assert set(OutgoingMessage.objects.filter(channel="webhook").values_list("state", flat=True)) == {"failed"}
