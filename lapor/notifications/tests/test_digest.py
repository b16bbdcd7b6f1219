"""One mail each working morning to each officer who has something to know, and never a second one."""

from datetime import timedelta

import pytest

from lapor.agencies.models import Membership
from lapor.channels import recipients
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.core import encryption
from lapor.notifications import digest, preferences
from lapor.notifications.models import Digest, Notice
from lapor.reports import privacy
from lapor.testing.cast import MONDAY

SEVEN = MONDAY + timedelta(hours=21)  # on Tuesday in Sangatta
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def mails(db):
    """The digests on their way, by address."""

    def mails():
        found = OutgoingMessage.objects.filter(event__isnull=True)
        return {
            encryption.unseal(each.to_ciphertext, context="outgoing message").decode(): Content.unseal(
                each.content_ciphertext
            )
            for each in found
        }

    return mails


def for_digest(cast, report, *names, occasion="received", at=MONDAY):
    """As the fan-out leaves it."""
    event = report.events.order_by("-seq").first()
    Notice.objects.bulk_create(
        Notice(
            event=event, report=report, recipient=recipients.tag_of(cast.user(name)), audience="agency_admin",
            occasion=occasion, in_digest=True, created_at=at,
        )
        for name in names
    )  # fmt: skip


def test_at_seven_in_the_morning_of_the_unit_it_goes_out_once(cast, mails):
    for_digest(cast, cast.submitted(), "Arif")
    assert digest.send(at=SEVEN - timedelta(minutes=1)) == 0
    assert digest.send(at=SEVEN) == 1
    assert digest.send(at=SEVEN + timedelta(minutes=10)) == 0
    assert list(mails()) == ["arif@kantor.example"]
    assert "1 laporan" in mails()["arif@kantor.example"].subject


def test_each_line_says_number_class_deadline_and_where_to_go(cast, mails, settings):
    report = cast.referred()
    for_digest(cast, report, "Otto")
    digest.send(at=SEVEN)
    text = mails()["otto@kantor.example"].text
    assert f"{settings.SITE_URL}/kerja/laporan/{report.number}/" in text
    assert "Pengaduan tidak berkadar pengawasan" in text
    assert "November 2026" in text
    assert "&" not in text


def test_what_is_of_one_sort_stands_together(cast, mails):
    for number, occasion in enumerate(["received", "warned_90", "late", "replied", "received"]):
        for_digest(cast, cast.referred(), "Otto", occasion=occasion, at=MONDAY + timedelta(minutes=number))
    digest.send(at=SEVEN)
    text = mails()["otto@kantor.example"].text
    heads = ["Baru (2)", "Hampir jatuh tempo (1)", "Terlambat (1)", "Kata pelapor (1)"]
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)


def test_nobody_reads_of_reports_that_have_left_their_desk(cast, mails):
    report = cast.referred()
    for_digest(cast, report, "Otto", "Wati")
    digest.send(at=SEVEN)
    assert list(mails()) == ["otto@kantor.example"]


def test_a_report_that_became_secret_is_named_only_to_those_who_may_open_it(cast, mails):
    report = cast.referred()
    for_digest(cast, report, "Otto", "Kiki")
    privacy.raise_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    digest.send(at=SEVEN)
    assert list(mails()) == ["otto@kantor.example"]
    assert "Jalan berlubang" not in mails()["otto@kantor.example"].text


def test_nothing_to_say_is_no_mail(cast, mails):
    digest.send(at=SEVEN)
    assert mails() == {}


def test_what_was_done_meanwhile_is_not_news(cast, mails):
    from lapor.reports import actors, closing

    report = cast.referred()
    for_digest(cast, report, "Otto")
    closing.withdraw(report.number, by=actors.pin_holder(report.number), at=MONDAY)
    assert digest.send(at=SEVEN) == 0


def test_on_saturday_nobody_gets_one_and_on_monday_it_holds_the_weekend(cast, mails):
    for_digest(cast, cast.submitted(at=FRIDAY), "Arif", at=FRIDAY)
    assert digest.send(at=FRIDAY + timedelta(hours=21)) == 0
    for_digest(cast, cast.submitted(at=FRIDAY), "Arif", at=FRIDAY + timedelta(days=1))
    assert digest.send(at=FRIDAY + timedelta(days=2, hours=21)) == 1
    assert "2 laporan" in mails()["arif@kantor.example"].subject


def test_broken_off_in_the_middle_it_goes_out_at_the_next_try(cast, mails, monkeypatch):
    for_digest(cast, cast.submitted(), "Arif", "Anisa")
    tell = digest.outbox.tell
    calls = []

    def die_at_the_second(*args, **options):
        calls.append(args)
        return tell(*args, **options) if len(calls) == 1 else 1 / 0

    monkeypatch.setattr(digest.outbox, "tell", die_at_the_second)
    with pytest.raises(ZeroDivisionError):
        digest.send(at=SEVEN)
    assert (len(mails()), Digest.objects.count()) == (1, 1)
    monkeypatch.setattr(digest.outbox, "tell", tell)
    digest.send(at=SEVEN)
    assert sorted(mails()) == ["anisa@kantor.example", "arif@kantor.example"]


def test_who_works_in_two_zones_gets_one(cast, mails):
    pusat = cast.unit("pusat")
    Membership.objects.create(user=cast.user("Arif"), unit=pusat, role="agency_admin", valid_from=MONDAY.date())
    for_digest(cast, cast.submitted(), "Arif")
    assert digest.send(at=SEVEN) == 1
    for_digest(cast, cast.submitted(), "Arif", at=SEVEN + timedelta(minutes=20))
    assert digest.send(at=SEVEN + timedelta(hours=1)) == 0


def test_without_mail_there_is_no_digest(cast, mails):
    for_digest(cast, cast.submitted(), "Arif")
    preferences.choose(recipients.tag_of(cast.user("Arif")), ways=["push"], at=MONDAY)
    assert digest.send(at=SEVEN) == 0
    assert not Notice.objects.filter(digested_at=None).exists()
