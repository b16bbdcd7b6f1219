"""Bulk referral: one word on each report, and one click counts once."""

from uuid import uuid4

import pytest

from lapor.reports import response
from lapor.reports.models import Event
from lapor.testing.cast import MONDAY

BULK = "/kerja/teruskan/"


@pytest.fixture
def arif(desk_of):
    return desk_of("arif")


def ticket(report):
    return f"{report.number}:{report.seq}"


def send(client, reports, to, command=None, **said):
    asked = {"laporan": [ticket(report) for report in reports], "command": command or uuid4(), "to": to.pk, **said}
    return client.post(BULK, asked)


def kinds(page):
    return [outcome.kind for outcome, _title in page.context["outcomes"]]


def test_the_chosen_reports_are_shown_with_the_question_to_whom(cast, arif):
    reports = [cast.verified(), cast.verified()]
    page = arif.post(BULK, {"laporan": [ticket(report) for report in reports]})
    assert page.status_code == 200
    assert len(page.context["rows"]) == 2


def test_each_goes_to_the_unit(cast, arif):
    reports = [cast.verified(), cast.verified()]
    page = send(arif, reports, cast.unit("64.08/pu"), note="Mohon segera.")
    assert kinds(page) == ["done", "done"]
    for report in reports:
        report.refresh_from_db()
        assert report.holder == cast.unit("64.08/pu")


def test_one_that_cannot_go_does_not_stop_the_others(cast, arif):
    good, unverified = cast.verified(), cast.submitted()
    page = send(arif, [unverified, good], cast.unit("64.08/pu"))
    assert sorted(kinds(page)) == ["done", "refused"]
    good.refresh_from_db()
    assert good.holder == cast.unit("64.08/pu")


def test_one_that_changed_since_is_told_and_left_alone(cast, arif):
    report = cast.referred()
    old = ticket(report)
    response.follow_up(report.number, text="Kami ke lokasi.", by=cast.otto, at=MONDAY)
    asked = {"laporan": [old], "command": uuid4(), "to": cast.unit("64.08/perumdam").pk}
    assert kinds(arif.post(BULK, asked)) == ["stale"]
    report.refresh_from_db()
    assert report.holder == cast.unit("64.08/pu")


def test_the_same_click_twice_refers_once_and_says_done(cast, arif):
    reports, command = [cast.verified(), cast.verified()], uuid4()
    send(arif, reports, cast.unit("64.08/pu"), command)
    again = send(arif, reports, cast.unit("64.08/pu"), command)
    assert kinds(again) == ["done", "done"]
    assert Event.objects.filter(action="refer").count() == 2


def test_without_a_unit_the_form_says_so_and_keeps_the_choice(cast, arif):
    report = cast.verified()
    page = arif.post(BULK, {"laporan": ticket(report), "command": uuid4(), "note": "Tolong"})
    assert page.status_code == 422
    assert "Pilih unitnya" in page.content.decode()
    assert ticket(report) in page.content.decode()


def test_without_a_script_a_button_brings_more_units_into_the_list(cast, arif):
    report = cast.verified()
    page = arif.post(BULK, {"laporan": ticket(report), "command": uuid4(), "cari_to": "perumdam", "find": "to"})
    assert page.status_code == 200
    assert "Ditemukan" in page.content.decode()
    assert ticket(report) in page.content.decode()


@pytest.mark.parametrize("chosen", [[], ["x"], ["1:2:3"], ["9" * 90 + ":1"], ["\0:1"], ["²:1"]])
def test_choosing_nothing_is_told(cast, arif, chosen):
    page = arif.post(BULK, {"laporan": chosen})
    assert (page.status_code, page.context["code"]) == (409, "nothing_chosen")
    assert "dipilih" in page.content.decode()


def test_reports_of_others_are_neither_shown_nor_moved(cast, desk_of):
    theirs, ours = cast.verified(), cast.submitted(agency=cast.unit("64.71"))
    page = send(desk_of("bayu"), [theirs, ours], cast.unit("64.71"))
    assert kinds(page) == ["refused", "refused"]
    assert theirs.public_title not in page.content.decode()
    theirs.refresh_from_db()
    assert theirs.holder == cast.unit("64.08")


@pytest.mark.parametrize("to", ["", "x", "9" * 30, "-1", "\0"])
def test_an_odd_unit_is_refused(cast, arif, to):
    report = cast.verified()
    page = arif.post(BULK, {"laporan": ticket(report), "command": uuid4(), "to": to})
    assert page.status_code == 422
