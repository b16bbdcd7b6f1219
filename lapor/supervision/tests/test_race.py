"""Several people at once: one decides, the other is told; two letters never share a number."""

from datetime import timedelta

import pytest

from lapor.core.errors import Refused
from lapor.supervision import reprimands
from lapor.supervision.models import Reprimand
from lapor.testing.cast import MONDAY
from lapor.testing.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LATE = MONDAY + timedelta(days=75)


def approval(cast, letter, who):
    by, user = getattr(cast, who), cast.user(who)
    return lambda: reprimands.approve(letter.pk, by=by, user=user, at=LATE)


def test_of_two_who_approve_at_once_the_second_is_told(transactional_db, cast):
    cast.submitted()
    reprimands.draft(at=LATE)
    letter = Reprimand.objects.get()
    results = at_once(approval(cast, letter, "vera"), approval(cast, letter, "kiki"))
    assert len([result for result in results if isinstance(result, Reprimand)]) == 1
    assert [result.code for result in results if isinstance(result, Refused)] == ["not_a_draft"]


def test_two_letters_approved_at_once_have_two_numbers(transactional_db, cast):
    for agency in ("64.08", "64.71"):
        cast.submitted(agency=cast.unit(agency))
    reprimands.draft(at=LATE)
    at_once(*[approval(cast, letter, "vera") for letter in Reprimand.objects.all()])
    assert sorted(Reprimand.objects.values_list("serial", flat=True)) == [1, 2]


def test_two_who_draft_at_once_draft_one_letter_each_agency(transactional_db, cast):
    cast.submitted()
    assert sorted(at_once(*[lambda: reprimands.draft(at=LATE)] * 3)) == [0, 0, 1]
    assert Reprimand.objects.get().reports.count() == 1
