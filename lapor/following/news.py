"""Once a day, at five in the afternoon: what was published in the areas, topics and agencies that people follow.

A follow knows up to when it was told, and is moved on in the transaction that puts its mail into the outbox; so each
is told exactly once, however often the job breaks off, and what a day without the job left out comes with the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from lapor.accounts.models import User
from lapor.channels import CHANNELS, outbox
from lapor.channels.models import OutgoingMessage
from lapor.following import follows, letters, people
from lapor.following.models import Follow, FollowQuerySet, Kind
from lapor.reports.lifecycle import Relation
from lapor.reports.models import Report

FIVE = time(17, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
SETTLED = timedelta(minutes=5)  # a step that was taken before five has committed by then
LOOKS_BACK = timedelta(days=7)  # further back nothing is new
BATCH = 500

Thing = tuple[str, int]  # kind and id
News = dict[Thing, list[Report]]


def tell(*, at: datetime) -> int:
    """Tell all who weren't told yet of what was published until the last five o'clock; returns how many mails."""
    until = last_five(at)
    waiting = Follow.objects.of_many().filter(told_until__lt=until)
    since = waiting.order_by("told_until").values_list("told_until", flat=True).first()
    if since is None:
        return 0
    news = published(max(since, until - LOOKS_BACK), until)
    told = 0
    while batch := _tell_some(waiting.filter(_of(news)), news, until, at=at):
        told += batch
    waiting.exclude(_of(news)).update(told_until=until)  # the many that have no news today, at once
    return told


def last_five(at: datetime) -> datetime:
    """The latest five o'clock whose publications have all been committed."""
    local = (at - SETTLED).astimezone(FIVE.tzinfo)
    five = datetime.combine(local.date(), FIVE)
    return five if five <= local else five - timedelta(days=1)


def published(since: datetime, until: datetime) -> News:
    """What became public between these moments and still is, the newest first, for everything that it is news of."""
    reports = (
        Report.objects.public()
        .filter(published_at__gt=since, published_at__lte=until)
        .select_related("region__parent__parent__parent", "category", "holder")
        .defer("search", "public_text")
        .order_by("-published_at", "-id")
    )
    news: News = defaultdict(list)
    for report in reports:
        for thing in _things_of(report):
            news[thing].append(report)
    return dict(news)


def _things_of(report: Report) -> Iterator[Thing]:
    """All that this report lies in: areas, topics and units with all above them. A part is its agency's alone."""
    yield from ((Kind.AGENCY, int(unit_id)) for unit_id in report.holder.path.strip("/").split("/"))
    if report.relation == Relation.PART:
        return
    region = report.region
    while region:
        yield Kind.REGION, region.pk
        region = region.parent
    if report.category:
        yield from ((Kind.CATEGORY, pk) for pk in (report.category_id, report.category.parent_id) if pk)


def _of(news: Iterable[Thing]) -> Q:
    ids = defaultdict(set)
    for kind, pk in news:
        ids[kind].add(pk)
    return Q(*(Q(**{f"{kind}__in": found}) for kind, found in ids.items()), _connector=Q.OR) if ids else Q(pk__in=[])


def _tell_some(waiting: FollowQuerySet, news: News, until: datetime, *, at: datetime) -> int:
    """A few hundred of them in one transaction: messages written, follows moved on; nought when nobody is left."""
    with transaction.atomic():
        batch = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("told_until", "id")[:BATCH])
        notices = [
            _notice(follow, user, way, new, until, at=at)
            for follow, user in people.with_accounts(_with_things(batch))
            if (new := _new(follow, news)) and (way := _way(follow, user))
        ]
        outbox.tell_all(notices)
        Follow.objects.filter(pk__in=[follow.pk for follow in batch]).update(told_until=until)
    outbox.wake({notice.channel for notice in notices})
    return len(batch)


def _new(follow: Follow, news: News) -> list[Report]:
    """What this follow wasn't told yet: somebody may have begun to follow today."""
    told = follow.told_until
    return [report for report in news[_thing(follow)] if told and report.published_at and report.published_at > told]


def _way(follow: Follow, user: User | None) -> outbox.Way | None:
    return next((way for way in people.ways_of(follow, user) if CHANNELS[way.channel].available()), None)


def _with_things(batch: list[Follow]) -> list[Follow]:
    return list(Follow.objects.filter(pk__in=[follow.pk for follow in batch]).select_related(*follows.THINGS))


def _thing(follow: Follow) -> Thing:
    return follow.kind, getattr(follow, f"{follow.kind}_id")


def _notice(
    follow: Follow, user: User | None, way: outbox.Way, new: list[Report], until: datetime, *, at: datetime
) -> OutgoingMessage:
    language = user.language if user else follow.language
    with translation.override(language):
        content = letters.news(follow, new, day=until)
    return outbox.notice([way], content, recipient=bytes(follow.recipient), event_id=None, language=language, at=at)
