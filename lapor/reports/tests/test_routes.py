"""A new report without an agency goes where the national rules say; nothing is ever lost on the way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies import routing
from lapor.agencies.models import Unit
from lapor.regions.models import Region
from lapor.reports import referral, routes
from lapor.testing.cast import MONDAY


@pytest.fixture
def east_kutai(db):
    province = Region.objects.create(code="64", name="Kalimantan Timur", kind="provinsi", level=1, own_words=" kaltim ")
    return Region.objects.create(
        code="64.08", name="Kabupaten Kutai Timur", path_name="Kabupaten Kutai Timur, Kalimantan Timur",
        kind="kabupaten", level=2, parent=province, own_words=" kutim ",
    )  # fmt: skip


def send(cast, **changes):
    return cast.submitted(**{"agency": None, "category": None} | changes)


def told(report) -> dict:
    return report.events.get().data


def test_without_a_rule_the_national_desk_looks(cast, east_kutai):
    report = send(cast, region=east_kutai, category=cast.road)
    assert report.holder.code == "pusat"
    assert "rule" not in told(report)


def test_a_rule_that_fits_decides_and_the_record_names_it(cast, rule, east_kutai):
    fits = rule("64.08", region=east_kutai, category=cast.road.parent, keyword="lubang, berlubang")
    report = send(cast, region=east_kutai, category=cast.road, body="Jalannya berlubang dalam.")
    assert report.holder.code == "64.08"
    assert told(report)["rule"] == fits.pk
    assert report.chosen_agency is None


def test_what_the_reporter_chose_counts_more_than_any_rule(cast, rule):
    rule("64.08", category=cast.road)
    report = send(cast, agency=cast.unit("64.71"), category=cast.road)
    assert report.holder.code == "64.71"


@pytest.mark.parametrize(("province_connected", "holder"), [(True, "64"), (False, "pusat")])
def test_an_agency_that_is_not_connected_never_loses_a_report(cast, rule, province_connected, holder):
    rule("64.72", category=cast.road)
    Unit.objects.filter(code="64").update(connected=province_connected)
    report = send(cast, category=cast.road)
    assert report.holder.code == holder
    assert "rule" in told(report)


def test_no_rule_sends_on_what_is_secret(cast, rule):
    rule("64.08", category=cast.road)
    assert send(cast, category=cast.road, is_secret=True).holder.code == "pusat"


def test_rules_cost_a_report_no_query(cast, rule, east_kutai):
    def queries(**about):
        with CaptureQueriesContext(connection) as asked:
            send(cast, region=east_kutai, category=cast.road, **about)
        return len(asked)

    queries()  # what is kept in memory is read once
    without = queries()
    for word in ("air", "lampu", "jalan"):
        rule("64.08", region=east_kutai, keyword=word)
    routing.rules_of(None, MONDAY)
    assert queries(body="Jalan rusak.") == without


def suggested(report, by):
    return routes.suggestion(report, referral.targets(report, by=by, at=MONDAY), by=by, at=MONDAY)


def test_the_agencys_own_rule_is_suggested_with_its_reason(cast, rule):
    rule("64.08/pu", "64.08", category=cast.road, keyword="jalan")
    report = cast.submitted(body="Jalan ini rusak.")
    found = suggested(report, cast.arif)
    assert (found.unit.code, found.is_rule) == ("64.08/pu", True)
    assert "topik Jalan rusak, kata “jalan”" in found.why


def test_the_desk_is_told_the_government_of_the_place(cast, east_kutai):
    Unit.objects.filter(code="64.08").update(region=east_kutai)
    found = suggested(send(cast, region=east_kutai), cast.vera)
    assert (found.unit.code, found.is_rule) == ("64.08", False)


def test_nothing_is_suggested_again_after_a_return(cast, rule):
    rule("64.08/pu", "64.08", keyword="jalan")
    report = cast.submitted(body="Jalan ini rusak.")
    report.return_count = 1
    assert suggested(report, cast.arif) is None
