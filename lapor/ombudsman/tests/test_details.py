"""What the reporter tells the Ombudsman: asked after the consent, sealed, for nobody else, gone with the consent."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lapor.core.errors import NotFound, Refused
from lapor.ombudsman import consent, details, tasks
from lapor.ombudsman.models import Disclosure
from lapor.ombudsman.tests.stage import LATER, agreed, disclosed, handed_over, reporter, told
from lapor.reports import closing, referral
from lapor.reports.lifecycle import Action
from lapor.reports.models import Event, Report, ReportContent


def refusal(report, given=None, *, by=None, at=LATER):
    with pytest.raises(Refused) as caught:
        details.disclose(report.number, given or told(), by=by or reporter(report), at=at)
    return caught.value.code, caught.value.field


def test_what_is_told_is_read_again_by_the_reporter(cast):
    report = disclosed(cast)
    assert details.read(report, by=reporter(report)) == told()


@pytest.mark.parametrize("who", ["vera", "arif", "otto", "kusno", "yani", "kiki", "santi"])
def test_nobody_else_reads_it(cast, who):
    assert details.read(disclosed(cast), by=getattr(cast, who)) is None


def test_the_tables_and_the_record_hold_none_of_it(cast):
    report = disclosed(cast)
    row = Disclosure.objects.get()
    event = Event.objects.get(report=report, action=Action.DISCLOSE)
    assert b"Wulandari" not in bytes(row.ciphertext)
    assert event.data == {}
    assert not ReportContent.objects.filter(event=event).exists()


def test_it_is_asked_only_after_the_consent(cast):
    assert refusal(cast.in_progress()) == ("no_consent", "")


def test_others_than_the_reporter_cannot_tell(cast):
    report = agreed(cast)
    assert refusal(report, by=cast.vera)[0] == "not_your_step"
    with pytest.raises(NotFound):
        details.disclose(report.number, told(), by=cast.santi, at=LATER)


@pytest.mark.parametrize("field", ["name", "birth_place", "occupation", "address", "description", "complained"])
@pytest.mark.parametrize(("text", "code"), [("  ", "empty"), ("a" * 6000, "too_long"), ("a\0b", "odd_characters")])
def test_what_cannot_be_kept_is_told_beside_its_field(cast, field, text, code):
    assert refusal(agreed(cast), told(**{field: text})) == (code, field)


@pytest.mark.parametrize("field", ["birth_date", "event_date"])
@pytest.mark.parametrize(
    ("day", "code"), [(LATER.date() + timedelta(days=2), "in_the_future"), (date(1850, 1, 1), "too_long_ago")]
)
def test_impossible_days_are_told_beside_their_field(cast, field, day, code):
    assert refusal(agreed(cast), told(**{field: day})) == (code, field)


def test_an_unknown_marital_status_is_refused(cast):
    assert refusal(agreed(cast), told(marital_status="other")) == ("unknown", "marital_status")


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (-1, True)])
def test_older_than_two_years_is_said_and_not_refused(cast, days, is_old):
    today = timezone.localdate(LATER)
    given = told(event_date=today.replace(year=today.year - 2) + timedelta(days=days))
    report = disclosed(cast, details=given)
    assert details.read(report, by=reporter(report)).is_old(LATER) is is_old


def test_it_can_be_corrected_until_the_package_is_made(cast):
    report = disclosed(cast)
    details.disclose(report.number, told(occupation="Nelayan"), by=reporter(report), at=LATER)
    assert details.read(report, by=reporter(report)).occupation == "Nelayan"
    assert Disclosure.objects.count() == 1


def test_after_the_package_it_cannot_be_changed(cast):
    assert refusal(handed_over(cast).report)[0] == "handed_over"


def test_taking_the_consent_back_erases_it(cast):
    report = disclosed(cast)
    consent.take_back(report.number, by=reporter(report), at=LATER)
    assert not Disclosure.objects.exists()
    assert details.read(Report.objects.get(pk=report.pk), by=reporter(report)) is None


def test_after_a_new_consent_it_is_asked_anew(cast):
    report = disclosed(cast)
    consent.take_back(report.number, by=reporter(report), at=LATER)
    report = consent.give(report.number, by=reporter(report), at=LATER + timedelta(days=1))
    assert details.for_package(report) is None


def test_what_outlived_its_consent_is_erased_by_itself(cast):
    report, kept = disclosed(cast), disclosed(cast)
    Report.objects.filter(pk=report.pk).update(ombudsman_consent_at=None)
    assert consent.forget_left_behind(at=LATER) == 1
    assert list(Disclosure.objects.values_list("report", flat=True)) == [kept.pk]
    assert consent.forget_left_behind(at=LATER) == 0


def test_details_of_a_withdrawn_report_are_erased_by_itself(cast):
    report = disclosed(cast)
    closing.withdraw(report.number, by=reporter(report), at=LATER)
    tasks.forget_left_behind(0)
    assert not Disclosure.objects.exists()


def test_details_of_another_consent_count_for_nothing(cast):
    report = disclosed(cast)
    Report.objects.filter(pk=report.pk).update(ombudsman_consent_at=LATER + timedelta(days=1))
    assert details.for_package(Report.objects.get(pk=report.pk)) is None
    assert consent.forget_left_behind(at=LATER) == 1


def test_a_withdrawn_report_asks_for_nothing_more(cast):
    report = agreed(cast)
    closing.withdraw(report.number, by=reporter(report), at=LATER)
    assert refusal(report)[0] == "no_consent"


def test_a_part_is_handed_over_with_its_whole(cast):
    report = agreed(cast)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    part, _other = referral.split(report.number, parts=wanted, by=cast.arif, at=LATER)
    assert refusal(part, by=reporter(report))[0] == "part"


def test_erasing_the_reports_key_erases_it(cast):
    report = disclosed(cast)
    report.key.delete()
    with pytest.raises(Report.key.RelatedObjectDoesNotExist):
        details.for_package(Report.objects.get(pk=report.pk))
