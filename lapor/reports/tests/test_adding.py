from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lapor.core.errors import NotFound, Refused
from lapor.core.files import Limits, inspect
from lapor.core.tests import samples
from lapor.reports import actors, adding, closing, timeline
from lapor.reports.lifecycle import Action, State
from lapor.testing.cast import MONDAY


def phone(report):
    return actors.phone(report.number)


def add(report, **said):
    return adding.add(report.number, **{"text": "Di depan pasar.", "by": phone(report), "at": MONDAY, **said})


def test_a_reporter_adds_words_and_the_report_stays_where_it_stands(db, cast):
    report = cast.in_progress()
    clocks = list(report.clocks.order_by("pk").values())
    assert add(report).state == State.IN_PROGRESS
    assert list(report.clocks.order_by("pk").values()) == clocks
    assert timeline.entries(report, by=cast.otto)[-1].text == "Di depan pasar."


def test_added_words_are_not_public(db, cast):
    report = add(cast.in_progress())
    assert "add" not in {entry.action for entry in timeline.entries(report, by=None)}


def test_what_was_given_is_no_longer_missing(db, cast):
    report = add(cast.submitted(place="", title=""), gives="place")
    assert report.missing == ["title"]
    assert report.events.get(action=Action.ADD).data == {"gives": "place"}


def test_an_agency_named_later_gets_a_report_that_nobody_has_looked_at(db, cast):
    report = add(cast.submitted(agency=None, category=None), agency=cast.unit("64.71"))
    assert (report.holder.code, report.chosen_agency.code) == ("64.71", "64.71")


def test_an_agency_named_too_late_moves_nothing(db, cast):
    report = add(cast.referred(), agency=cast.unit("64.71"))
    assert report.holder.code == "64.08/pu"


def test_an_agency_that_is_not_connected_has_its_coordinator_read_it(db, cast):
    report = add(cast.submitted(agency=None, category=None), agency=cast.unit("64.72"))
    assert report.holder.code == "64"


def test_to_a_report_of_somebody_else_nothing_is_added(db, cast):
    with pytest.raises(NotFound):
        add(cast.submitted(), by=actors.phone())


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "x" * 5001])
def test_what_cannot_be_kept_is_refused(db, cast, text):
    with pytest.raises(Refused):
        add(cast.submitted(), text=text)


def test_nobody_fills_our_disks_by_adding_without_end(db, cast, monkeypatch):
    report = cast.submitted()
    monkeypatch.setattr(adding, "MOST_PER_HOUR", 2)
    add(report)
    add(report)
    with pytest.raises(Refused, match="too_many"):
        add(report)
    add(report, at=MONDAY + timedelta(hours=1))


def test_nothing_is_added_to_a_report_that_has_ended(db, cast):
    report = cast.submitted()
    closing.withdraw(report.number, by=phone(report), at=MONDAY)
    with pytest.raises(Refused, match="wrong_state"):
        add(report)


def test_photos_come_with_what_is_added(db, cast):
    photo = inspect(SimpleUploadedFile("a.jpg", samples.picture()), limits=Limits())
    report = add(cast.in_progress(), files=(photo,))
    event = report.events.get(action=Action.ADD)
    assert (report.attachments.filter(event=event).count(), event.data["files"]) == (1, [photo.sha256])
