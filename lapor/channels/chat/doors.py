"""The doors for the webhooks of WhatsApp and Telegram: signed, small, and open only with their settings.

A message is acknowledged once it is kept for good; what follows from it is done by a job.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lapor.channels import incoming, outbox
from lapor.channels.chat.arrived import Arrived
from lapor.channels.telegram import arriving as telegram
from lapor.channels.whatsapp import arriving as whatsapp
from lapor.channels.whatsapp.arriving import Became
from lapor.core import encryption

log = logging.getLogger(__name__)

MOST_BYTES = 3 * 1024 * 1024  # Meta's own limit
LONGEST_CHALLENGE = 200


@csrf_exempt  # a program's: the signature is the permission
@never_cache
@require_http_methods(["GET", "POST"])
def whatsapp_in(request: HttpRequest) -> HttpResponse:
    """POST: 200 once all is kept; 400 no JSON, 401 unsigned, 413. GET: Meta asks once whether the address is ours."""
    if not whatsapp.is_open():
        raise Http404
    if request.method == "GET":
        return _prove_ours(request.GET)
    return _answer(
        request, lambda body: whatsapp.is_signed(body, request.headers.get("X-Hub-Signature-256", "")), _from_meta
    )


@csrf_exempt  # a program's: the secret in its header is the permission
@never_cache
@require_POST
def telegram_in(request: HttpRequest) -> HttpResponse:
    """200 once it is kept, also for what isn't for us; 400 no JSON, 401 without our secret, 413."""
    if not telegram.is_open():
        raise Http404
    secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    return _answer(request, lambda body: telegram.is_signed(secret), _from_telegram)


def _answer(
    request: HttpRequest, is_signed: Callable[[bytes], bool], keep: Callable[[Mapping[str, Any], datetime], None]
) -> HttpResponse:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    if not is_signed(body):
        log.warning("refused without a right signature: %s", request.path)
        return HttpResponse(status=401)
    try:
        posted = json.loads(body)
    except (ValueError, RecursionError):
        posted = None
    if not isinstance(posted, dict):
        return HttpResponse(status=400)
    keep(posted, timezone.now())
    return HttpResponse(content_type="text/plain")


def _prove_ours(asked: Mapping[str, str]) -> HttpResponse:
    """Meta sends the word that we told it, and reads its own back."""
    word, challenge = asked.get("hub.verify_token", ""), asked.get("hub.challenge", "")
    known = settings.WHATSAPP_VERIFY_TOKEN
    is_ours = bool(known) and encryption.same(known.encode(), word.encode())
    if not is_ours or asked.get("hub.mode") != "subscribe" or len(challenge) > LONGEST_CHALLENGE:
        return HttpResponse(status=403)
    return HttpResponse(challenge, content_type="text/plain")


def _from_meta(posted: Mapping[str, Any], at: datetime) -> None:
    _keep("whatsapp", whatsapp.messages(posted), at=at)
    for became in whatsapp.reports(posted):
        _note(became, at=at)


def _from_telegram(posted: Mapping[str, Any], at: datetime) -> None:
    arrived = telegram.read(posted)
    _keep("telegram", [arrived] if arrived else [], at=at)


def _keep(channel: str, arrived: Iterable[Arrived], *, at: datetime) -> None:
    """Writer by writer, so that two batches never wait for each other."""
    with transaction.atomic(durable=True):
        for each in sorted(arrived, key=lambda each: each.sender):
            incoming.take(channel, each.name, each.words, sender=each.sender, at=at)


def _note(became: Became, *, at: datetime) -> None:
    if became.status == "sent":
        outbox.accepted(became.message_id, at=at)
    elif became.status in ("delivered", "read"):
        outbox.delivered(became.message_id, at=at)
    elif became.status == "failed":
        outbox.failed_for_good(became.message_id, f"whatsapp_{became.trouble}"[:40], at=at)
