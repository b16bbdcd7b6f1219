"""The bell of the desk: what this officer was told, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.channels import recipients
from lapor.core.errors import NotFound
from lapor.core.http import read_id
from lapor.core.queries import one
from lapor.notifications import bell
from lapor.notifications.models import Notice
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.workspace import desk


@dataclass(frozen=True)
class Line:
    """One notice; of a report that has left this desk only that there was something."""

    notice: Notice
    url: str

    @property
    def title(self) -> str:
        """What everybody may read; of a secret report nothing stands in a list."""
        report = self.notice.report
        return report.public_title if self.url and not report.is_secret else ""


@require_safe
@never_cache
@desk.for_roles(desk.WITH_REPORTS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """A page of notices, all or only the unread ones."""
    only_unread = request.GET.get("belum") == "1"
    before = read_id(request.GET.get("sebelum", ""))
    page = bell.page(recipients.tag_of(user_of(request)), before=before, only_unread=only_unread)
    filtered = "belum=1&" if only_unread else ""
    context = {
        "lines": _lines(page.notices, by=by),
        "only_unread": only_unread,
        "newest": before is not None and f"?{filtered}".rstrip("?&"),
        "older": f"?{filtered}sebelum={page.older}" if page.older is not None else "",
    }
    return render(request, "workspace/notices/index.html", context)


@require_safe
@never_cache
@desk.for_roles(desk.WITH_REPORTS)
def follow(request: HttpRequest, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Open the report that a notice is about; what was said of it is read then."""
    report = one(Report.objects.visible_to(by).filter(number=number))
    if report is None:
        raise NotFound(number)
    bell.read(report, recipients.tag_of(user_of(request)), at=at)
    return redirect("workspace:report", number)


@require_POST
@desk.for_roles(desk.WITH_REPORTS)
def read_all(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Nothing is unread any more."""
    bell.read_all(recipients.tag_of(user_of(request)), at=at)
    messages.success(request, _("Semua pemberitahuan sudah ditandai dibaca."))
    return redirect("workspace:notices")


def _lines(notices: list[Notice], *, by: Actor) -> list[Line]:
    told = {notice.report_id for notice in notices}
    seen = dict(Report.objects.visible_to(by).filter(pk__in=told).values_list("pk", "number"))
    urls = {pk: reverse("workspace:follow_notice", args=[number]) for pk, number in seen.items()}
    return [Line(notice, urls.get(notice.report_id, "")) for notice in notices]
