"""Reprimands: one for each agency and quarter, from the data, by a person's word."""

from datetime import date, timedelta

import pytest

from lapor.agencies import memberships
from lapor.agencies.models import Role, Unit
from lapor.channels import sending
from lapor.channels.models import OutgoingMessage
from lapor.core.errors import NotFound, Refused
from lapor.supervision import reprimands
from lapor.supervision.models import Quarter, Reprimand, Status, Way
from lapor.testing.cast import MONDAY

LATE = MONDAY + timedelta(days=75)  # 16 January 2027: the fourth quarter is over
DAY = date(2027, 1, 16)


@pytest.fixture
def drafted(cast):
    """Kutai Timur has two overdue reports, one of them secret; Balikpapan has one."""
    cast.referred()
    cast.submitted(is_secret=True)
    cast.submitted(agency=cast.unit("64.71"))
    assert reprimands.draft(at=LATE) == 2
    return letter("64.08")


def letter(code):
    return Reprimand.objects.get(agency__code=code)


def approve(cast, pk, who="vera"):
    return reprimands.approve(pk, by=getattr(cast, who), user=cast.user(who), at=LATE)


def send(cast, pk, who="vera", way=Way.POST, day=DAY):
    return reprimands.send(pk, way=way, day=day, by=getattr(cast, who), user=cast.user(who), at=LATE)


def answer(cast, pk, who="arif", text="Sudah kami percepat."):
    return reprimands.answer(pk, text=text, by=getattr(cast, who), user=cast.user(who), at=LATE)


def drop(cast, pk, who="vera", reason="Masa pilkada."):
    return reprimands.drop(pk, reason=reason, by=getattr(cast, who), user=cast.user(who), at=LATE)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2027, 1, 1), (2026, 4)),
        (date(2026, 3, 31), (2025, 4)),
        (date(2026, 4, 1), (2026, 1)),
        (date(2026, 12, 31), (2026, 3)),
    ],
)
def test_a_letter_is_about_the_quarter_that_is_over(day, quarter):
    assert Quarter.before(day) == Quarter(*quarter)


def test_a_draft_has_the_figures_of_its_agency(drafted):
    assert (drafted.year, drafted.quarter, drafted.status) == (2026, 4, Status.DRAFT)
    assert (drafted.open_count, drafted.overdue_count, drafted.secret_count) == (2, 2, 1)
    assert drafted.oldest_due_at == min(report.due_at for report in _reports("64.08"))


def _reports(code):
    from lapor.reports.models import Report

    return Report.objects.filter(agency__code=code)


def test_a_letter_lists_no_secret_report(drafted, cast):
    assert [row.report.is_secret for row in reprimands.listed(drafted)] == [False]
    _reports("64.08").update(is_secret=True, published_at=None)
    assert reprimands.listed(drafted) == []


def test_an_agency_without_overdue_reports_gets_none(cast):
    cast.submitted(at=LATE)
    assert reprimands.draft(at=LATE) == 0


def test_drafting_again_adds_only_who_has_none_yet(cast, drafted):
    cast.submitted(agency=cast.unit("ksp"))
    cast.submitted()
    assert reprimands.draft(at=LATE) == 1
    assert letter("64.08").overdue_count == 2
    assert letter("ksp").reports.count() == 1


def test_drafting_costs_the_same_for_many_agencies(cast, django_assert_max_num_queries):
    for code in ("64.08", "64.71", "ksp", "ombudsman"):
        cast.submitted(agency=cast.unit(code))
    with django_assert_max_num_queries(6):
        assert reprimands.draft(at=LATE) == 4


def test_letters_are_numbered_one_by_one_within_the_year(cast, drafted):
    assert approve(cast, drafted.pk).number == "001/TEG/LAPOR/2027"
    assert approve(cast, letter("64.71").pk, "kiki").number == "002/TEG/LAPOR/2027"


def test_the_coordinator_decides_on_regencies_and_cities_of_the_province_only(cast, drafted):
    cast.submitted(agency=cast.unit("64"))
    reprimands.draft(at=LATE)
    with pytest.raises(NotFound):
        approve(cast, letter("64").pk, "kiki")
    assert approve(cast, drafted.pk, "kiki").decided_for == cast.unit("64")


