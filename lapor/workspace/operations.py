"""The machines' own page, for the maintainer: health, queue, space, keys. Figures only, nothing of any report."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapor.agencies.models import Role
from lapor.core import health, jobs, machine
from lapor.core.machine import within
from lapor.notifications import log
from lapor.reports import escalation, keys
from lapor.reports.actors import Actor
from lapor.reports.models import Attachment
from lapor.workspace import desk

KEEPERS = frozenset({Role.MAINTAINER})
EVERY = 30  # seconds between two looks
PATIENCE = 2  # seconds for each question to the database
MOST_CLOCKS = 1000  # counted no further
SWEEP, SWEEP_IS_LATE = "lapor.reports.tasks.sweep", timedelta(minutes=15)


@require_safe
@never_cache
@desk.for_roles(KEEPERS)
def operations(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All figures of this moment; asked with the tag of what is on the screen, 304 while nothing has changed."""
    figures = _figures(at)
    tag = _tag(request, figures)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    is_poll = request.headers.get("X-Requested-With") == "inbox"
    template = "workspace/operations_live.html" if is_poll else "workspace/operations.html"
    response = render(request, template, figures | {"tag": tag, "every": EVERY})
    response["ETag"] = tag
    return response


@require_POST
@desk.for_roles(KEEPERS)
def again(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Try a failed job once more."""
    task = jobs.again(pk, at=at)
    messages.success(request, _("%s dicoba lagi.") % task)
    return redirect("workspace:operations")


def _figures(at: datetime) -> dict[str, Any]:
    """Each by itself, so that one question without an answer costs no other its place."""
    asked: dict[str, Callable[[], Any]] = {
        "heartbeat": health.last_heartbeat,
        "worker_lives": lambda: health.worker_lives(at=at),
        "missing": health.missing_migrations,
        "queue": lambda: jobs.queue(at=at),
        "failed": jobs.failed,
        "swept_at": lambda: jobs.last_done(SWEEP),
        "clocks": lambda: _clocks_due(at),
        "traffic": lambda: log.traffic(at=at),
        "keys": keys.in_use,
        "contacts_due": keys.contacts_due,
        "versions": machine.versions,
        "database_size": machine.database_size,
        "tables": machine.largest_tables,
        "attachments": lambda: Attachment.objects.aggregate(count=Count("pk"), size=Sum("size", default=0)),
    }
    figures = {name: within(PATIENCE, ask) for name, ask in asked.items()}
    swept = figures["swept_at"]
    return figures | {
        "disk": machine.disk(),
        "sweep_is_late": swept is None or at - swept > SWEEP_IS_LATE,
        "most_clocks": MOST_CLOCKS,
        "at": at,
    }


def _clocks_due(at: datetime) -> int:
    counted = escalation.due(at).order_by().values("pk")[: MOST_CLOCKS + 1]
    return counted.count()


def _tag(request: HttpRequest, figures: dict[str, Any]) -> str:
    """Of the words that the reader would see, without the moment they were asked for."""
    words = render_to_string("workspace/operations_live.html", figures | {"tag": "", "is_tag": True}, request)
    return f'"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'
