"""One mail a day for officers: what isn't urgent, at seven in the morning of their unit, on working days.

`send` may run as often as it likes and on several machines: a `Digest` row for each officer and day is made in the
transaction that puts the mail into the outbox.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lapor.accounts.models import User
from lapor.agencies.models import ZONES, Membership
from lapor.agencies.validity import in_force
from lapor.channels import outbox, recipients
from lapor.channels.content import Content
from lapor.deadlines.holidays import calendar
from lapor.notifications import preferences
from lapor.notifications.models import Digest, Notice, Way
from lapor.notifications.occasions import Occasion
from lapor.notifications.people import OFFICERS_WRITE
from lapor.reports import actors
from lapor.reports.models import Report

HOUR = time(7)


class Group(TextChoices):
    """What stands together in a digest, in this order."""

    NEW = "new", _("Baru")
    RUNNING_OUT = "running_out", _("Hampir jatuh tempo")
    LATE = "late", _("Terlambat")
    REPLIES = "replies", _("Kata pelapor")
    OTHER = "other", _("Perkembangan lain")


O = Occasion  # noqa: E741
_GROUPS = {
    O.RECEIVED: Group.NEW, O.VERIFIED: Group.NEW, O.REFERRED: Group.NEW, O.RETURNED: Group.NEW, O.SPLIT: Group.NEW,
    O.WARNED_75: Group.RUNNING_OUT, O.WARNED_90: Group.RUNNING_OUT,
    O.LATE: Group.LATE, O.CLIMBED: Group.LATE, O.SIXTY_DAYS: Group.LATE,
    O.SUPPLIED: Group.REPLIES, O.REPLIED: Group.REPLIES, O.CONTESTED: Group.REPLIES, O.REOPENED: Group.REPLIES,
}  # fmt: skip
WHILE_OPEN = (Group.NEW, Group.RUNNING_OUT, Group.LATE)  # over once the report is


@dataclass(frozen=True)
class Line:
    """One report in one group: what happened last of that sort."""

    report: Report
    occasion: Occasion
    link: str


def send(*, at: datetime) -> int:
    """Send the digests of this morning that haven't gone out yet; returns how many mails it put on their way."""
    sent = sum(_send_zone(tz, morning, at=at) for tz in ZONES if (morning := _morning(tz, at)))
    if sent:
        outbox.wake({"email"})
    return sent


def _morning(tz: str, at: datetime) -> datetime | None:
    """Seven o'clock of today in this zone, once it has come on a working day."""
    local = at.astimezone(ZoneInfo(tz))
    if local.time() < HOUR or not calendar(at).is_working_day(local.date()):
        return None
    return datetime.combine(local.date(), HOUR, tzinfo=local.tzinfo)


def _send_zone(tz: str, morning: datetime, *, at: datetime) -> int:
    waiting = {bytes(tag) for tag in _waiting(morning).values_list("recipient", flat=True).distinct()}
    if not waiting:
        return 0
    seats = Membership.objects.current(at).filter(in_force(at, "unit__"), unit__tz=tz)
    officers = User.objects.filter(pk__in=seats.values("user"), is_active=True)
    found = ((user, recipients.tag_of(user)) for user in officers.iterator())
    return sum(_send(user, tag, morning, at=at) for user, tag in found if tag in waiting)


def _waiting(morning: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(in_digest=True, digested_at__isnull=True, created_at__lt=morning)


@transaction.atomic(durable=True)
def _send(user: User, tag: bytes, morning: datetime, *, at: datetime) -> bool:
    """One officer's digest; False when it went out before, or there is nothing to say."""
    if not Digest.objects.get_or_create(recipient=tag, day=morning.date())[1]:
        return False
    notices = list(_waiting(morning).filter(recipient=tag).order_by("id"))
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(digested_at=at)
    groups = _groups(notices, user, at=at)
    if not groups or Way.EMAIL not in preferences.of([tag])[tag].ways:
        return False
    with translation.override(OFFICERS_WRITE):
        content = _written(user, groups, morning.date())
    way = outbox.Way("email", user.login)
    outbox.tell([way], content, recipient=tag, event_id=None, language=OFFICERS_WRITE, at=at)
    return True


def _groups(notices: list[Notice], user: User, *, at: datetime) -> dict[Group, list[Line]]:
    """What this officer may still see and must still know, each report once in a group."""
    seen = Report.objects.visible_to(actors.officer(user, at=at)).select_related("agency")
    wanted = seen.filter(pk__in={notice.report_id for notice in notices}).defer("search", "public_text")
    reports = {report.pk: report for report in wanted}
    lines = list(_lines(notices, reports))
    groups = {group: {line.report.pk: line for of, line in lines if of == group} for group in Group}
    return {group: list(found.values()) for group, found in groups.items() if found}


def _lines(notices: list[Notice], reports: dict[int, Report]) -> Iterator[tuple[Group, Line]]:
    for notice in notices:
        report = reports.get(notice.report_id)
        group = _GROUPS.get(Occasion(notice.occasion), Group.OTHER)
        if report is None or (group in WHILE_OPEN and not report.is_open):
            continue
        link = settings.SITE_URL + reverse("workspace:report", args=[report.number])
        yield group, Line(report, Occasion(notice.occasion), link)


def _written(user: User, groups: dict[Group, list[Line]], day: date) -> Content:
    reports = {line.report.pk for lines in groups.values() for line in lines}
    subject = ngettext("%d laporan perlu perhatian Anda", "%d laporan perlu perhatian Anda", len(reports)) % len(
        reports
    )
    listed = [(group.label, lines) for group, lines in groups.items()]
    context = {
        "name": user.name,
        "day": day,
        "groups": listed,
        "settings": settings.SITE_URL + reverse("workspace:notice_settings"),
    }
    text = render_to_string("notifications/digest.txt", context)
    return Content(subject=subject, text=text.strip(), link=reverse("workspace:notices"))
