"""How an agency, a province or the country does: one page with the same figures for all."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from lapor.agencies.models import Category, Unit
from lapor.reports.lifecycle import CameBy, Channel
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet
from lapor.statistics import figures
from lapor.statistics.figures import Period, Share, Sums
from lapor.statistics.models import DailyFact
from lapor.ui.charts import Figure, Series, written

SHOWN = 10  # bars of one chart
FEW = 5  # fewer could point at one secret report
ENOUGH = 10  # answers of an agency, before its share is compared with that of others

ANSWERS = ("answered", "answered_in_time")

Names = dict[int | None, str]
Link = Callable[[int | None], str]


@dataclass(frozen=True)
class Now:
    """What is open and what is late at this moment, and with whom."""

    open: Counter[int]
    late: Counter[int]

    @property
    def share(self) -> Share:
        return Share(self.late.total(), self.open.total())


@dataclass(frozen=True)
class Performance:
    """All that the page draws."""

    now: Now
    sums: Sums
    shares: list[tuple[str, str, Share]]  # what was in time, and of what
    course: list[Series]
    stock: list[Series]
    late: list[Figure]
    slow: list[Figure]
    topics: list[Figure]
    doors: list[Figure]
    quality: list[Figure]


def of_agencies(agencies: list[int] | None, period: Period, *, at: datetime, cautious: bool) -> Performance:
    """Of the whole country, or of the agencies of a province. Nine queries."""
    facts = DailyFact.objects
    whole = facts.of_nation() if agencies is None else facts.of_agencies(agencies)
    reports = Report.objects.all() if agencies is None else Report.objects.filter(agency__in=agencies)
    each = figures.by(facts.of_agencies(agencies).within(period.first, period.last), "agency", *ANSWERS)
    now = _now(reports, "agency", at)
    worst = {pk: each[pk] for pk in _slowest(each)}
    shown = [pk for pk, _count in now.late.most_common(SHOWN)] + list(worst)
    units = Unit.objects.in_bulk([pk for pk in shown if pk is not None])
    return _performance(
        figures.course(whole, period),
        now,
        worst,
        figures.by(facts.of_topics(agencies).within(period.first, period.last), "topic", "received"),
        figures.by(facts.of_doors(agencies).within(period.first, period.last), "door", "received"),
        names={pk: unit.name for pk, unit in units.items()},
        link=lambda pk: reverse("workspace:agency_dashboard", args=[units[pk].code]) if pk in units else "",
        cautious=cautious,
    )


def of_agency(agency: Unit, period: Period, *, at: datetime, cautious: bool) -> Performance:
    """Of one agency, unit by unit: what lies below a unit counts for it. Nine queries."""
    facts = DailyFact.objects
    units = {unit.pk: unit for unit in Unit.objects.under(agency).only("code", "name", "path")}
    above = {pk: _branch(agency, unit) for pk, unit in units.items()}
    each: dict[int | None, Sums] = {}
    for pk, sums in figures.by(facts.of_units(agency.pk).within(period.first, period.last), "unit", *ANSWERS).items():
        branch = above.get(pk or 0, agency.pk)
        each[branch] = each.get(branch, Sums()) + sums
    now = _now(Report.objects.filter(agency=agency), "holder", at)
    return _performance(
        figures.course(facts.of_agencies([agency.pk]), period),
        Now(_lifted(now.open, above, agency.pk), _lifted(now.late, above, agency.pk)),
        {pk: each[pk] for pk in _slowest(each)},
        figures.by(facts.of_topics([agency.pk]).within(period.first, period.last), "topic", "received"),
        figures.by(facts.of_doors([agency.pk]).within(period.first, period.last), "door", "received"),
        names={pk: unit.name for pk, unit in units.items()},
        link=lambda pk: _search(instansi=units[pk].code, terlambat="on") if pk in units else "",
        cautious=cautious,
    )


def _performance(
    course: list[figures.Point],
    now: Now,
    worst: dict[int | None, Sums],
    topics: dict[int | None, Sums],
    doors: dict[str, Sums],
    *,
    names: Names,
    link: Link,
    cautious: bool,
) -> Performance:
    sums = figures.total(course)
    late = [
        _counted(names.get(pk, ""), count, link(pk), cautious, _("dari %s terbuka") % written(now.open[pk]))
        for pk, count in now.late.most_common(SHOWN)
    ]
    slow = [_part(names.get(pk, ""), each.share("answered_in_time", "answered")) for pk, each in worst.items()]
    return Performance(
        now=now,
        sums=sums,
        shares=[
            (_("Diverifikasi tepat waktu"), _("yang diverifikasi"), sums.share("verified_in_time", "verified")),
            (
                _("Tindak lanjut pertama tepat waktu"),
                _("yang ditindaklanjuti"),
                sums.share("followed_up_in_time", "followed_up"),
            ),
            (_("Dijawab tepat waktu"), _("yang dijawab"), sums.share("answered_in_time", "answered")),
        ],
        course=[
            Series(_("Masuk"), [(point.label, point.sums.received) for point in course]),
            Series(_("Dijawab"), [(point.label, point.sums.answered) for point in course]),
            Series(_("Selesai"), [(point.label, point.sums.settled) for point in course]),
        ],
        stock=[
            Series(_("Terbuka"), [(point.label, point.open) for point in course]),
            Series(_("Terlambat"), [(point.label, point.late) for point in course]),
        ],
        late=late,
        slow=slow,
        topics=_topics(topics, cautious),
        doors=_doors(doors, cautious),
        quality=_quality(sums),
    )


def _quality(sums: Sums) -> list[Figure]:
    """What became of answers and referrals; each of its own whole."""
    return [
        _part(_("Jawaban yang dibantah pelapor"), sums.share("contested", "answered")),
        _part(_("Bantahan yang membuat jawaban diperbaiki"), sums.share("corrected", "appeals_decided")),
        _part(_("Jawaban yang menolak"), sums.share("refused", "answered")),
        _part(_("Jawaban yang menjanjikan tanggal"), sums.share("planned", "answered")),
        _part(_("Selesai lalu dibuka kembali"), sums.share("reopened", "settled")),
        _part(_("Masuk lalu dikembalikan"), sums.share("returned", "received")),
    ]


def _topics(sums: dict[int | None, Sums], cautious: bool) -> list[Figure]:
    most = sorted((pk for pk in sums if sums[pk].received), key=lambda pk: -sums[pk].received)[:SHOWN]
    topics = Category.objects.in_bulk([pk for pk in most if pk])
    labels: Names = {pk: topic.label for pk, topic in topics.items()} | {None: _("Belum bertopik")}
    return [_counted(labels.get(pk, ""), sums[pk].received, "", cautious) for pk in most]


def _doors(sums: dict[str, Sums], cautious: bool) -> list[Figure]:
    """By which ways reports came, the most used first."""
    used = sorted((door for door in sums if sums[door].received), key=lambda door: -sums[door].received)
    return [_counted(_door(door), sums[door].received, "", cautious) for door in used]


def _door(door: str) -> str:
    if door in CameBy:
        return _("Loket: %s") % str(CameBy(door).label).lower()
    return str(Channel(door).label)


def _slowest(each: dict[int | None, Sums]) -> list[int | None]:
    """Whose answers were too late most often, among those with enough answers to say so."""
    compared = [pk for pk, sums in each.items() if sums.answered >= ENOUGH and sums.answered_in_time < sums.answered]
    return sorted(compared, key=lambda pk: (each[pk].answered_in_time / each[pk].answered, -each[pk].answered))[:SHOWN]


def _counted(label: str, count: int, href: str, cautious: bool, note: str = "") -> Figure:
    if cautious and count < FEW:
        return Figure(label, None, note=_("kurang dari %d") % FEW, href=href)
    return Figure(label, count, note=note, href=href)


def _part(label: str, share: Share) -> Figure:
    counted = {"part": written(share.part), "whole": written(share.whole)}
    return Figure(label, share.percent, note=_("%(part)s dari %(whole)s") % counted)


def _now(reports: ReportQuerySet, column: str, at: datetime) -> Now:
    """Counted at this moment, as inboxes do. Two queries, each of an index of open reports alone."""
    counts = (
        Counter(dict(some.order_by().values_list(column).annotate(count=Count("*"))))
        for some in (reports.open(), reports.overdue(at))
    )
    return Now(*counts)


def _branch(agency: Unit, unit: Unit) -> int:
    """The unit right below the agency that this one belongs to; the agency itself for what it holds itself."""
    steps = unit.path[len(agency.path) :].strip("/").split("/")
    return int(steps[0] or agency.pk)


def _lifted(counts: Counter[int], above: dict[int, int], agency: int) -> Counter[int]:
    lifted: Counter[int] = Counter()
    for pk, count in counts.items():
        lifted[above.get(pk, agency)] += count
    return lifted


def _search(**asked: Any) -> str:
    return f"{reverse('workspace:search')}?{urlencode(asked)}"
