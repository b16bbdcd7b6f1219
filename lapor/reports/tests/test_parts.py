"""A part of a report protects the reporter as the whole does."""

import pytest

from lapor.core.errors import Refused
from lapor.reports import actors, identity, privacy, referral, verification
from lapor.reports.lifecycle import Action
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY


def divided(cast) -> tuple[Report, Report]:
    """A report and one of its parts, which the water company holds."""
    whole = cast.referred()
    parts = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    return whole, referral.split(whole.number, parts=parts, by=cast.arif, at=MONDAY)[1]


def test_what_hides_the_whole_hides_its_parts(cast):
    whole, part = divided(cast)
    by = actors.pin_holder(whole.number)
    privacy.raise_flags(whole.number, anonymous=True, secret=True, by=by, at=MONDAY)
    part.refresh_from_db()
    assert (part.is_anonymous, part.is_secret, part.published_at, part.public_text) == (True, True, None, "")
    assert not Report.objects.public().filter(parent=whole).exists()


def test_a_part_can_be_hidden_alone(cast):
    whole, part = divided(cast)
    privacy.raise_flags(part.number, secret=True, by=cast.wati, at=MONDAY)
    assert [report.is_secret for report in Report.objects.order_by("id")] == [False, False, True]


def test_a_part_is_not_published_with_the_name_of_who_sent_the_whole(cast):
    part = divided(cast)[1]
    with pytest.raises(Refused, match="personal_data"):
        verification.revise(
            part.number, title="Jalan", text="Kata Rini Astuti", public_files=frozenset(), checked=True,
            by=cast.arif, at=MONDAY,
        )  # fmt: skip


def test_the_identity_behind_a_part_is_opened_by_the_same_rules(cast):
    part = divided(cast)[1]
    identity.release(part.number, reason="Perlu alamat rumah.", by=cast.wati, at=MONDAY)
    part.refresh_from_db()
    assert identity.seen_by(part, by=cast.wati, at=MONDAY).name == "Rini Astuti"
    assert identity.seen_by(part, by=cast.otto, at=MONDAY) is None


def test_an_officer_does_not_handle_a_part_of_the_own_report(cast):
    whole = cast.referred(email="wati@kantor.example")
    parts = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    part = referral.split(whole.number, parts=parts, by=cast.arif, at=MONDAY)[1]
    with pytest.raises(Refused, match="own_report"):
        part.may(Action.FOLLOW_UP, by=cast.wati)
