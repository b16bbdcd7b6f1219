"""The night after a quarter drafts letters; nobody's word makes them more than drafts."""

from lapor.supervision.models import Reprimand, Status
from lapor.supervision.tasks import draft_reprimands
from lapor.testing.cast import MONDAY


def test_the_job_drafts_a_letter_for_what_is_overdue(cast):
    cast.submitted(at=MONDAY.replace(year=2020))
    draft_reprimands(timestamp=0)
    assert Reprimand.objects.get().status == Status.DRAFT
