"""Who should get a report, by the routing rules: decided for a new one without an agency, suggested for a referral."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapor.agencies import routing
from lapor.agencies.models import NATIONAL_DESK, Unit, UnitQuerySet
from lapor.agencies.routing import Matter
from lapor.core.queries import one
from lapor.regions.models import Region
from lapor.reports import timeline
from lapor.reports.actors import Actor
from lapor.reports.models import Report

if TYPE_CHECKING:
    from lapor.reports.intake import Submission


@dataclass(frozen=True)
class Route:
    """To whom, and what the record says about the reason."""

    unit: Unit | None
    data: dict = field(default_factory=dict)


def for_new(submission: "Submission", *, at: datetime) -> Route:
    """The agency that the reporter chose, or the one that the national rules name; none: the national desk looks.

    A place alone names nobody: a road, a school, a power line there may be the regency's, the province's or a
    ministry's. And no rule sends on what is secret before a person has read it: it may be about that very agency.
    """
    if submission.agency or submission.is_secret:
        return Route(submission.agency)
    said = lambda: f"{submission.title} {submission.body}"  # noqa: E731
    matter = Matter.of(region=submission.region, category=submission.category, text=said)
    match = routing.first_match(routing.rules_of(None, at), matter)
    if match is None:
        return Route(None)
    units = Unit.objects.select_related("coordinator", "agency__coordinator")
    return Route(units.get(pk=match.rule.target_id), {"rule": match.rule.pk})


@dataclass(frozen=True)
class Suggestion:
    """Whom to refer to, and why as a sentence; `is_rule`: sure enough to be filled in beforehand."""

    unit: Unit
    why: str
    is_rule: bool


def suggestion(report: Report, targets: UnitQuerySet, *, by: Actor, at: datetime) -> Suggestion | None:
    """What the rules say to whoever is about to refer this report; None where they say nothing new.

    A report that was returned shows that the rules didn't know better, so nothing is suggested again.
    """
    if report.return_count:
        return None
    at_desk = report.holder.code == NATIONAL_DESK
    match = routing.first_match(routing.rules_of(None if at_desk else report.agency_id, at), matter_of(report, by=by))
    if match:
        unit = one(targets.filter(pk=match.rule.target_id).exclude(pk=report.holder_id))
        return Suggestion(unit, _("Saran: %s (%s).") % (unit.name, match.why), is_rule=True) if unit else None
    unit = _government(report.region, targets) if at_desk and report.region else None
    return Suggestion(unit, _("Pemerintah di lokasi kejadian: %s.") % unit.name, is_rule=False) if unit else None


def matter_of(report: Report, *, by: Actor) -> Matter:
    """What is known of a report that `by` may see."""
    return Matter.of(region=report.region, category=report.category, text=lambda: _words(report, by))


def _words(report: Report, by: Actor) -> str:
    original = timeline.original(report, by=by)
    return f"{original.title} {original.body}" if original else f"{report.public_title} {report.public_text}"


def _government(region: Region, targets: UnitQuerySet) -> Unit | None:
    """Of the regency or city where it happened, else of its province."""
    line = [region.code[:5], region.code[:2]]
    return targets.agencies().filter(region__code__in=line).order_by("-region__code").first()
