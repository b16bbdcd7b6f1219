"""What a step may ask of the database: thousands are taken in an hour, so one statement more is felt."""

import pytest
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist

from lapor.core.queries import update
from lapor.reports import referral, response, verification
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

SUBMIT, VERIFY, REFER, ANSWER = 14, 9, 10, 11  # statements


def test_a_new_report_costs_few_statements(cast, django_assert_max_num_queries):
    cast.submitted()
    with django_assert_max_num_queries(SUBMIT):
        cast.submitted()


def test_a_verification_costs_few_statements(cast, django_assert_max_num_queries):
    report = cast.submitted()
    with django_assert_max_num_queries(VERIFY):
        verification.verify(report.number, cast.finding(), by=cast.arif, at=MONDAY)


def test_a_referral_costs_few_statements(cast, django_assert_max_num_queries):
    report, to = cast.verified(), cast.unit("64.08/pu")
    with django_assert_max_num_queries(REFER):
        referral.refer(report.number, to=to, by=cast.arif, at=MONDAY)


def test_an_answer_costs_few_statements(cast, django_assert_max_num_queries):
    report = cast.referred()
    with django_assert_max_num_queries(ANSWER):
        response.answer(report.number, cast.solved(), by=cast.otto, at=MONDAY)


def test_a_row_is_inserted_and_updated_as_its_model_would_be(cast):
    report = cast.submitted()
    report.public_title, report.circle = "Jalan", [1, 2]
    update(report, ["public_title", "circle"])
    found = Report.objects.values_list("public_title", "circle", "state").get(pk=report.pk)
    assert found == ("Jalan", [1, 2], "submitted")


def test_a_row_that_is_gone_is_not_updated_in_silence(cast):
    report = Report(pk=0, number=1)
    with pytest.raises(ObjectDoesNotExist):
        update(report, ["public_title"])


def test_a_column_that_does_not_exist_is_not_left_out_in_silence(cast):
    with pytest.raises(FieldDoesNotExist):
        update(Report(pk=0), ["titel"])