@pytest.mark.parametrize("who", ["arif", "bayu", "otto", "hadi", "prio", "mira"])
def test_nobody_else_decides_or_even_sees_a_draft(cast, drafted, who):
    for step in (approve, drop, send):
        with pytest.raises(NotFound):
            step(cast, drafted.pk, who)


def test_what_was_approved_is_not_approved_again(cast, drafted):
    approve(cast, drafted.pk)
    for step in (approve, drop):
        with pytest.raises(Refused) as refused:
            step(cast, drafted.pk)
        assert refused.value.code == "not_a_draft"
    assert letter("64.08").serial == 1


def test_what_is_dropped_says_why_and_has_no_number(cast, drafted):
    with pytest.raises(Refused) as refused:
        drop(cast, drafted.pk, reason=" ")
    assert (refused.value.code, refused.value.field) == ("empty", "reason")
    assert (drop(cast, drafted.pk).status, letter("64.08").number) == (Status.DROPPED, "")


def test_a_draft_is_not_sent(cast, drafted):
    with pytest.raises(Refused) as refused:
        send(cast, drafted.pk)
    assert refused.value.code == "not_approved"


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_a_letter_is_sent_between_its_date_and_today(cast, drafted, day):
    approve(cast, drafted.pk)
    with pytest.raises(Refused) as refused:
        send(cast, drafted.pk, day=day)
    assert refused.value.code == "odd_day"


def test_by_e_mail_a_notice_without_any_report_goes_to_the_agency(cast, drafted):
    approve(cast, drafted.pk)
    with pytest.raises(Refused) as refused:
        send(cast, drafted.pk, way=Way.EMAIL)
    assert refused.value.code == "no_address"
    Unit.objects.filter(code="64.08").update(email="diskominfo@kutaitimur.example")
    assert send(cast, drafted.pk, way=Way.EMAIL).sent_date == DAY
    message = OutgoingMessage.objects.get()
    assert message.context == {"number": "001/TEG/LAPOR/2027", "id": drafted.pk, "year": 2026, "quarter": 4}


def test_the_agency_sees_its_letter_once_it_is_sent_and_answers_once(cast, drafted):
    approve(cast, drafted.pk)
    with pytest.raises(NotFound):
        answer(cast, drafted.pk)
    send(cast, drafted.pk)
    assert answer(cast, drafted.pk).answered_by == cast.user("arif")
    with pytest.raises(Refused) as refused:
        answer(cast, drafted.pk)
    assert refused.value.code == "answered_already"


@pytest.mark.parametrize("text", ["", " \n ", "a\0b", "x" * 5001])
def test_an_answer_that_cannot_be_read_is_refused(cast, drafted, text):
    approve(cast, drafted.pk), send(cast, drafted.pk)
    with pytest.raises(Refused) as refused:
        answer(cast, drafted.pk, text=text)
    assert refused.value.code == "empty"


def test_nobody_answers_for_another_agency(cast, drafted):
    approve(cast, drafted.pk), send(cast, drafted.pk)
    with pytest.raises(NotFound):
        answer(cast, drafted.pk, "bayu")
    with pytest.raises(Refused) as refused:
        answer(cast, drafted.pk, "vera")
    assert refused.value.code == "not_yours"


def test_who_leads_a_part_neither_reads_nor_answers_for_the_agency(cast, drafted):
    memberships.grant(cast.user("otto"), unit=cast.unit("64.08/pu"), role=Role.AGENCY_ADMIN, at=MONDAY)
    approve(cast, drafted.pk)
    send(cast, drafted.pk)
    with pytest.raises(NotFound):
        answer(cast, drafted.pk, "otto")
    assert answer(cast, drafted.pk, "hadi").answered_at


def test_the_mail_leads_to_the_letter_and_lists_nothing(cast, drafted, settings, mailoutbox):
    settings.EMBEDDED = False
    Unit.objects.filter(code="64.08").update(email="diskominfo@kutaitimur.example")
    approve(cast, drafted.pk)
    send(cast, drafted.pk, way=Way.EMAIL)
    sending.send("email", at=LATE)
    (mail,) = mailoutbox
    assert (mail.to, "001/TEG/LAPOR/2027" in mail.subject) == (["diskominfo@kutaitimur.example"], True)
    assert f"/kerja/pembinaan/teguran/{drafted.pk}/" in mail.body
    assert str(drafted.reports.get().report.number) not in mail.body
