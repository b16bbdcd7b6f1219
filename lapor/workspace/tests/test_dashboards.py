"""Dashboards: the right figures for the right reader, the lists behind them, and periods that are none."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lapor.agencies import memberships
from lapor.agencies.models import Role
from lapor.regions.models import Region
from lapor.reports import actors, closing, programmes
from lapor.reports.lifecycle import CameBy, Channel
from lapor.reports.models import Programme, Report
from lapor.statistics import spots
from lapor.statistics.rebuild import day_of, rebuild
from lapor.testing.cast import LONG_AGO
from lapor.testing.pages import Pages

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def count(now: datetime) -> None:
    rebuild(day_of(now - 70 * DAY), day_of(now))


def at(name, *args, **query):
    return reverse(f"workspace:{name}", args=args, query=query or None)


@pytest.fixture
def desk(cast, pages):
    """Somebody's browser that checks every page."""
    return lambda name: pages.of(cast.user(name))


def status_of(browser: Pages, address: str) -> int:
    return browser.client.get(address).status_code


def late(report: Report, now: datetime) -> Report:
    Report.objects.filter(pk=report.pk).update(due_at=now - DAY)
    return report


def test_it_is_shown_by_which_ways_reports_came(cast, desk, now):
    for _time in range(3):
        cast.submitted(at=now, channel=Channel.DESK, came_by=CameBy.LETTER)
    cast.submitted(at=now, channel=Channel.SMS)
    count(now)
    text = desk("Vera").get(at("nation_dashboard")).text
    chart = text.partition("Lewat apa laporan datang")[2]
    assert chart.index("Loket: surat") < chart.index("SMS 1708")


# --- one agency ----------------------------------------------------------------------------------------------------


def test_the_menu_leads_a_head_of_agency_to_the_own_dashboard(desk):
    page = desk("Hadi").get(at("dashboards"))
    assert page.url == at("own_dashboard")
    assert "Pemerintah Kabupaten Kutai Timur" in page.text


def test_the_heading_says_how_many_are_late(cast, desk, now):
    late(cast.referred(at=now - DAY), now)
    cast.submitted(at=now)
    assert desk("Hadi").get(at("own_dashboard")).title == "1 dari 2 laporan terbuka sudah terlambat"


def test_without_reports_there_are_sentences_instead_of_figures(desk):
    page = desk("Hadi").get(at("own_dashboard"))
    assert page.title == "Tidak ada laporan terbuka"
    assert "0 dari 0 yang diverifikasi" in page.text
    assert "belum ada penilaian" in page.text


def test_shares_stand_with_what_they_are_of(cast, desk, now):
    report = cast.answered(at=now - DAY)
    closing.accept(report.number, rating=4, by=actors.pin_holder(report.number), at=now)
    count(now)
    page = desk("Arif").get(at("own_dashboard"))
    assert "100% 1 dari 1 yang dijawab" in page.text
    assert "dari 5, 1 penilaian" in page.text


def test_what_is_late_and_still_open_stands_beside_the_shares_that_leave_it_out(cast, desk, now):
    assert "Di luar itu" not in desk("Arif").get(at("own_dashboard")).text
    late(cast.referred(at=now - DAY), now)
    count(now)
    page = desk("Arif").get(at("own_dashboard"))
    assert "100% 1 dari 1 yang diverifikasi" in page.text
    assert "Di luar itu, 1 laporan sudah terlambat dan masih terbuka sekarang." in page.text


def test_late_reports_lead_to_the_list_of_the_unit(cast, desk, now):
    late(cast.referred(at=now - DAY), now)
    page = desk("Hadi").get(at("own_dashboard"))
    found = desk("Hadi").get(page.link("Dinas Pekerjaan Umum Kutai Timur"))
    assert "Jalan berlubang di Sangatta Utara" in found.text


def test_what_a_section_holds_counts_for_the_department_above_it(cast, desk, now):
    late(cast.referred(to="64.08/pu/jalan", at=now - DAY), now)
    page = desk("Hadi").get(at("own_dashboard"))
    assert "Dinas Pekerjaan Umum Kutai Timur" in page.text
    assert "Bidang Jalan" not in page.text


# --- who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("Vera", "64.71", 200), ("Prio", "64.71", 200), ("Yani", "64.71", 200), ("Kiki", "64.71", 200),
        ("Kiki", "64", 200), ("Kiki", "ksp", 404), ("Arif", "64.08", 200), ("Arif", "64.71", 404),
        ("Hadi", "64.71", 404), ("Otto", "64.08", 404), ("Mira", "64.08", 404), ("Vera", "tidak-ada", 404),
        ("Vera", "64.08%2Fpu", 404),
    ],
)  # fmt: skip
def test_an_agency_is_shown_to_those_above_it_alone(desk, name, code, status):
    assert status_of(desk(name), at("dashboards") + f"instansi/{code}/") == status


def test_a_coordinator_sees_the_agencies_of_the_own_province_alone(cast, desk, now):
    late(cast.referred(at=now - DAY), now)
    late(cast.submitted(at=now - DAY, agency=None), now)
    count(now)
    page = desk("Kiki").get(at("province_dashboard"))
    assert page.title == "1 dari 1 laporan terbuka sudah terlambat"
    assert "Meja Nasional" not in page.text


def test_small_numbers_are_not_told_where_they_could_point_at_a_secret_report(cast, desk, now):
    cast.referred(at=now, is_secret=True)
    count(now)
    assert "kurang dari 5" in desk("Kiki").get(at("agency_dashboard", "64.08")).text
    assert "kurang dari 5" in desk("Prio").get(at("nation_dashboard")).text
    for name in ("Vera", "Arif", "Hadi"):
        assert "kurang dari 5" not in desk(name).get(at("agency_dashboard", "64.08")).text


