"""Once a day at five: what was published where people follow, exactly once, and only what is public then."""

from datetime import UTC, datetime, timedelta

import pytest

from lapor.agencies.models import Category
from lapor.channels import outbox
from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.models import OutgoingMessage
from lapor.channels.writing import letter_of
from lapor.core import encryption
from lapor.following import follows, letters, news
from lapor.following.models import Follow, Kind, Way
from lapor.regions.models import Region
from lapor.reports import privacy
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

FIVE = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # 17.00 in Jakarta on the cast's Monday
AFTER = FIVE + timedelta(minutes=5)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_wake(monkeypatch):
    monkeypatch.setattr(outbox, "wake", lambda names: None)


@pytest.fixture
def village(db):
    def region(code, parent=None):
        return Region.objects.create(
            code=code, name=code, kind="desa", level=code.count(".") + 1, parent=parent, path_name=f"Desa {code}",
            tz="Asia/Makassar", own_words=" x ", path_words=" x ",
        )  # fmt: skip

    province = region("98")
    return region("98.01.01.2001", region("98.01.01", region("98.01", province)))


def follower(kind, thing, *, language="id", since=MONDAY - DAY, name="a"):
    return Follow.objects.create(
        kind=kind, recipient=encryption.tag(name, purpose="x"), way=Way.EMAIL, language=language, created_at=since,
        confirmed_at=since, told_until=since, **{kind: thing},
        address_ciphertext=encryption.seal(f"{name}@contoh.example".encode(), context=follows.ADDRESS),
    )  # fmt: skip


def mails():
    return [Content.unseal(row.content_ciphertext) for row in OutgoingMessage.objects.order_by("id")]


def said_now(row):
    """What goes out of a mail that has waited."""
    return letter_of(row, at=AFTER).content


def test_a_report_that_is_hidden_while_the_mail_waits_is_left_out_of_it(cast):
    hidden, shown = cast.verified(), cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"))
    news.tell(at=AFTER)
    privacy.raise_flags(hidden.number, secret=True, by=cast.arif, at=AFTER)
    said = said_now(OutgoingMessage.objects.get())
    assert f"/laporan/{shown.number}/" in said.text
    assert f"/laporan/{hidden.number}/" not in said.text
    assert said.text.count("Jalan berlubang di Sangatta Utara") == 1
    assert "Berhenti dengan satu klik" in said.text


def test_a_mail_whose_reports_are_all_hidden_is_not_sent(cast):
    hidden = cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"))
    news.tell(at=AFTER)
    privacy.raise_flags(hidden.number, secret=True, by=cast.arif, at=AFTER)
    with pytest.raises(DeliveryFailed, match="not_public"):
        said_now(OutgoingMessage.objects.get())


def test_who_asked_to_follow_a_report_is_sent_nothing_once_it_is_hidden(cast):
    report = cast.verified()
    follows.ask(Kind.REPORT, report, typed="a@contoh.example", language="id", address="x", at=AFTER)
    assert "Jalan berlubang" in said_now(OutgoingMessage.objects.get()).text
    privacy.raise_flags(report.number, secret=True, by=cast.arif, at=AFTER)
    with pytest.raises(DeliveryFailed, match="not_public"):
        said_now(OutgoingMessage.objects.get())


def test_each_follower_gets_one_mail_a_day_with_what_is_new(cast):
    cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"))
    assert news.tell(at=AFTER) == 1
    assert news.tell(at=AFTER) == news.tell(at=AFTER + DAY) == 0
    (mail,) = mails()
    assert "Jalan berlubang di Sangatta Utara" in mail.text
    assert mail.stop_link.startswith("/ikuti/berhenti/")


def test_before_five_nobody_is_told(cast):
    cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"))
    assert news.tell(at=FIVE - timedelta(minutes=1)) == 0
    assert news.tell(at=FIVE + timedelta(minutes=4)) == 0


def test_what_is_published_after_five_comes_with_the_next_day(cast):
    cast.verified(at=FIVE + timedelta(hours=1))
    follower(Kind.AGENCY, cast.unit("64.08"))
    assert news.tell(at=AFTER) == 0
    assert news.tell(at=AFTER + DAY) == 1


def test_a_day_that_the_job_missed_is_made_good_the_next(cast):
    cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"))
    assert news.tell(at=AFTER + 2 * DAY) == 1


def test_a_region_covers_the_regions_below_it(cast, village):
    cast.verified(region=village)
    follower(Kind.REGION, Region.objects.get(code="98"))
    follower(Kind.REGION, village, name="b")
    assert news.tell(at=AFTER) == 2


def test_a_neighbour_whose_code_begins_alike_is_not_told(cast, village):
    other = Region.objects.create(
        code="98.1", name="x", kind="kota", level=2, parent=Region.objects.get(code="98"), path_name="x",
        tz="Asia/Makassar", own_words=" x ", path_words=" x ",
    )  # fmt: skip
    cast.verified(region=village)
    follower(Kind.REGION, other)
    assert news.tell(at=AFTER) == 0


def test_a_topic_covers_its_sub_topics_and_an_agency_its_units(cast):
    cast.referred(to="64.08/pu")
    follower(Kind.CATEGORY, Category.objects.get(code="pu"))
    follower(Kind.AGENCY, cast.unit("64.08"), name="b")
    follower(Kind.AGENCY, cast.unit("64.08/perumdam"), name="c")
    assert news.tell(at=AFTER) == 2


def test_a_report_that_was_hidden_since_is_not_told(cast):
    report = cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"))
    Report.objects.filter(pk=report.pk).update(is_secret=True, published_at=None)
    assert news.tell(at=AFTER) == 0
    assert mails() == []


def test_at_most_twenty_are_named_and_the_rest_is_counted(cast):
    for _ in range(22):
        cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"))
    news.tell(at=AFTER)
    (mail,) = mails()
    assert mail.text.count("Jalan berlubang di Sangatta Utara") == letters.MOST
    assert "dan 2 lainnya" in mail.text


def test_the_mail_is_in_the_language_of_who_follows(cast):
    cast.verified()
    follower(Kind.AGENCY, cast.unit("64.08"), language="en")
    news.tell(at=AFTER)
    assert OutgoingMessage.objects.get().language == "en"


def test_what_breaks_off_in_the_middle_is_told_once_in_all(cast, monkeypatch):
    cast.verified()
    for turn in range(5):
        follower(Kind.AGENCY, cast.unit("64.08"), name=f"n{turn}")
    monkeypatch.setattr(news, "BATCH", 2)
    woken = []

    def breaks(names):
        woken.append(names)
        if len(woken) == 2:
            raise ConnectionError

    monkeypatch.setattr(outbox, "wake", breaks)
    with pytest.raises(ConnectionError):
        news.tell(at=AFTER)
    news.tell(at=AFTER)
    assert OutgoingMessage.objects.values("recipient").distinct().count() == OutgoingMessage.objects.count() == 5


def test_a_report_is_no_news_to_those_who_follow_it_alone(cast):
    report = cast.verified()
    follow = Follow(
        kind=Kind.REPORT, report=report, recipient=b"x" * 32, way=Way.EMAIL, language="id", created_at=MONDAY
    )
    follow.confirm(MONDAY)
    follow.save()
    assert news.tell(at=AFTER) == 0


def test_ten_times_as_many_followers_cost_the_same_reads_of_reports(cast, django_assert_max_num_queries):
    cast.verified()
    for turn in range(40):
        follower(Kind.AGENCY, cast.unit("64.08"), name=f"n{turn}")
    with django_assert_max_num_queries(15):
        news.tell(at=AFTER)
