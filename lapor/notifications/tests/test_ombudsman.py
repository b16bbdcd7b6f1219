"""A secret report's package for the Ombudsman is made by an officer, who is told that it waits."""

from lapor.channels import recipients
from lapor.notifications.models import Notice
from lapor.notifications.tests.conftest import messages, said_in
from lapor.ombudsman.tests.stage import LATER, disclosed


def who_heard(cast):
    """Each officer who was told that a package waits, and whether that comes with the digest."""
    names = {recipients.tag_of(user): name for name, user in cast.people.items()}
    heard = Notice.objects.filter(occasion="disclosed")
    return {names[bytes(each.recipient)]: each.in_digest for each in heard}


def test_who_must_hand_over_a_secret_report_hears_that_its_package_waits(cast, tell):
    tell(disclosed(cast, is_secret=True), newest=True, at=LATER)
    assert who_heard(cast) == {"arif": False, "anisa": False, "vera": True}


def test_nobody_waits_for_the_package_of_any_other_report(cast, tell):
    tell(disclosed(cast), newest=True, at=LATER)
    assert who_heard(cast) == {}


def test_of_the_secret_report_only_its_number_and_who_has_it_are_said(cast, tell):
    report = disclosed(cast, is_secret=True)
    tell(report, newest=True, at=LATER)
    mail = said_in(messages(channel="email")[0])
    assert str(report.number) in mail.text
    assert "Dinas Pekerjaan Umum" in mail.text
    assert "Yos Sudarso" not in mail.text + mail.subject
    assert "Rini" not in mail.text
