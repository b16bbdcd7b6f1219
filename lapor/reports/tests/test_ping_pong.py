"""A report doesn't wander: the third return is decided, the decision binds, and nothing is closed by "not us"."""

import pytest

from lapor.core.errors import Refused
from lapor.reports import closing, grounds, referral, response
from lapor.reports.lifecycle import AnswerKind, ArchiveReason
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY


def disputed(cast):
    """Returned by roads, by the regency and by Balikpapan: now the province's coordinator decides."""
    report = cast.referred()
    referral.give_back(report.number, reason="Bukan kami.", by=cast.otto, at=MONDAY)
    referral.give_back(report.number, reason="Bukan kami.", by=cast.arif, at=MONDAY)
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY)
    return referral.give_back(report.number, reason="Bukan kami.", by=cast.bayu, at=MONDAY)


def decided(cast, code="64.08"):
    report = disputed(cast)
    return referral.arbitrate(report.number, to=cast.unit(code), reason="Jalan kabupaten.", by=cast.kiki, at=MONDAY)


def test_whom_the_arbiter_named_can_not_return_it(cast):
    report = decided(cast)
    with pytest.raises(Refused, match="bound"):
        referral.give_back(report.number, reason="Tetap bukan kami.", by=cast.arif, at=MONDAY)


def test_a_unit_below_passes_it_up_to_whom_the_arbiter_named_and_nothing_is_disputed_again(cast):
    report = decided(cast)
    referral.refer(report.number, to=cast.unit("64.08/perumdam"), by=cast.arif, at=MONDAY)
    back = referral.give_back(report.number, reason="Bukan air.", by=cast.wati, at=MONDAY)
    assert (back.holder.code, back.in_arbitration, back.return_count) == ("64.08", False, 4)


def test_while_it_is_disputed_nobody_returns_it(cast):
    report = disputed(cast)
    with pytest.raises(Refused, match="arbitration"):
        referral.give_back(report.number, reason="Bukan kami.", by=cast.kiki, at=MONDAY)


def test_the_arbiter_sees_who_had_it_the_last_one_first(cast):
    held = [cast.unit(code).pk for code in ("64.71", "pusat", "64.08", "64.08/pu")]
    assert referral.earlier_holders(disputed(cast)) == held


@pytest.mark.parametrize("text", [
    "Mohon maaf, hal ini bukan kewenangan kami.",
    "Jalan itu di luar kewenangan dinas kami.",
    "Ini bukan merupakan tupoksi instansi kami, terima kasih.",
])  # fmt: skip
@pytest.mark.parametrize("kind", AnswerKind)
def test_no_answer_says_that_it_is_not_ours(kind, text):
    with pytest.raises(Refused, match="not_ours"):
        grounds.check(kind, text, "UU 38/2004 pasal 9")


@pytest.mark.parametrize("text", [
    "Ini bukan kewenangan kabupaten.",
    "Silakan melapor ke Dinas PU Provinsi.",
    "Mohon Anda menyampaikan hal ini kepada kementerian.",
])  # fmt: skip
def test_a_refusal_sends_nobody_to_another_door(text):
    with pytest.raises(Refused, match="not_ours"):
        grounds.check(AnswerKind.REFUSED, text, "UU 38/2004 pasal 9")


@pytest.mark.parametrize("text", [
    "Pungutan itu bukan wewenang sekolah dan sudah dihentikan.",
    "Silakan datang ke kantor kelurahan membawa KTP; kartunya sudah jadi.",
    "Lubang sudah ditambal.",
])  # fmt: skip
def test_an_answer_may_speak_of_authority_and_of_offices(text):
    grounds.check(AnswerKind.SOLVED, text, "")


@pytest.mark.parametrize(("ground", "is_enough"), [
    ("Perda 3/2021 pasal 7", True),
    ("Permendagri No. 77 Tahun 2020", True),
    ("Keputusan Bupati 12/2024", True),
    ("peraturan yang berlaku", False),
    ("Bukan prioritas tahun 2026", False),
    ("", False),
])  # fmt: skip
def test_a_refusal_names_the_regulation(ground, is_enough):
    if is_enough:
        grounds.check(AnswerKind.REFUSED, "Tidak dapat dipenuhi tahun ini.", ground)
    else:
        with pytest.raises(Refused, match="no_ground"):
            grounds.check(AnswerKind.REFUSED, "Tidak dapat dipenuhi tahun ini.", ground)


def test_neither_is_it_proposed(cast):
    report = cast.in_progress()
    with pytest.raises(Refused, match="not_ours"):
        response.propose(report.number, cast.solved("Bukan kewenangan kami."), by=cast.otto, at=MONDAY)


def test_only_the_national_desk_finds_that_no_office_at_all_is_responsible(cast):
    report, reason = cast.submitted(), ArchiveReason.NOT_GOVERNMENT
    with pytest.raises(Refused, match="national_only"):
        closing.archive(report.number, reason=reason, explanation="Urusan pribadi.", by=cast.arif, at=MONDAY)
    closing.archive(report.number, reason=reason, explanation="Urusan pribadi.", by=cast.vera, at=MONDAY)
    assert Report.objects.get(pk=report.pk).archive_reason == reason


def test_an_agency_returns_what_it_has_verified_without_taking_it_on(cast):
    report = referral.give_back(cast.verified().number, reason="Jalan nasional.", by=cast.arif, at=MONDAY)
    assert (report.holder.code, report.return_count) == ("pusat", 1)
