"""What an officer follows: a private list, on which only what they may still see appears."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from lapor.core.errors import NotFound, Refused
from lapor.reports.actors import Actor
from lapor.reports.models import Event, Report, Watch
from lapor.reports.querysets import ReportQuerySet

MOST = 100


def follow(number: int, *, by: Actor, at: datetime) -> None:
    """Keep an eye on a report. Raises NotFound; Refused: `too_many`."""
    report = Report.objects.visible_to(by).filter(number=number).first()
    if report is None:
        raise NotFound(number)
    mine = Watch.objects.filter(officer=int(by.ref))
    if mine.exclude(report=report).count() >= MOST:
        raise Refused(
            "too_many", _("Anda sudah mengikuti %s laporan. Berhentilah mengikuti salah satunya dulu.") % MOST
        )
    Watch.objects.get_or_create(officer_id=int(by.ref), report=report, defaults={"since": at})


def unfollow(number: int, *, by: Actor) -> None:
    """Stop following; nothing happens where it wasn't followed."""
    Watch.objects.filter(officer=int(by.ref), report__number=number).delete()


def follows(by: Actor) -> Exists:
    """Does this officer follow it? A column for a query on reports."""
    return Exists(Watch.objects.filter(officer=int(by.ref), report=OuterRef("pk")))


def is_followed(report: Report, *, by: Actor) -> bool:
    return Report.objects.filter(follows(by), pk=report.pk).exists()


def followed(by: Actor) -> ReportQuerySet:
    """The reports this officer follows and may see, the one that changed last first, with `changed_at` and `change`."""
    newest = Event.objects.filter(report=OuterRef("pk"), seq=OuterRef("seq"))
    watched = Watch.objects.filter(officer=int(by.ref)).values("report")
    return (
        Report.objects.visible_to(by)
        .filter(pk__in=watched)
        .with_words()
        .annotate(changed_at=Subquery(newest.values("at")), change=Subquery(newest.values("action")))
        .order_by(F("changed_at").desc(), "-id")[:MOST]
    )