def test_whoever_leads_a_part_of_an_agency_reads_of_the_others_as_strangers_do(cast, desk, now):
    memberships.grant(cast.user("Otto"), unit=cast.unit("64.08/pu"), role=Role.AGENCY_ADMIN, at=now)
    cast.referred(to="64.08/perumdam", at=now, is_secret=True)
    count(now)
    assert "kurang dari 5" in desk("Otto").get(at("own_dashboard")).text


# --- the country ---------------------------------------------------------------------------------------------------


def test_the_national_dashboard_leads_to_the_agencies(cast, desk, now):
    late(cast.referred(at=now - DAY), now)
    vera = desk("Vera")
    page = vera.get(at("nation_dashboard"))
    assert vera.click(page, "Pemerintah Kabupaten Kutai Timur").url == at("agency_dashboard", "64.08")


def test_the_priority_controller_sees_how_programmes_stand(cast, desk, now):
    programme = programmes.add(name="Program MBG", kind=Programme.Kind.PROGRAMME, valid_from=LONG_AGO)
    report = cast.referred(at=now)
    Report.objects.filter(pk=report.pk).update(programme=programme)
    page = desk("Prio").get(at("nation_dashboard"))
    assert "dari 1 terbuka dan 1 ditandai" in page.text
    assert page.link("Program MBG") == at("programme", programme.code)


def test_the_overseer_sees_figures_without_consent(cast, desk, now):
    cast.referred(at=now - 61 * DAY)
    page = desk("Yani").get(at("nation_dashboard"))
    assert "Pada 0 dari 1 laporan" in page.text
    assert "Program prioritas" not in page.text


# --- periods -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", ["7", "30", "90", "365"])
def test_each_period_has_its_figures(cast, desk, now, days):
    cast.submitted(at=now - 40 * DAY)
    count(now)
    page = desk("Vera").get(at("nation_dashboard", hari=days))
    received = page.tree.find(".//dl/div/dd")
    assert received is not None
    assert received.text == ("1" if int(days) > 40 else "0")
    assert "Rentang ini tidak ada" not in page.text


@pytest.mark.parametrize("days", ["", "0", "-7", "31", "1e9", "9" * 400, "30 ", "٣٠", "<b>", "\0", "30'--"])
def test_what_is_no_period_is_said_and_replaced_by_the_usual_one(desk, days):
    page = desk("Vera").get(at("nation_dashboard"), {"hari": days})
    assert "Rentang ini tidak ada" in page.text
    assert "Dalam 30 hari" in page.text


# --- what comes back -----------------------------------------------------------------------------------------------


@pytest.fixture
def village(db):
    return Region.objects.create(code="64", name="Sangatta", path_name="Sangatta", level=1, valid_from=LONG_AGO)


@pytest.fixture
def spot(cast, village, now):
    for ago in (30, 20, 10):
        cast.verified(at=now - ago * DAY, region=village)
    spots.find(at=now)


def test_a_hot_spot_leads_to_the_reports_behind_it(spot, desk):
    arif = desk("Arif")
    page = arif.get(at("hot_spots"))
    behind = arif.click(page, "Jalan rusak, Sangatta")
    assert behind.title == "Jalan rusak: 3 laporan dalam setahun"
    assert behind.text.count("Jalan berlubang di Sangatta Utara") == 3


def test_hot_spots_of_other_agencies_are_not_there(spot, desk):
    address = desk("Arif").get(at("hot_spots")).link("Jalan rusak")
    assert "Belum ada yang berulang" in desk("Bayu").get(at("hot_spots")).text
    assert status_of(desk("Bayu"), address) == 404
    assert "Sangatta" in desk("Kiki").get(address).text


def test_what_a_reader_may_not_open_is_only_counted(spot, cast, desk):
    address = desk("Arif").get(at("hot_spots")).link("Jalan rusak")
    Report.objects.update(verified_at=None, report_class="", published_at=None)  # KSP sees what is verified
    assert "3 laporan lain tidak dapat Anda buka" in desk("Prio").get(address).text


@pytest.mark.parametrize("place", ["x1", "r", "g", "r" + "9" * 40, "g-1", "r1a", "1", "r٣"])
def test_a_place_that_is_none_is_not_found(spot, cast, desk, place):
    spots_at = at("hot_spots")
    assert status_of(desk("Vera"), f"{spots_at}{cast.unit('64.08').pk}/{cast.road.pk}/{place}/") == 404
    assert status_of(desk("Vera"), f"{spots_at}{'9' * 40}/{cast.road.pk}/r1/") == 404


# --- cost ----------------------------------------------------------------------------------------------------------


def queries(browser: Pages, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = browser.get(address)
    assert len(page.response.content) < 60_000
    return len(asked)


@pytest.mark.parametrize(
    ("name", "page"),
    [("Hadi", "own_dashboard"), ("Kiki", "province_dashboard"), ("Vera", "nation_dashboard"), ("Arif", "hot_spots")],
)
def test_a_dashboard_costs_the_same_however_much_happened(cast, desk, village, now, name, page):
    browser = desk(name)

    def happen() -> None:
        for to in ("64.08/pu", "64.08/perumdam", "64.71"):
            late(cast.referred(at=now - DAY, region=village, to=to if to != "64.71" else "64.08/pu"), now)
        late(cast.submitted(at=now - DAY, agency=cast.unit("64.71")), now)
        count(now)
        spots.find(at=now)

    happen()
    browser.get(at(page))
    few = queries(browser, at(page, hari=365))
    for _time in range(3):
        happen()
    assert queries(browser, at(page, hari=365)) == few <= 18
