"""Beginning, confirming and ending to follow; whom a report's steps are told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lapor.accounts import contacts
from lapor.accounts.models import ContactKind
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way as By
from lapor.core.errors import NotFound, Refused
from lapor.following import follows, people, things
from lapor.following.models import Follow, Kind, Way
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)


@pytest.fixture
def report(cast):
    return cast.referred()


def ask(kind, thing, typed="ani@contoh.example", *, at=MONDAY, address="10.0.0.1", language="id"):
    follows.ask(kind, thing, typed=typed, language=language, address=address, at=at)
    return Follow.objects.order_by("-id").first()


def by_account(cast, kind, thing, who="santi", way=Way.EMAIL, at=MONDAY):
    return follows.follow(kind, thing, by=cast.user(who), way=way, language="id", at=at)


def with_email(user, value="santi@contoh.example"):
    lookup = contacts.lookup(ContactKind.EMAIL, value)
    user.contacts.create(kind=ContactKind.EMAIL, lookup=lookup, ciphertext=contacts.seal(value), confirmed_at=MONDAY)


def letters():
    return [Content.unseal(message.content_ciphertext) for message in OutgoingMessage.objects.order_by("id")]


def test_a_mail_address_follows_only_after_its_owner_said_so(report):
    begun = ask(Kind.REPORT, report)
    assert list(people.followers_of(report)) == []
    assert f"/ikuti/konfirmasi/{begun.token}/" in letters()[0].text
    follows.confirm(begun.token, at=MONDAY)
    (follower,) = people.followers_of(report)
    assert follower.ways == (By("email", "ani@contoh.example"),)
    assert follower.stop_link == f"/ikuti/berhenti/{begun.token}/"


def test_one_address_follows_a_thing_once_however_it_is_typed(report):
    ask(Kind.REPORT, report, "Ani@Contoh.example")
    ask(Kind.REPORT, report, " ani@contoh.example ")
    assert Follow.objects.count() == 1


def test_an_address_gets_five_mails_a_day_and_nobody_is_told_that_it_had_them(report):
    for _ in range(7):
        ask(Kind.REPORT, report)
    assert len(letters()) == follows.MAILS_A_DAY
    ask(Kind.REPORT, report, at=MONDAY + DAY)
    assert len(letters()) == follows.MAILS_A_DAY + 1


def test_a_network_that_asks_for_very_many_is_refused(report):
    for turn in range(follows.ASKED_AN_HOUR):
        ask(Kind.REPORT, report, f"a{turn}@contoh.example")
    with pytest.raises(Refused, match="too_many_tries"):
        ask(Kind.REPORT, report, "z@contoh.example")


@pytest.mark.parametrize(
    "typed", ["", "   ", "ani", "ani@", "a@b@c", "x" * 300 + "@contoh.example", "ani@contoh.example\nBcc: x"]
)
def test_what_is_no_mail_address_is_refused(report, typed):
    with pytest.raises(Refused):
        ask(Kind.REPORT, report, typed)
    assert Follow.objects.count() == 0


def test_the_address_is_readable_nowhere_in_the_row(report):
    begun = ask(Kind.REPORT, report)
    row = repr(Follow.objects.values().get(pk=begun.pk)).encode() + bytes(begun.address_ciphertext)
    assert b"ani@contoh" not in row
    assert follows.address_of(begun) == "ani@contoh.example"


def test_a_line_break_in_a_title_stays_out_of_the_subject(report):
    Report.objects.filter(pk=report.pk).update(public_title="Jalan\r\nBcc: semua@contoh.example")
    ask(Kind.REPORT, Report.objects.get(pk=report.pk))
    assert "\n" not in letters()[0].subject
    assert "\r" not in letters()[0].subject


def test_an_account_follows_with_one_click_and_is_told_at_its_confirmed_address(cast, report):
    with_email(cast.user("santi"))
    by_account(cast, Kind.REPORT, report)
    by_account(cast, Kind.REPORT, report)
    (follower,) = people.followers_of(report)
    assert follower.user == cast.user("santi")
    assert follower.ways == (By("email", "santi@contoh.example"),)


def test_an_account_without_a_mail_address_is_told_inside_the_application_alone(cast, report):
    by_account(cast, Kind.REPORT, report)
    (follower,) = people.followers_of(report)
    assert follower.ways == ()


def test_who_follows_by_push_is_told_in_the_own_browsers(cast, report):
    follow = by_account(cast, Kind.REPORT, report, way=Way.PUSH)
    (follower,) = people.followers_of(report)
    assert follower.ways == (By("push", bytes(follow.recipient).hex()),)


def test_a_closed_account_is_told_nothing(cast, report):
    by_account(cast, Kind.REPORT, report)
    cast.user("santi").is_active = False
    cast.user("santi").save(update_fields=["is_active"])
    assert list(people.followers_of(report)) == []


def test_nobody_is_told_of_a_report_that_was_hidden_since(cast, report):
    by_account(cast, Kind.REPORT, report)
    Report.objects.filter(pk=report.pk).update(is_secret=True, published_at=None)
    assert list(people.followers_of(Report.objects.get(pk=report.pk))) == []


def test_stopping_deletes_the_row_and_can_be_done_twice(cast, report):
    follow = by_account(cast, Kind.REPORT, report)
    follows.stop(follow.token)
    follows.stop(follow.token)
    assert Follow.objects.count() == 0


def test_an_unknown_link_confirms_nothing(db):
    with pytest.raises(NotFound):
        follows.confirm(uuid4(), at=MONDAY)


def test_what_nobody_confirms_is_forgotten_after_a_week(report):
    ask(Kind.REPORT, report)
    assert follows.forget(at=MONDAY + 7 * DAY) == 0
    assert follows.forget(at=MONDAY + 8 * DAY) == 1


def test_nobody_follows_more_than_two_hundred_things(cast, report, monkeypatch):
    monkeypatch.setattr(follows, "MOST", 1)
    by_account(cast, Kind.REPORT, report)
    with pytest.raises(Refused, match="too_many"):
        by_account(cast, Kind.AGENCY, cast.unit("64.08"))


def test_the_database_refuses_a_follow_of_two_things_or_of_none(cast, report):
    for columns in ({"report": report, "agency": cast.unit("64")}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(
                kind=Kind.REPORT, recipient=b"x" * 32, way=Way.EMAIL, language="id", created_at=MONDAY, **columns
            )


def test_only_what_everybody_sees_can_be_followed(cast):
    hidden = cast.submitted()
    for slug, code in (("laporan", str(hidden.number)), ("laporan", "x" * 50), ("wilayah", "\0"), ("apa", "1")):
        with pytest.raises(NotFound):
            things.find(slug, code, at=MONDAY)


def test_a_unit_and_a_topic_are_found_by_their_codes(cast):
    assert things.find("instansi", "64.08/pu", at=MONDAY) == (Kind.AGENCY, cast.unit("64.08/pu"))
    assert things.find("topik", "pu-jalan", at=MONDAY) == (Kind.CATEGORY, cast.road)
    with pytest.raises(NotFound):
        things.find("topik", cast.closed_topic.code, at=MONDAY)


def test_a_thousand_followers_cost_a_handful_of_queries(cast, report, django_assert_max_num_queries):
    rows = [
        Follow(
            kind=Kind.REPORT, report=report, recipient=bytes([turn % 256, turn // 256]) * 16, way=Way.EMAIL,
            language="id", created_at=MONDAY, confirmed_at=MONDAY,
            address_ciphertext=follows.encryption.seal(b"a@b.example", context=follows.ADDRESS),
        )
        for turn in range(1000)
    ]  # fmt: skip
    Follow.objects.bulk_create(rows)
    with django_assert_max_num_queries(10):
        assert len(list(people.followers_of(report))) == 1000
