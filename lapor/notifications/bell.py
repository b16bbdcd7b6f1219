"""The bell: what somebody was told, newest first, and how much of it is unread."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from lapor.notifications.models import Digest, Notice
from lapor.reports.models import Report

MOST = 99  # counts stop here: nobody acts differently on 100 and on 3,000
KEPT_FOR = timedelta(days=180)
BATCH = 2000


@dataclass(frozen=True)
class Page:
    """Some notices; `older` is the id to go on from, where there is more."""

    notices: list[Notice]
    older: int | None = None


def unread(*recipients: bytes) -> int:
    """How many of their notices are unread, counted up to 100. One query on a small index."""
    return _of(recipients).filter(read_at__isnull=True)[: MOST + 1].count()


def page(*recipients: bytes, before: int | None = None, only_unread: bool = False, size: int = 25) -> Page:
    """The newest `size` of their notices, or those older than an id of another page. One query."""
    found = _of(recipients) if before is None else _of(recipients).filter(pk__lt=before)
    if only_unread:
        found = found.filter(read_at__isnull=True)
    reports = found.select_related("report__agency", "report__holder").defer("report__search", "report__public_text")
    notices = list(reports.order_by("-id")[: size + 1])
    return Page(notices[:size], notices[size - 1].pk if len(notices) > size else None)


def read(report: Report, *recipients: bytes, at: datetime) -> None:
    """What they were told of this report is read: they have opened it."""
    _of(recipients).filter(report=report, read_at__isnull=True).update(read_at=at)


def read_all(*recipients: bytes, at: datetime) -> None:
    _of(recipients).filter(read_at__isnull=True).update(read_at=at)


def forget(*, at: datetime) -> int:
    """Delete notices older than half a year, and which digests went out then; returns how many notices.

    In small steps from the oldest: what is told meanwhile waits for none of them.
    """
    forgotten = 0
    while True:
        oldest = Notice.objects.order_by("id").values_list("pk", "created_at")[:BATCH]
        old = [pk for pk, created_at in oldest if created_at < at - KEPT_FOR]
        forgotten += Notice.objects.filter(pk__in=old).delete()[0]
        if len(old) < BATCH:
            break
    Digest.objects.filter(day__lt=(at - KEPT_FOR).date()).delete()
    return forgotten


def _of(recipients: Collection[bytes]) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient__in=recipients)
