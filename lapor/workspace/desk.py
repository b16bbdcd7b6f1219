"""Whose desk this is: who sits here, in which role, and what the menu offers for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.accounts.access import officer_required, user_of
from lapor.agencies import decrees
from lapor.agencies.models import Kind, Role
from lapor.connection import roles as connection_roles
from lapor.core.errors import NotFound
from lapor.evaluation import roles as evaluation_roles
from lapor.plans import roles as plan_roles
from lapor.reports import counter
from lapor.reports.actors import Actor
from lapor.statistics import roles as statistics_roles
from lapor.supervision import drives, outreach, reprimands
from lapor.workspace import actor

WITHOUT_REPORTS = frozenset({Role.INTEGRATOR, Role.MAINTAINER})
WITH_REPORTS = frozenset(Role) - WITHOUT_REPORTS
HANDLERS = frozenset({Role.AGENCY_ADMIN, Role.LIAISON})
ADMINS = frozenset({Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})
REFERRERS = ADMINS | {Role.COORDINATOR}
NATIONAL = frozenset({Role.NATIONAL_ADMIN})
# Words of citizens that belong to no agency yet: for the national desk alone, and for its desk officers too.
CHANNEL_KEEPERS = NATIONAL | {(Role.DESK_OFFICER, Kind.DESK)}
PRIORITY_KEEPERS = NATIONAL | {Role.PRIORITY_CONTROLLER}
DRAWERS = NATIONAL | {Role.COORDINATOR}
PACKAGE_MAKERS = REFERRERS | {Role.CUSTODIAN}  # of secret reports, for the Ombudsman
# Who looks at many agencies; everybody else finds their followed reports by a link on the report.
WATCHERS = PRIORITY_KEEPERS | DRAWERS | {Role.OVERSEER, Role.HEAD_OF_AGENCY}


class Group(TextChoices):
    """What stands together in the menu, in this order."""

    REPORTS = "laporan", _("Laporan")
    AGENCIES = "instansi", _("Instansi")
    PERFORMANCE = "kinerja", _("Kinerja")
    SUPERVISION = "pengawasan", _("Pengawasan")
    SETTINGS = "pengaturan", _("Pengaturan")


# name of the address, words, the roles that it is for, what it stands with
MENU = (
    ("inbox", _("Kotak masuk"), frozenset(Role), Group.REPORTS),
    ("search", _("Cari"), WITH_REPORTS, Group.REPORTS),
    ("counter", _("Loket"), frozenset(counter.ENTERERS), Group.REPORTS),
    ("incoming", _("Kotak saluran"), CHANNEL_KEEPERS, Group.REPORTS),
    ("answer_templates", _("Templat"), HANDLERS, Group.REPORTS),
    ("followed", _("Diikuti"), WATCHERS, Group.REPORTS),
    ("overseer", _("Lebih dari 60 hari"), frozenset({Role.OVERSEER}), Group.REPORTS),
    ("packages_to_make", _("Berkas Ombudsman"), PACKAGE_MAKERS, Group.SUPERVISION),
    ("programmes", _("Program prioritas"), PRIORITY_KEEPERS, Group.SUPERVISION),
    ("samples", _("Pemeriksaan"), DRAWERS, Group.SUPERVISION),
    ("outreach", _("Sosialisasi"), outreach.READERS, Group.SUPERVISION),
    ("drives", _("Percepatan"), drives.READERS, Group.SUPERVISION),
    ("reprimands", _("Surat teguran"), reprimands.DECIDERS | reprimands.RECEIVERS, Group.SUPERVISION),
    ("dashboards", _("Dasbor"), statistics_roles.READERS, Group.PERFORMANCE),
    ("evaluations", _("Evaluasi"), evaluation_roles.READERS, Group.PERFORMANCE),
    ("routing", _("Aturan penerusan"), ADMINS, Group.SETTINGS),
    ("plans", _("Renaksi"), plan_roles.ALL, Group.AGENCIES),
    ("team", _("Tim"), REFERRERS, Group.AGENCIES),
    ("unit_tree", _("Unit"), ADMINS, Group.AGENCIES),
    ("connection", _("Keterhubungan"), connection_roles.READERS, Group.AGENCIES),
    ("deadlines", _("Tenggat"), ADMINS, Group.SETTINGS),
    ("holidays", _("Hari libur"), NATIONAL, Group.SETTINGS),
    ("categories", _("Kategori"), NATIONAL, Group.SETTINGS),
    ("policy", _("Aturan pemberitahuan"), NATIONAL, Group.SETTINGS),
    ("signature", _("Penutup surel"), frozenset({Role.AGENCY_ADMIN}), Group.SETTINGS),
    ("operations", _("Sistem"), frozenset({Role.MAINTAINER}), Group.SETTINGS),
)

View = Callable[..., HttpResponse]
Roles = frozenset[Role] | frozenset[Role | tuple[Role, Kind]]  # a role anywhere, or in one kind of agency alone


@dataclass(frozen=True)
class Item:
    url: str
    words: Any
    is_here: bool


@dataclass(frozen=True)
class Section:
    """The entries of one group that this officer has: daily work and what stands alone need no lid."""

    group: Group
    items: list[Item]

    @property
    def is_flat(self) -> bool:
        return self.group == Group.REPORTS or len(self.items) == 1

    @property
    def is_here(self) -> bool:
        return any(item.is_here for item in self.items)


def holds(by: Actor, roles: Roles) -> bool:
    return any(seat.role in roles or (seat.role, seat.agency_kind) in roles for seat in by.seats)


def menu(by: Actor, path: str) -> list[Section]:
    """What this officer finds at the head of every page; `path` is the page it stands on."""
    home = reverse("workspace:inbox")
    open_to = [(group, reverse(f"workspace:{name}"), words) for name, words, roles, group in MENU if holds(by, roles)]
    above = [url for _group, url, _words in open_to if path.startswith(url)]
    here = max(above, key=len, default="")
    if here == home != path:
        here = ""  # every page of the desk lies below the inbox
    items = [(group, Item(url, words, url == here)) for group, url, words in open_to]
    sections = [Section(group, [item for of, item in items if of == group]) for group in Group]
    return [section for section in sections if section.items]


def for_roles(roles: Roles) -> Callable[[View], View]:
    """A page for officers who hold one of these roles today; the view gets `by` and `at`.

    Others are told that there is no such page, those without any role whom to ask.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @officer_required
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            at = timezone.now()
            by = actor.of(request, at)
            if not by.seats:
                why = decrees.why_shut(user_of(request), at=at)
                return render(request, "workspace/no_seat.html", {"why": why}, status=403)
            if not holds(by, roles):
                raise NotFound(request.path)
            return view(request, *args, by=by, at=at, **kwargs)

        return guarded

    return decorate
