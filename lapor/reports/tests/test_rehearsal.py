"""The dry run says what the rules would have decided, beside what officers did."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies.models import Unit
from lapor.reports import rehearsal
from lapor.reports.rehearsal import Outcome, rehearse
from lapor.testing.cast import MONDAY

TUESDAY = MONDAY + timedelta(days=1)


def counted(found, rule) -> tuple[int, ...]:
    return tuple(found.of_rule(rule.pk).values())


def test_reports_are_counted_as_the_same_different_or_undecided(cast, rule):
    agency = cast.unit("64.08").pk
    roads = rule("64.08/pu", "64.08", category=cast.road.parent)
    cast.referred(to="64.08/pu")
    other = cast.referred(to="64.08/perumdam")
    cast.submitted()
    cast.submitted(category=None)
    found = rehearse(agency, by=cast.arif, at=TUESDAY)
    assert (found.tried, found.unmatched, found.is_cut) == (4, 1, False)
    assert counted(found, roads) == (1, 1, 1)
    assert [tried.report.number for tried in found.shown] == [other.number]


def test_words_are_looked_for_in_what_the_reporter_wrote(cast, rule):
    water = rule("64.08/perumdam", "64.08", keyword="keran")
    cast.verified(title="Air mati", body="Sudah tiga hari keran kering.")
    found = rehearse(cast.unit("64.08").pk, by=cast.arif, at=TUESDAY, only=water.pk)
    assert [tried.match.why for tried in found.shown] == ["kata “keran”"]
    assert found.shown[0].outcome == Outcome.OPEN


def test_national_rules_are_tried_on_what_came_without_an_agency_and_is_not_secret(cast, rule):
    kutai = rule("64.08", category=cast.road)
    cast.submitted()
    cast.submitted(agency=None, is_secret=True)
    assert rehearse(None, by=cast.vera, at=TUESDAY).tried == 0
    cast.submitted(agency=None)
    assert counted(rehearse(None, by=cast.vera, at=TUESDAY), kutai) == (1, 0, 0)  # the rule decided it itself


def test_at_the_coordinator_of_an_agency_that_is_not_connected_it_is_as_the_rule_says(cast, rule):
    samarinda = rule("64.72", category=cast.road)
    cast.submitted(agency=None)
    assert counted(rehearse(None, by=cast.vera, at=TUESDAY), samarinda) == (1, 0, 0)


def test_only_the_last_thirty_days_and_what_the_officer_may_see_are_tried(cast, rule):
    rule("64.08/pu", "64.08", category=cast.road)
    cast.submitted()
    agency = cast.unit("64.08").pk
    assert rehearse(agency, by=cast.arif, at=MONDAY + timedelta(days=31)).tried == 0
    assert rehearse(agency, by=cast.bayu, at=TUESDAY).tried == 0


def test_beyond_its_limit_it_says_that_it_stopped(cast, rule, monkeypatch):
    monkeypatch.setattr(rehearsal, "MOST_REPORTS", 1)
    cast.submitted()
    cast.submitted()
    found = rehearse(cast.unit("64.08").pk, by=cast.arif, at=TUESDAY)
    assert (found.tried, found.is_cut) == (1, True)


def test_it_costs_the_same_queries_for_many_rules_and_reports(cast, rule):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            rehearse(None, by=cast.vera, at=TUESDAY)
        return len(asked)

    Unit.objects.filter(code="64").update(connected=False)
    rule("64.72", keyword="jalan")
    cast.submitted(agency=None)
    few = queries()
    rule("64.71", keyword="air")
    for _ in range(3):
        cast.submitted(agency=None)
    assert queries() == few
