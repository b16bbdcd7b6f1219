"""The door for a service that watches social media: mentions come in signed as Standard Webhooks says."""

import logging

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lapor.channels.mentions import available, keeping
from lapor.core import signing
from lapor.core.errors import Refused

log = logging.getLogger(__name__)

MOST_BYTES = 1024 * 1024


@csrf_exempt  # a program's: the signature is the permission
@never_cache
@require_POST
def mentioned(request: HttpRequest) -> JsonResponse:
    """200 once all are kept for good, also when they were known; 400, 401 unsigned, 404 switched off, 413."""
    if not available():
        raise Http404
    at, body = timezone.now(), request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _answer(413, "too_large")
    try:
        signing.check(body, request.headers, secret=settings.MENTIONS_SECRET, at=at)
    except signing.Unsigned as unsigned:
        log.warning("mentions refused: bad %s", unsigned)
        return _answer(401, "unsigned")
    try:
        with transaction.atomic(durable=True):
            new, known = keeping.take(body, at=at)
    except Refused as refused:
        return _answer(400, refused.code, refused.sentence)
    return JsonResponse({"new": new, "known": known})


def _answer(status: int, error: str, sentence: str = "") -> JsonResponse:
    return JsonResponse({"error": error, "sentence": sentence}, status=status)
