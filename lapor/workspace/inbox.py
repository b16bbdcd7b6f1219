"""The inboxes: what waits for this officer, the late ones first, and new work without a reload."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.accounts.access import user_of
from lapor.agencies import decrees, team
from lapor.agencies.models import Role, TeamDecree, Unit
from lapor.core.errors import NotFound
from lapor.reports import intake
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Rung
from lapor.reports.models import Report
from lapor.reports.querysets import Place, Queue, ReportQuerySet, UpTo
from lapor.workspace import desk, rows
from lapor.workspace.models import SavedFilter
from lapor.workspace.plans import reminders

EVERY = 20  # seconds between two looks for new work
MOST = 99  # counts stop here: nobody acts differently on 100 and on 3,000
PLAN = "renaksi"
DECREES = "sk"  # decrees that run out, beside them
ELSEWHERE = "terhubung"  # agencies led whose reports somebody else reads
PLACE = "%Y%m%dT%H%M%S%f"

Reports = Callable[[Actor, datetime], ReportQuerySet]


@dataclass(frozen=True)
class Tab:
    """One inbox: its address, its words, the roles that have it, and which reports lie in it."""

    slug: str
    label: Any
    nothing: Any  # said when it is empty
    roles: frozenset[Role]
    reports: Reports

    @property
    def query(self) -> str:
        """Takes along in an address that somebody works through this inbox."""
        return f"?kotak={self.slug}"


def _led(by: Actor) -> list[int]:
    """The agencies of this officer in which they are an admin."""
    return [seat.agency_id for seat in by.seats if seat.role == Role.AGENCY_ADMIN]


def _unattended(by: Actor, at: datetime) -> QuerySet:
    """Units without anybody in these agencies: those of the whole country need not be looked through for each page."""
    return team.unattended(at).filter(agency__in=_led(by)).values("pk")


def _rung(by: Actor) -> Rung:
    """From which rung of the ladder on this officer hears of what is late."""
    is_national = any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats)
    return Rung.NATIONAL if is_national else Rung.COORDINATOR


SEES_TO = desk.REFERRERS | desk.HANDLERS
R = Report.objects

TABS = (
    Tab(
        "verifikasi", _("Perlu verifikasi"), _("Semua laporan baru sudah diperiksa."),
        desk.REFERRERS, lambda by, _at: R.held_under(by).to_verify(),
    ),
    Tab(
        "unit", _("Unit saya"), _("Tidak ada laporan yang menunggu tindakan unit Anda."),
        SEES_TO, lambda by, _at: R.held_by(by).to_work_on(),
    ),
    Tab(
        "bawahan", _("Dengan unit di bawahnya"), _("Tidak ada laporan yang menunggu tindakan di bawah unit Anda."),
        desk.HANDLERS, lambda by, _at: R.held_under(by).to_work_on(),
    ),
    Tab(
        "persetujuan", _("Menunggu persetujuan"), _("Tidak ada usulan jawaban yang menunggu Anda."),
        desk.ADMINS, lambda by, _at: R.held_under(by).to_approve(),
    ),
    Tab(
        "arbitrase", _("Sengketa wewenang"), _("Tidak ada sengketa yang menunggu keputusan Anda."),
        frozenset({Role.COORDINATOR, Role.NATIONAL_ADMIN}), lambda by, _at: R.held_under(by).to_arbitrate(),
    ),
    Tab(
        "banding", _("Banding"), _("Tidak ada jawaban yang dibantah dan menunggu pemeriksaan Anda."),
        SEES_TO, lambda by, _at: R.held_under(by).to_decide_appeals(),
    ),
    Tab(
        "tanpa-petugas", _("Tanpa petugas"), _("Setiap unit Anda punya petugas untuk laporannya."),
        frozenset({Role.AGENCY_ADMIN}),
        lambda by, at: R.held_under(by).to_work_on().filter(holder__in=_unattended(by, at)),
    ),
    Tab(
        "pelapor", _("Menunggu pelapor"), _("Tidak ada laporan yang menunggu pelapor."),
        SEES_TO, lambda by, _at: R.watched_by(by).waiting_for_reporter(),
    ),
    Tab(
        "terlambat", _("Terlambat"), _("Tidak ada yang terlambat."),
        desk.WITH_REPORTS, lambda by, at: R.watched_by(by).overdue(at),
    ),
    Tab(
        "naik", _("Naik karena terlambat"), _("Tidak ada keterlambatan yang naik sampai ke Anda."),
        frozenset({Role.COORDINATOR, Role.NATIONAL_ADMIN}), lambda by, _at: R.watched_by(by).climbed(_rung(by)),
    ),
    Tab(
        "terbuka", _("Semua terbuka"), _("Tidak ada laporan yang masih terbuka."),
        desk.WITH_REPORTS, lambda by, _at: R.watched_by(by).open(),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A tab as the page shows it."""

    tab: Tab
    count: int
    is_here: bool

    @property
    def words(self) -> str:
        return _words(self.count)


