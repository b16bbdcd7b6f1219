"""The list behind the bell: counted to 99, read page by page, forgotten after half a year."""

from datetime import timedelta

import pytest

from lapor.core.errors import NotFound
from lapor.notifications import bell, preferences
from lapor.notifications.models import Digest, Notice
from lapor.notifications.people import Person
from lapor.testing.cast import MONDAY

ME, SOMEBODY_ELSE = b"m" * 32, b"s" * 32


@pytest.fixture
def notices(cast):
    """Write notices of one report, each of an event of its own."""
    report = cast.answered()

    def notices(count, recipient=ME, *, at=MONDAY):
        events = list(report.events.order_by("seq").values_list("pk", flat=True)[:count])
        return Notice.objects.bulk_create(
            Notice(event_id=event, report=report, recipient=recipient, audience="unit", occasion="held", created_at=at)
            for event in events
        )

    return notices


def test_only_ones_own_are_counted(notices, django_assert_num_queries):
    notices(3)
    notices(2, SOMEBODY_ELSE)
    with django_assert_num_queries(1):
        assert bell.unread(ME) == 3
    assert bell.unread(ME, SOMEBODY_ELSE) == 5


def test_what_was_read_is_not_counted(notices):
    first, *_rest = notices(3)
    bell.read_all(SOMEBODY_ELSE, at=MONDAY)
    assert bell.unread(ME) == 3
    bell.read(first.report, ME, at=MONDAY)
    assert bell.unread(ME) == 0


def test_counting_stops_at_a_hundred(notices, monkeypatch):
    monkeypatch.setattr(bell, "MOST", 2)
    notices(5)
    assert bell.unread(ME) == 3


def test_pages_go_on_where_the_last_one_ended(notices):
    written = [notice.pk for notice in reversed(notices(5))]
    first = bell.page(ME, size=2)
    second = bell.page(ME, before=first.older, size=2)
    last = bell.page(ME, before=second.older, size=2)
    assert [notice.pk for page in (first, second, last) for notice in page.notices] == written
    assert last.older is None


def test_half_a_year_later_they_are_forgotten_and_younger_ones_kept(notices, monkeypatch):
    monkeypatch.setattr(bell, "BATCH", 2)
    notices(5, at=MONDAY - timedelta(days=181))
    notices(2, SOMEBODY_ELSE)
    Digest.objects.create(recipient=ME, day=MONDAY.date() - timedelta(days=200))
    assert bell.forget(at=MONDAY) == 5
    assert {bytes(notice.recipient) for notice in Notice.objects.all()} == {SOMEBODY_ELSE}
    assert not Digest.objects.exists()


def test_choosing_ways_leaves_what_nobody_can_switch_off(db):
    preferences.choose(ME, ways=["email"], at=MONDAY)
    assert preferences.of([ME])[ME].ways == {"email", "bell", "webhook"}
    preferences.stop(ME, at=MONDAY)
    assert preferences.is_stopped(ME)
    preferences.resume(ME)
    assert not preferences.is_stopped(ME)


def test_a_stop_link_that_was_cut_off_or_altered_opens_nothing(cast):
    link = preferences.stop_link(Person(ME, (), "id", "Asia/Makassar"), cast.submitted())
    token = link.split("/")[-2]
    assert preferences.read(token).recipient == ME
    for wrong in (token[:-5], token[::-1], "é", "a", ME.hex()):
        with pytest.raises(NotFound):
            preferences.read(wrong)


def test_a_stop_link_does_not_show_whom_it_is_for(cast):
    link = preferences.stop_link(Person(ME, (), "id", "Asia/Makassar"), cast.submitted())
    assert ME.hex() not in link
