"""One event of a report, told to a partner application in codes, signed so that it can trust it."""

import json
from typing import Any

from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from lapor.channels import outgoing_http
from lapor.channels.errors import DeliveryFailed
from lapor.channels.letter import Letter
from lapor.channels.models import OutgoingMessage
from lapor.channels.webhook import endpoints
from lapor.channels.webhook.models import PartnerEndpoint
from lapor.core.queries import one
from lapor.reports.lifecycle import Audience
from lapor.reports.models import Event

GONE = 410


def deliver(letter: Letter) -> None:
    """Raises DeliveryFailed: for good when the address is switched off or gone, or the report is secret by now."""
    endpoint = one(PartnerEndpoint.objects.filter(pk=letter.to, is_on=True))
    if endpoint is None:
        raise DeliveryFailed("endpoint_off", permanent=True)
    body = json.dumps(payload(_event_of(letter)))
    answer = outgoing_http.post(endpoint.url, body.encode(), _headers(letter, endpoint, body))
    if not answer.is_good:
        raise DeliveryFailed(f"partner_{answer.status}", permanent=answer.status == GONE)


def payload(event: Event) -> dict[str, Any]:
    """What happened to which report: codes, numbers and times. Nobody's words, and nobody."""
    report = event.report
    return {
        "type": f"report.{event.action}",
        "timestamp": event.at.isoformat(),
        "data": {
            "number": report.number,
            "external_id": report.external_id,
            "event": event.seq,
            "state": report.state,
            "agency": report.agency.code,
            "submitted_at": report.submitted_at.isoformat(),
        },
    }


def _event_of(letter: Letter) -> Event:
    """What the letter is about. Raises DeliveryFailed for good when nothing may be told of it."""
    told = one(OutgoingMessage.objects.filter(pk=letter.message_id).select_related("event__report__agency"))
    if told is None or told.event is None or not _may_be_told(told.event):
        raise DeliveryFailed("not_told", permanent=True)
    return told.event


def _may_be_told(event: Event) -> bool:
    return not event.report.is_secret and event.audience != Audience.OFFICERS


def _headers(letter: Letter, endpoint: PartnerEndpoint, body: str) -> dict[str, str]:
    """The id stays the same when it is sent again, so that the partner takes it once; the time is of this try."""
    message_id, now = f"msg_{letter.message_id}", timezone.now()
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(endpoints.secret_of(endpoint)).sign(message_id, now, body),
    }