@require_safe
@never_cache
@desk.for_roles(frozenset(Role))
def inbox(request: HttpRequest, slug: str = "", *, by: Actor, at: datetime) -> HttpResponse:
    """One inbox; asked with the tag of what is on the screen, it answers 304 while nothing has changed."""
    if not slug and not desk.holds(by, desk.WITH_REPORTS):
        return render(request, "workspace/no_reports.html")
    tabs = [tab for tab in TABS if desk.holds(by, tab.roles)]
    here = next((tab for tab in tabs if slug in ("", tab.slug)), None)
    if here is None:
        raise NotFound(slug)
    counts = _counts(tabs, by, at)
    due_items, ending_decrees, elsewhere = counts.pop(PLAN), counts.pop(DECREES), counts.pop(ELSEWHERE)
    queue = here.reports(by, at).late_first(after=_place(request.GET.get("sesudah", "")))
    tag = _tag(counts, queue, at)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    context = {
        "tabs": [Shown(tab, counts[tab.slug], tab is here) for tab in tabs],
        "here": Shown(here, counts[here.slug], True),
        "rows": rows.of(queue.reports, at=at),
        "refers": desk.holds(by, desk.REFERRERS),
        "next": _address(queue.last),
        "is_first": "sesudah" not in request.GET,
        "tag": tag,
    }
    is_poll = request.headers.get("X-Requested-With") == "inbox"
    if not is_poll:
        context |= {"saved": SavedFilter.objects.filter(owner=user_of(request)), "every": EVERY}
        context["running_out"] = _running_out(by, at) if ending_decrees else []
        context["unconnected"] = [_goes_elsewhere(agency) for agency in _unconnected(by)] if elsewhere else []
        context["due_plan"] = reminders.sentence(_words(due_items)) if due_items else ""
    response = render(request, "workspace/inbox_live.html" if is_poll else "workspace/inbox.html", context)
    response["ETag"] = tag
    return response


def _running_out(by: Actor, at: datetime) -> QuerySet[TeamDecree]:
    """Decrees that an agency's admin must renew soon, or should have renewed."""
    return decrees.running_out(at).filter(agency__in=_led(by))


def _unconnected(by: Actor) -> QuerySet[Unit]:
    """Agencies that this officer leads and that read no inbox yet."""
    return Unit.objects.filter(pk__in=_led(by), connected=False)


def _goes_elsewhere(agency: Unit) -> str:
    words = {"agency": agency.name, "receiver": intake.receiver(agency).name}
    return gettext("Laporan untuk %(agency)s masuk ke %(receiver)s sampai instansi ini terhubung.") % words


def _words(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


def came_from(request: HttpRequest, by: Actor) -> Tab | None:
    """The inbox that the officer works through, where the address says so."""
    return _tab(request.GET.get("kotak", ""), by)


def _tab(slug: str, by: Actor) -> Tab | None:
    return next((tab for tab in TABS if tab.slug == slug and desk.holds(by, tab.roles)), None)


@require_safe
@never_cache
@desk.for_roles(desk.WITH_REPORTS)
def following(request: HttpRequest, slug: str, number: int, *, by: Actor, at: datetime) -> HttpResponse:
    """On to the most urgent other report of an inbox, or back to the inbox where there is none."""
    tab = _tab(slug, by)
    if tab is None:
        raise NotFound(slug)
    queue = tab.reports(by, at).exclude(number=number).late_first(size=1)
    if queue.reports:
        return redirect(reverse("workspace:report", args=[queue.reports[0].number]) + tab.query)
    messages.info(request, gettext("Tidak ada laporan lain di kotak “%s”.") % tab.label)
    return redirect("workspace:tab", slug)


def _counts(tabs: list[Tab], by: Actor, at: datetime) -> dict[str, int]:
    """All counts in one query, none of which reads more than a hundred entries of an index."""
    counts = {tab.slug: UpTo(tab.reports(by, at).values("pk")[: MOST + 1]) for tab in tabs}
    counts[PLAN] = UpTo(reminders.due(by, at).values("pk")[: MOST + 1])  # asked along, for a line above the list
    counts[ELSEWHERE] = UpTo(_unconnected(by).values("pk")[: MOST + 1])
    counts[DECREES] = UpTo(_running_out(by, at).values("pk")[: MOST + 1])
    numbers = Unit.objects.filter(pk=by.seats[0].unit_id).values_list(*counts.values()).get()
    return dict(zip(counts, numbers, strict=True))


def _tag(counts: dict[str, int], queue: Queue, at: datetime) -> str:
    """Changes when a row or a count does, and at midnight, when deadlines come a day nearer."""
    shown = [(report.pk, report.seq, report.late_at) for report in queue.reports]
    facts = (sorted(counts.items()), shown, timezone.localdate(at))
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def _address(place: Place | None) -> str:
    if place is None:
        return ""
    due = place.due_at.astimezone(UTC).strftime(PLACE) if place.due_at else ""
    return f"{due}-{place.pk}"


def _place(text: str) -> Place | None:
    """The place in an address; what can't be read is the beginning."""
    due, _dash, pk = text.partition("-")
    if not (pk.isascii() and pk.isdecimal() and len(pk) <= 18):
        return None
    try:
        return Place(datetime.strptime(due, PLACE).replace(tzinfo=UTC) if due else None, int(pk))
    except ValueError:
        return None
