"""Hot spots: the same matter at the same place again."""

from datetime import timedelta

import pytest

from lapor.regions.models import Region
from lapor.reports import actors, closing, verification
from lapor.reports.lifecycle import ArchiveReason
from lapor.reports.models import Report
from lapor.statistics import spots
from lapor.statistics.models import HotSpot
from lapor.testing.cast import LONG_AGO, MONDAY

DAY = timedelta(days=1)
HERE = {"latitude": 0.5012, "longitude": 117.5312}


@pytest.fixture
def village(db):
    return Region.objects.create(code="64", name="Sangatta", path_name="Sangatta", level=1, valid_from=LONG_AGO)


def tell(cast, times: int, *, at=MONDAY, **said) -> list[Report]:
    return [cast.verified(at=at + n * DAY, **said) for n in range(times)]


def test_the_third_report_from_one_village_makes_a_spot(cast, village):
    tell(cast, 2, region=village)
    assert spots.find(at=MONDAY + 5 * DAY) == 0
    tell(cast, 1, region=village, at=MONDAY + 3 * DAY)
    spots.find(at=MONDAY + 5 * DAY)
    spot = HotSpot.objects.get()
    assert (spot.reports, spot.region, spot.agency) == (3, village, cast.unit("64.08"))
    assert (spot.first_at, spot.last_at) == (MONDAY, MONDAY + 3 * DAY)


def test_pins_in_one_cell_of_the_map_are_one_place(cast, village):
    tell(cast, 3, region=village, **HERE)
    tell(cast, 2, region=village)
    spots.find(at=MONDAY + 5 * DAY)
    assert HotSpot.objects.get().reports == 3


def test_another_matter_at_the_same_place_is_another_spot(cast, village):
    reports = tell(cast, 3, region=village)
    Report.objects.filter(pk=reports[0].pk).update(category=cast.road.parent)
    assert spots.find(at=MONDAY + 5 * DAY) == 0


def test_secret_reports_make_no_spot_and_stand_behind_none(cast, village):
    tell(cast, 3, region=village)
    tell(cast, 3, region=village, is_secret=True)
    spots.find(at=MONDAY + 5 * DAY)
    spot = HotSpot.objects.get()
    assert spot.reports == 3
    assert spots.behind(spot).count() == 3


def test_what_is_not_about_a_place_is_left_out(cast, village):
    reports = tell(cast, 3, region=village)
    Report.objects.filter(pk=reports[0].pk).update(archive_reason=ArchiveReason.SPAM)
    assert spots.find(at=MONDAY + 5 * DAY) == 0


def test_a_report_of_last_year_no_longer_counts(cast, village):
    tell(cast, 3, region=village)
    assert spots.find(at=MONDAY + 365 * DAY) == 0


def test_it_says_how_many_came_after_it_was_called_solved(cast, village):
    first = cast.answered(region=village)
    closing.accept(first.number, rating=5, by=actors.pin_holder(first.number), at=MONDAY + DAY)
    tell(cast, 2, region=village, at=MONDAY + 2 * DAY)
    spots.find(at=MONDAY + 5 * DAY)
    assert HotSpot.objects.get().came_back == 2


def test_what_nobody_has_verified_makes_no_spot(cast, village):
    for _time in range(3):
        cast.submitted(region=village)
    assert spots.find(at=MONDAY + 5 * DAY) == 0
    for report in Report.objects.all():
        verification.verify(report.number, cast.finding(), by=cast.arif, at=MONDAY)
    assert spots.find(at=MONDAY + 5 * DAY) == 1
