"""Clearance drives: what is on the list stays on it, and only what is settled counts."""

from datetime import date, timedelta

import pytest

from lapor.agencies.models import Kind
from lapor.core.errors import NotFound, Refused
from lapor.reports import closing, referral
from lapor.reports.actors import pin_holder
from lapor.reports.lifecycle import ArchiveReason
from lapor.supervision import drives
from lapor.supervision.models import Drive, DriveReport
from lapor.testing.cast import MONDAY

LATER = MONDAY + timedelta(days=3)
TODAY = date(2026, 11, 5)


def plan(**said):
    words = {
        "name": "Percepatan 2026",
        "basis": "SE Mendagri 490/1921/SJ",
        "submitted_from": date(2026, 1, 1),
        "submitted_until": date(2026, 11, 2),
        "due_date": date(2026, 12, 18),
        "target": 90,
    }
    return drives.Plan(**{**words, **said})


def start(cast, who="vera", **said):
    return drives.start(plan(**said), user=cast.user(who), by=getattr(cast, who), at=LATER)


def figures(drive, by):
    return {
        one.agency.code: (one.total, one.closed, one.answered, one.archived, one.still_open)
        for one in drives.by_agency(drive, by=by)
    }


def close(report):
    return closing.accept(report.number, rating=5, by=pin_holder(report.number), at=LATER)


@pytest.mark.parametrize("who", ["arif", "kiki", "otto", "prio", "hadi", "yani", "mira"])
def test_only_the_national_desk_starts_a_drive(cast, who):
    cast.submitted()
    with pytest.raises(NotFound):
        start(cast, who)


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"submitted_until": date(2025, 12, 31)}, "wrong_order", "submitted_until"),
        ({"submitted_until": date(2026, 12, 31)}, "not_over_yet", "submitted_until"),
        ({"due_date": TODAY}, "in_the_past", "due_date"),
        ({"submitted_until": date(2026, 10, 30)}, "nothing_open", "submitted_from"),
        ({"kinds": (Kind.UNIVERSITY,)}, "nothing_open", "submitted_from"),
    ],
)
def test_a_drive_that_makes_no_sense_is_refused(cast, said, code, field):
    cast.submitted()
    with pytest.raises(Refused) as refused:
        start(cast, **said)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_the_list_is_what_was_open_on_the_first_day(cast):
    report, _settled = cast.referred(), close(cast.answered())
    drive = start(cast)
    cast.referred(at=LATER)
    assert [row.report for row in drive.reports.all()] == [report]


def test_settled_answered_and_archived_are_told_apart(cast):
    settled, _waiting, dropped, _left = cast.answered(), cast.answered(), cast.submitted(), cast.referred()
    drive = start(cast)
    close(settled)
    closing.archive(dropped.number, reason=ArchiveReason.SPAM, explanation="Iklan.", by=cast.arif, at=LATER)
    assert figures(drive, cast.vera) == {"64.08": (4, 1, 1, 1, 1)}
    assert drives.together(drives.by_agency(drive, by=cast.vera)).percent == 25


def test_who_passes_a_report_on_gets_no_nearer_to_the_target(cast):
    report = cast.verified()
    drive = start(cast)
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=LATER)
    assert figures(drive, cast.vera) == {"64.08": (1, 0, 0, 0, 1)}


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, {"64.08", "64.71", "ksp"}),
        ({"kinds": (Kind.CITY,)}, {"64.71"}),
        ({"province": "64"}, {"64.08", "64.71"}),
        ({"province": "64", "kinds": (Kind.REGENCY,)}, {"64.08"}),
    ],
)
def test_a_drive_may_be_for_some_agencies_only(cast, said, codes):
    for code in ("64.08", "64.71", "ksp"):
        cast.submitted(agency=cast.unit(code))
    if "province" in said:
        said = {**said, "province": cast.unit(said["province"])}
    assert set(figures(start(cast, **said), cast.vera)) == codes


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("prio", {"64.08", "64.71"}),
        ("kiki", {"64.08", "64.71"}),
        ("arif", {"64.08"}),
        ("hadi", {"64.08"}),
        ("otto", set()),
    ],
)
def test_everybody_sees_the_figures_of_their_own_circle(cast, who, codes):
    cast.submitted(), cast.submitted(agency=cast.unit("64.71"))
    drive, by = start(cast), getattr(cast, who)
    assert set(figures(drive, by)) == codes
    assert drives.seen_by(by).exists() == bool(codes)


def test_the_reports_behind_a_figure_are_those_the_officer_may_open(cast):
    open_one, secret = cast.submitted(), cast.submitted(is_secret=True)
    drive, agency = start(cast), cast.unit("64.08").pk
    assert set(drives.reports_of(drive, agency, by=cast.arif)) == {open_one, secret}
    assert set(drives.reports_of(drive, agency, by=cast.kiki)) == {open_one}
    assert not drives.reports_of(drive, agency, by=cast.bayu).exists()


def test_the_reports_can_be_asked_for_by_what_became_of_them(cast):
    settled, left = cast.answered(), cast.referred()
    drive, agency = start(cast), cast.unit("64.08").pk
    close(settled)
    assert list(drives.reports_of(drive, agency, by=cast.vera, group="selesai")) == [settled]
    assert list(drives.reports_of(drive, agency, by=cast.vera, group="terbuka")) == [left]
    assert drives.reports_of(drive, agency, by=cast.vera, group="' OR 1=1").count() == 2


def test_the_list_costs_one_statement_however_long_it_is(cast, django_assert_num_queries):
    for _ in range(3):
        cast.submitted()
    user, by = cast.user("vera"), cast.vera
    with django_assert_num_queries(2):
        drive = drives.start(plan(), user=user, by=by, at=LATER)
    assert DriveReport.objects.filter(drive=drive).count() == 3
    assert Drive.objects.count() == 1
