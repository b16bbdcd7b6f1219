"""A dry run of routing rules: what they would have decided about the reports of the last month. Changes nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lapor.agencies import routing
from lapor.agencies.models import Unit
from lapor.agencies.routing import Match, Matter, Rule
from lapor.reports import titles
from lapor.reports.actors import Actor
from lapor.reports.intake import stand_in
from lapor.reports.lifecycle import Relation, State
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet

DAYS = timedelta(days=30)
MOST_REPORTS = 2000  # the newest: their words are opened one by one
MOST_SHOWN = 50


class Outcome(StrEnum):
    """How a rule compares with what officers really did."""

    SAME = "same"
    DIFFERENT = "different"
    OPEN = "open"  # nobody has decided yet


@dataclass(frozen=True)
class Tried:
    """One report, the rule that would have decided about it, and where it really is."""

    report: Report
    match: Match
    outcome: Outcome

    @property
    def title(self) -> str:
        return titles.of(self.report)


@dataclass
class Rehearsal:
    """Counts over all reports that were tried; of those to look at (`shown`) no more than a page."""

    tried: int = 0
    unmatched: int = 0
    is_cut: bool = False
    counts: Counter[tuple[int, Outcome]] = field(default_factory=Counter)
    shown: list[Tried] = field(default_factory=list)

    def of_rule(self, pk: int) -> dict[Outcome, int]:
        return {outcome: self.counts[pk, outcome] for outcome in Outcome}

    @property
    def totals(self) -> dict[Outcome, int]:
        return {outcome: sum(n for (_pk, each), n in self.counts.items() if each == outcome) for outcome in Outcome}


def rehearse(agency_id: int | None, *, by: Actor, at: datetime, only: int | None = None) -> Rehearsal:
    """Try the rules in force on what `by` may see of the last 30 days, the newest MOST_REPORTS.

    National rules are tried on what came without an agency, an agency's own on what it holds. Shown are the reports
    that went another way, or those of one rule (`only`). Constant queries.
    """
    rules = routing.rules_of(agency_id, at)
    ways = _ways(rules)
    found = Rehearsal()
    for report in _reports(agency_id, by, at):
        if found.tried == MOST_REPORTS:
            found.is_cut = True
            break
        found.tried += 1
        match = routing.first_match(rules, _matter(report))
        if match is None:
            found.unmatched += 1
            continue
        outcome = _outcome(report, ways[match.rule.pk], agency_id)
        found.counts[match.rule.pk, outcome] += 1
        if len(found.shown) < MOST_SHOWN and (only == match.rule.pk if only else outcome == Outcome.DIFFERENT):
            found.shown.append(Tried(report, match, outcome))
    return found


def _reports(agency_id: int | None, by: Actor, at: datetime) -> Iterator[Report]:
    reports: ReportQuerySet = Report.objects.visible_to(by).exclude(relation=Relation.PART)
    if agency_id:
        reports = reports.filter(agency=agency_id)
    else:
        reports = reports.filter(chosen_agency__isnull=True, is_secret=False)
    # By id, because an index has it; what is older than a month is dropped here.
    newest = reports.with_words().select_related("region").order_by("-id")[: MOST_REPORTS + 1]
    return (report for report in newest if at - DAYS <= report.submitted_at <= at)


def _matter(report: Report) -> Matter:
    return Matter.of(region=report.region, category=report.category, text=lambda: titles.words(report))


def _ways(rules: tuple[Rule, ...]) -> dict[int, tuple[str, ...]]:
    """For each rule the paths at which a report is as it says: at its unit, or at who reads in its place."""
    units = Unit.objects.select_related("coordinator", "agency__coordinator").in_bulk(
        {rule.target_id for rule in rules}
    )
    instead = {pk: unit if unit.root.connected else stand_in(unit.root) for pk, unit in units.items()}
    return {
        rule.pk: tuple(unit.path for unit in (units[rule.target_id], instead[rule.target_id]) if unit) for rule in rules
    }


def _outcome(report: Report, ways: tuple[str, ...], agency_id: int | None) -> Outcome:
    if report.holder.path.startswith(ways):
        return Outcome.SAME
    undecided = report.holder_id == agency_id if agency_id else report.state == State.SUBMITTED
    return Outcome.OPEN if undecided else Outcome.DIFFERENT
