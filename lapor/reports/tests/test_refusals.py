"""Every refusal of the room as a table: what had happened, who tried what, and the code that says no."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from lapor.core.errors import Refused
from lapor.reports import (
    actors,
    closing,
    holding,
    identity,
    oversight,
    privacy,
    referral,
    response,
    supporting,
    tracking,
    verification,
)
from lapor.reports.lifecycle import AnswerKind, ArchiveReason, Channel, ClockKind, ReportClass
from lapor.reports.models import Report
from lapor.testing.cast import LONG_AGO, MONDAY

DAY = timedelta(days=1)
CLICK = UUID(int=7)


def holder(number):
    return actors.pin_holder(number)


# --- where a report stands when somebody tries: beside the cast's own steps ------------------------------------------


def disputed(cast):
    """Returned three times, so the coordinator decides."""
    report = cast.referred()
    for turn in range(3):
        referral.give_back(report.number, reason="Bukan kami", by=cast.otto, at=MONDAY)
        if turn < 2:
            referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY)
    return report


def at_the_desk(cast):
    report = cast.submitted(agency=None)
    verification.verify(report.number, cast.finding(), by=cast.vera, at=MONDAY)
    return referral.take_on(report.number, by=cast.vera, at=MONDAY)


def watched(cast):
    """An agency that wants to see what its units answer."""
    cast.unit("64.08").requires_approval = True
    cast.unit("64.08").save()
    return cast.referred()


def proposed(cast):
    return response.propose(watched(cast).number, cast.solved(), by=cast.otto, at=MONDAY)


def closed(cast):
    report = cast.answered()
    return closing.accept(report.number, rating=5, by=holder(report.number), at=MONDAY)


def secret(cast):
    return cast.submitted(is_secret=True)


def secret_and_verified(cast):
    return verification.verify(secret(cast).number, cast.finding(), by=cast.arif, at=MONDAY)


def agreed_to(cast):
    return privacy.consent(cast.submitted().number, by=holder(Report.objects.get().number), at=MONDAY)


def extended_twice(cast):
    report = cast.referred()
    for _ in range(2):
        response.extend(report.number, days=3, reason="Hujan", by=cast.arif, at=MONDAY)
    return report


def without_clocks(cast):
    report = cast.referred()
    report.clocks.filter(kind=ClockKind.SETTLEMENT).delete()
    return report


def supported(cast):
    return supporting.support(cast.verified().number, by=cast.santi, at=MONDAY)


def one_part(cast):
    report = cast.referred()
    parts = [referral.PartFor(cast.unit("64.08/pu"), "Tambal."), referral.PartFor(cast.unit("64.08/perumdam"), "Pipa.")]
    return referral.split(report.number, parts=parts, by=cast.arif, at=MONDAY)[0]


def followed_up_by_a_click(cast):
    report = cast.referred()
    by = cast.otto.acting(command=CLICK, seen=report.seq)
    return response.follow_up(report.number, text="Ditinjau.", by=by, at=MONDAY)


def submitted(**said):
    return lambda cast: cast.submitted(**said)


def stage(name):
    return lambda cast: getattr(cast, name)()


SUBMITTED, VERIFIED, REFERRED = submitted(), stage("verified"), stage("referred")
IN_PROGRESS, ANSWERED = stage("in_progress"), stage("answered")


# --- what is tried --------------------------------------------------------------------------------------------------


def verify(by="arif", **said):
    return lambda cast, number: verification.verify(number, cast.finding(**said), by=getattr(cast, by), at=MONDAY)


def verify_as_a_closed_topic(cast, number):
    verify(category=cast.closed_topic)(cast, number)


def refer(code, by="arif"):
    return lambda cast, number: referral.refer(number, to=cast.unit(code), by=getattr(cast, by), at=MONDAY)


def refer_to_a_closed_unit(cast, number):
    unit = cast.unit("64.08/pu")
    unit.valid_until = LONG_AGO
    unit.save()
    return referral.refer(number, to=unit, by=cast.arif, at=MONDAY)


def arbitrate(code, reason="Diputuskan", by="kiki"):
    return lambda cast, number: referral.arbitrate(
        number, to=cast.unit(code), reason=reason, by=getattr(cast, by), at=MONDAY
    )


def take_on(by):
    return lambda cast, number: referral.take_on(number, by=getattr(cast, by), at=MONDAY)


def give_back(by, reason="Bukan kami"):
    return lambda cast, number: referral.give_back(number, reason=reason, by=getattr(cast, by), at=MONDAY)


def join_itself(cast, number):
    referral.join(number, into=number, by=cast.arif, at=MONDAY)


def join_an_open_one(cast, number):
    referral.join(number, into=cast.submitted().number, by=cast.arif, at=MONDAY)


def join_a_joined_one(cast, number):
    joined = cast.submitted()
    referral.join(joined.number, into=cast.submitted().number, by=cast.arif, at=MONDAY)
    referral.join(number, into=joined.number, by=cast.arif, at=MONDAY)


def split(*codes):
    return lambda cast, number: referral.split(
        number, parts=[referral.PartFor(cast.unit(code), "Bagian Anda.") for code in codes], by=cast.arif, at=MONDAY
    )


def follow_up(text="Ditinjau.", by="otto"):
    return lambda cast, number: response.follow_up(number, text=text, by=getattr(cast, by), at=MONDAY)


def answer(kind=AnswerKind.SOLVED, text="Sudah.", **said):
    return lambda cast, number: response.answer(number, response.Answer(kind, text, **said), by=cast.otto, at=MONDAY)


def approve(by):
    return lambda cast, number: response.approve(number, by=getattr(cast, by), at=MONDAY)


def reject(by, reason="Kurang jelas"):
    return lambda cast, number: response.reject(number, reason=reason, by=getattr(cast, by), at=MONDAY)


def extend(days, reason="Hujan"):
    return lambda cast, number: response.extend(number, days=days, reason=reason, by=cast.arif, at=MONDAY)


def reclassify(report_class=ReportClass.COMPLAINT, topic="road", reason="Keliru"):
    return lambda cast, number: verification.reclassify(
        number, report_class=report_class, category=getattr(cast, topic), reason=reason, by=cast.arif, at=MONDAY
    )


def revise(title="Jalan", text="Berlubang"):
    return lambda cast, number: verification.revise(
        number, title=title, text=text, public_files=frozenset(), checked=False, by=cast.arif, at=MONDAY
    )


def by_reporter(step, *, at=MONDAY, **said):
    return lambda cast, number: step(number, **said, by=holder(number), at=at)


def by_arif(step, **said):
    return lambda cast, number: step(number, **said, by=cast.arif, at=MONDAY)


def by_kusno(step, **said):
    return lambda cast, number: step(number, **said, by=cast.kusno, at=MONDAY)


def track(pin, *, times=1, number=None):
    def guess(cast, known):
        for _ in range(times):
            try:
                tracking.open_with_pin(str(number or known), pin, at=MONDAY, address="10.0.0.1")
            except Refused as refused:
                last = refused
        raise last

    return guess


def link_to_santi(cast, number):
    supporting.link(number, to=cast.santi, by=holder(number), at=MONDAY)


def support_again(cast, number):
    supporting.support(number, by=cast.santi, at=MONDAY)


def of_account(cast):
    return cast.submitted(by=cast.rini.acting(command=uuid4()))


def act_from_an_older_page(cast, number):
    seen = Report.objects.get(number=number).seq - 1
    response.follow_up(number, text="Ditinjau.", by=cast.otto.acting(command=uuid4(), seen=seen), at=MONDAY)


def click_again(cast, number):
    by = cast.otto.acting(command=CLICK, seen=Report.objects.get(number=number).seq - 1)
    response.follow_up(number, text="Ditinjau.", by=by, at=MONDAY)


NIK = "6408012304900001"

CASES = [
    # code                where it stands      what is tried
    # whoever tries
    ("not_your_step",     SUBMITTED,           verify(by="kiki")),
    ("not_your_step",     REFERRED,            refer("64.08", by="otto")),
    ("not_your_step",     REFERRED,            by_arif(response.reply, text="Belum")),
    ("not_your_step",     VERIFIED,            by_reporter(supporting.support)),
    ("wrong_state",       SUBMITTED,           refer("64.08/pu")),
    ("wrong_state",       ANSWERED,            follow_up()),
    ("wrong_state",       VERIFIED,            verify()),
    ("wrong_state",       closed,              by_reporter(closing.withdraw)),
    ("own_report",        submitted(email="arif@kantor.example"), verify()),
    ("stale",             REFERRED,            act_from_an_older_page),
    ("already_done",      followed_up_by_a_click, click_again),
    # verification
    ("closed_category",   SUBMITTED,           verify_as_a_closed_topic),
    ("empty",             SUBMITTED,           verify(public_title=" ")),
    ("too_long",          SUBMITTED,           verify(public_text="a" * 10_001)),
    ("odd_characters",    SUBMITTED,           verify(public_text="a\0b")),
    ("personal_data",     SUBMITTED,           verify(public_text="Telepon 0812 3456 7890")),
    ("personal_data",     SUBMITTED,           verify(public_text="Surel rini@contoh.id")),
    ("personal_data",     SUBMITTED,           verify(public_text=f"NIK {NIK}", personal_data_checked=True)),
    ("personal_data",     SUBMITTED,           verify(public_text="Ditulis Rini Astuti", personal_data_checked=True)),
    ("nothing_to_change", VERIFIED,            reclassify()),
    ("closed_category",   VERIFIED,            reclassify(topic="closed_topic")),
    ("empty",             VERIFIED,            reclassify(ReportClass.ASPIRATION, reason="")),
    ("secret",            secret_and_verified, revise()),
    ("empty",             VERIFIED,            revise(text="")),
    ("personal_data",     VERIFIED,            revise(text="Kata Rini Astuti")),
    # referral
    ("same_unit",         REFERRED,            refer("64.08/pu")),
    ("not_your_tree",     VERIFIED,            refer("64.71")),
    ("closed_unit",       VERIFIED,            refer_to_a_closed_unit),
    ("arbitration",       disputed,            refer("64.71", by="vera")),
    ("arbitration",       disputed,            take_on("kiki")),
    ("arbitration",       disputed,            follow_up(by="kiki")),
    ("empty",             REFERRED,            give_back("otto", reason="  ")),
    ("at_the_top",        at_the_desk,         give_back("vera")),
    ("not_disputed",      REFERRED,            arbitrate("64.08")),
    ("not_your_province", disputed,            arbitrate("ombudsman")),
    ("empty",             disputed,            arbitrate("64.08", reason="")),
    ("itself",            SUBMITTED,           join_itself),
    ("secret",            secret,              join_an_open_one),
    ("already_joined",    SUBMITTED,           join_a_joined_one),
    ("too_few",           REFERRED,            split("64.08/pu")),
    ("too_few",           REFERRED,            split("64.08/pu", "64.08/pu")),
    ("part_of_part",      one_part,            split("64.08/pu", "64.08/perumdam")),
    ("not_your_tree",     REFERRED,            split("64.08/pu", "64.71")),
    # holding
    ("empty",             REFERRED,            by_arif(holding.hold, question="")),
    ("wrong_state",       REFERRED,            by_reporter(holding.supply, text="Kilometer 3")),
    # follow-up and answer
    ("empty",             REFERRED,            follow_up(" ")),
    ("too_long",          REFERRED,            follow_up("a" * 5001)),
    ("needs_approval",    watched,             follow_up()),
    ("needs_approval",    watched,             answer()),
    ("empty",             REFERRED,            answer(text="")),
    ("no_date",           REFERRED,            answer(AnswerKind.PLANNED)),
    ("past_date",         REFERRED,            answer(AnswerKind.PLANNED, planned_date=MONDAY.date())),
    ("far_date",          REFERRED,            answer(AnswerKind.PLANNED, planned_date=date.max)),
    ("no_ground",         REFERRED,            answer(AnswerKind.REFUSED)),
    ("no_proposal",       IN_PROGRESS,         approve("arif")),
    ("no_proposal",       IN_PROGRESS,         reject("arif")),
    ("four_eyes",         proposed,            approve("otto")),
    ("empty",             proposed,            reject("arif", reason="")),
    ("too_long",          REFERRED,            extend(31)),
    ("too_long",          REFERRED,            extend(0)),
    ("empty",             REFERRED,            extend(3, reason="")),
    ("too_often",         extended_twice,      extend(3)),
    ("no_clock",          without_clocks,      extend(3)),
    ("empty",             ANSWERED,            by_reporter(response.reply, text="")),
    # the end
    ("no_rating",         ANSWERED,            by_reporter(closing.accept, rating=0)),
    ("no_rating",         ANSWERED,            by_reporter(closing.accept, rating=6)),
    ("empty",             ANSWERED,            by_reporter(closing.contest, reason="")),
    ("too_late",          closed,              by_reporter(closing.contest, reason="Rusak", at=MONDAY + 61 * DAY)),
    ("too_late",          closed,              by_reporter(closing.reopen, reason="Rusak", at=MONDAY + 61 * DAY)),
    ("empty",             closed,              by_reporter(closing.reopen, reason="")),
    ("empty",             SUBMITTED,           by_arif(closing.archive, reason=ArchiveReason.SPAM, explanation="")),
    ("not_by_hand",       SUBMITTED,           by_arif(closing.archive, reason="withdrawn", explanation="")),
    # privacy and identity
    ("nothing_to_change", secret,              by_arif(privacy.raise_flags, secret=True)),
    ("no_consent",        SUBMITTED,           by_arif(privacy.lower_flags, secret=True)),
    ("nothing_to_change", agreed_to,           by_arif(privacy.lower_flags, secret=True)),
    ("anonymous",         submitted(is_anonymous=True), by_arif(identity.release, reason="Verifikasi")),
    ("no_identity",       submitted(name="", phone=""), by_arif(identity.release, reason="Verifikasi")),
    ("empty",             submitted(is_anonymous=True), by_kusno(identity.release, reason="")),
    # beside the work
    ("empty",             SUBMITTED,           by_arif(oversight.note, text="")),
    ("empty",             ANSWERED,            by_arif(oversight.inspect, result="verified", text="")),
    ("not_your_step",     SUBMITTED,           by_arif(oversight.prioritize, reason="Penting")),
    ("twice",             supported,           support_again),
    ("taken",             of_account,          link_to_santi),
    # number and PIN
    ("bad_number",        SUBMITTED,           track("12345678", number="1234567890")),
    ("no_match",          SUBMITTED,           track("00000000")),
    ("too_many",          SUBMITTED,           track("00000000", times=11)),
]  # fmt: skip

SUBMISSIONS = [
    ("empty", "body", {"body": "  "}),
    ("too_long", "title", {"title": "a" * 151}),
    ("too_long", "body", {"body": "a" * 100_000}),
    ("too_long", "name", {"name": "a" * 121}),
    ("odd_characters", "place", {"place": "Jalan\0"}),
    ("future_date", "event_date", {"event_date": date(2026, 11, 4)}),
]


@pytest.mark.parametrize(("code", "begin", "attempt"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_a_step_that_is_refused_says_why_and_changes_nothing(cast, code, begin, attempt):
    number = begin(cast).number
    before = Report.objects.filter(number=number).values().get()
    with pytest.raises(Refused) as refused:
        attempt(cast, number)
    assert refused.value.code == code
    assert refused.value.sentence
    after = Report.objects.filter(number=number).values().get()
    assert after == before
    assert Report.objects.get(number=number).events.count() == before["seq"]


@pytest.mark.parametrize(("code", "field", "said"), SUBMISSIONS)
def test_a_submission_that_is_refused_names_its_field_and_leaves_nothing(cast, code, field, said):
    with pytest.raises(Refused) as refused:
        cast.submitted(**said)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Report.objects.exists()


def test_a_closed_topic_is_refused_with_the_first_word(cast):
    with pytest.raises(Refused, match="closed_category"):
        cast.submitted(category=cast.closed_topic, channel=Channel.WEB)
