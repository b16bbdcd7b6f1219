"""The door for the Ombudsman's own system: receipts and outcomes come back here, signed (docs/ombudsman.md)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lapor.core import signing
from lapor.core.errors import NotFound, Refused
from lapor.ombudsman import returning
from lapor.reports.actors import Actor, system
from lapor.reports.querysets import AlreadyDone

MOST_BYTES = 30_000
MESSAGES = UUID("8f1c2b9e-3a54-4a6e-9a53-0c8f6f0b9d11")  # the name space of their messages
GONE = {"no_consent": 410, "has_register": 409, "register_taken": 409, "no_register": 409}


@csrf_exempt
@never_cache
@require_POST
def returned(request: HttpRequest) -> JsonResponse:
    """One message: 200 also when it came before, 401 unsigned, 404 nothing of that name, 409, 410, 413 or 422."""
    if not settings.OMBUDSMAN_SECRET:
        raise Http404
    at, body = timezone.now(), request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _answer(413, "too_large")
    try:
        message_id = signing.check(body, request.headers, secret=settings.OMBUDSMAN_SECRET, at=at)
    except signing.Unsigned:
        return _answer(401, "unsigned")
    by = system().acting(command=uuid5(MESSAGES, f"{message_id} {hashlib.sha256(body).hexdigest()}"))
    return _take(body, by=by, at=at)


def _take(body: bytes, *, by: Actor, at: datetime) -> JsonResponse:
    try:
        said = json.loads(body)
        with transaction.atomic(durable=True):
            _record(said if isinstance(said, dict) else {}, by=by, at=at)
    except (ValueError, RecursionError):
        return _answer(422, "unreadable")
    except AlreadyDone:
        pass
    except NotFound:
        return _answer(404, "not_found")
    except Refused as refused:
        return _answer(GONE.get(refused.code, 422), refused.code)
    return JsonResponse({"status": "ok"})


def _record(said: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    words = {name: said[name] for name in ("type", "package", "register", "outcome", "text") if _is_text(said, name)}
    match words:
        case {"type": "receipt", "package": token, "register": register}:
            returning.acknowledge(returning.of_token(UUID(token)), register, by=by, at=at)
        case {"type": "outcome", "register": register, "outcome": outcome, "text": text}:
            returning.conclude(returning.of_register(register), outcome, text=text, by=by, at=at)
        case _:
            raise ValueError("neither a receipt nor an outcome")


def _is_text(said: Mapping[str, Any], name: str) -> bool:
    return isinstance(said.get(name), str) and "\0" not in said[name]


def _answer(status: int, error: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=status)
