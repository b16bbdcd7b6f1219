"""What comes back from the Ombudsman, by its officers and by its system: recorded once, signed or not at all."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from lapor.core import signing
from lapor.core.errors import NotFound, Refused
from lapor.core.tests.test_signing import SECRET
from lapor.ombudsman import consent, contents, returning
from lapor.ombudsman.models import Package
from lapor.ombudsman.tests.stage import LATER, handed_over, reporter
from lapor.reports import timeline
from lapor.reports.lifecycle import Action, Outcome
from lapor.reports.models import Event

REGISTER = "0123/LM/2027/SMD"
WORDS = "Instansi terlambat tanpa alasan."


@pytest.fixture
def package(cast, monkeypatch):
    monkeypatch.setattr(contents, "pdf", lambda _template, _context: b"%PDF")
    return handed_over(cast)


@pytest.fixture
def registered(cast, package):
    return returning.acknowledge(package, REGISTER, by=cast.yani, at=LATER)


def events(package, action):
    return Event.objects.filter(report=package.report, action=action)


def conclude(cast, package, outcome=Outcome.FOUND, text=WORDS):
    return returning.conclude(package, outcome, text=text, by=cast.yani, at=LATER)


def refusal(take, *said, **how):
    with pytest.raises(Refused) as caught:
        take(*said, **how)
    return caught.value.code


def test_the_reporter_reads_the_register_number_and_the_outcome(cast, registered):
    conclude(cast, registered)
    told = timeline.entries(registered.report, by=reporter(registered.report))[-2:]
    assert told[0].data == {"register": REGISTER}
    assert told[1].data["outcome"] == Outcome.FOUND
    assert told[1].text == WORDS


def test_the_public_reads_neither(cast, registered):
    conclude(cast, registered)
    told = {entry.action for entry in timeline.entries(registered.report, by=None)}
    assert not told & {Action.DISCLOSE, Action.HAND_OVER, Action.ACKNOWLEDGE, Action.CONCLUDE}


def test_a_receipt_said_twice_is_recorded_once(cast, registered):
    returning.acknowledge(registered, f" {REGISTER} ", by=cast.yani, at=LATER)
    assert events(registered, Action.ACKNOWLEDGE).count() == 1


def test_another_number_for_the_same_package_is_refused(cast, registered):
    assert refusal(returning.acknowledge, registered, "9/LM", by=cast.yani, at=LATER) == "has_register"


def test_the_number_of_another_package_is_refused(cast, registered):
    other = handed_over(cast)
    assert refusal(returning.acknowledge, other, REGISTER, by=cast.yani, at=LATER) == "register_taken"


@pytest.mark.parametrize("register", ["", "1", "/1/", "a" * 61, "1\n2<", "Nomor satu é"])
def test_what_is_no_register_number_is_refused(cast, package, register):
    assert refusal(returning.acknowledge, package, register, by=cast.yani, at=LATER) == "odd_register"


@pytest.mark.parametrize("who", ["vera", "arif", "otto", "kusno"])
def test_nobody_else_answers_for_the_ombudsman(cast, package, who):
    with pytest.raises((Refused, NotFound)):
        returning.acknowledge(package, REGISTER, by=getattr(cast, who), at=LATER)


def test_an_outcome_comes_after_the_receipt(cast, package):
    assert refusal(conclude, cast, package) == "no_register"


def test_one_outcome_may_follow_another_and_the_same_is_recorded_once(cast, registered):
    for outcome in (Outcome.EXAMINED, Outcome.EXAMINED, Outcome.RECOMMENDED):
        conclude(cast, registered, outcome)
    said = [event.data["outcome"] for event in events(registered, Action.CONCLUDE).order_by("seq")]
    assert said == [Outcome.EXAMINED, Outcome.RECOMMENDED]
    assert Package.objects.get().outcome == Outcome.RECOMMENDED


@pytest.mark.parametrize(("outcome", "text", "code"), [("won", WORDS, "unknown"), (Outcome.FOUND, " ", "empty")])
def test_an_outcome_without_sense_is_refused(cast, registered, outcome, text, code):
    assert refusal(conclude, cast, registered, outcome, text) == code


@pytest.mark.parametrize("text", ["Ibu Wulandari benar.", "NIK 6408015704900003 benar."])
def test_the_words_must_not_tell_the_agency_who_reported(cast, registered, text):
    assert refusal(conclude, cast, registered, Outcome.FOUND, text) == "personal_data"


@pytest.mark.parametrize(
    "text", ["Kami datang ke gang kenari 7, sangatta utara.", "Balas ke Surat@x.id.", "Telepon 0812-345 6789."]
)
def test_the_words_must_not_tell_the_agency_where_the_reporter_is_found(cast, monkeypatch, text):
    monkeypatch.setattr(contents, "pdf", lambda _template, _context: b"%PDF")
    package = handed_over(cast, email="surat@x.id", phone="+628123456789")
    registered = returning.acknowledge(package, REGISTER, by=cast.yani, at=LATER)
    assert refusal(conclude, cast, registered, Outcome.FOUND, text) == "personal_data"


def test_after_the_consent_was_taken_back_nothing_is_recorded(cast, registered):
    consent.take_back(registered.report.number, by=reporter(registered.report), at=LATER)
    with pytest.raises(NotFound):
        conclude(cast, registered)


# --- by its system -------------------------------------------------------------------------------------------------


@pytest.fixture
def post(settings, monkeypatch):
    """Sends a signed message, or one with other headers."""
    settings.OMBUDSMAN_SECRET = SECRET
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)

    def post(said, *, message_id="msg_1", **other):
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        headers = signing.headers(body, secret=SECRET, message_id=message_id, at=LATER) | other
        return Client(enforce_csrf_checks=True).post(
            "/ombudsman/kembali/", body, content_type="application/json", headers=headers
        )

    return post


def receipt(package, register=REGISTER):
    return {"type": "receipt", "package": str(package.token), "register": register}


def outcome(register=REGISTER, outcome="found", text=WORDS):
    return {"type": "outcome", "register": register, "outcome": outcome, "text": text}


def test_receipt_and_outcome_become_events(package, post):
    assert post(receipt(package)).status_code == 200
    assert post(outcome(), message_id="msg_2").json() == {"status": "ok"}
    package.refresh_from_db()
    assert (package.register, package.outcome) == (REGISTER, Outcome.FOUND)


def test_a_message_that_comes_again_is_taken_and_recorded_once(package, post):
    said = [(receipt(package), "a"), (outcome(outcome="examined"), "b"), (outcome(), "c")]
    assert [post(each, message_id=name).status_code for each, name in [*said, *said, said[1]]] == [200] * 7
    assert events(package, Action.ACKNOWLEDGE).count() == 1
    assert events(package, Action.CONCLUDE).count() == 2


@pytest.mark.parametrize("other", [{"webhook-signature": "v1,AAAA"}, {"webhook-id": "x"}, {"webhook-timestamp": "1"}])
def test_an_unsigned_message_is_refused_and_nothing_is_stored(package, post, other):
    assert post(receipt(package), **other).status_code == 401
    assert Package.objects.get().register == ""
    assert not events(package, Action.ACKNOWLEDGE).exists()


@pytest.mark.parametrize(
    "said",
    [
        b"", b"{", b"[]", b"1", b"\xff", b"[" * 20_000, {}, {"type": "receipt"}, outcome(text="a\0b"),
        {"type": "receipt", "package": "no uuid", "register": "123"}, {"type": "outcome", "register": ["123"]},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_so(package, post, said):
    assert post(said).status_code == 422


def test_too_much_is_not_read(package, post):
    assert post(outcome(text="a" * 40_000)).status_code == 413


def test_unknown_packages_and_register_numbers_are_told_so(package, post):
    unknown = {"type": "receipt", "package": "8f1c2b9e-3a54-4a6e-9a53-0c8f6f0b9d11", "register": "123"}
    assert post(unknown).status_code == 404
    assert post(outcome("9/LM/2027")).status_code == 404
    assert post(outcome("")).status_code == 404


def test_refusals_say_their_code(cast, package, post):
    other = handed_over(cast)
    assert post(receipt(package)).status_code == 200
    assert (post(receipt(other)).status_code, post(receipt(package, "1/LM")).status_code) == (409, 409)
    assert post(outcome(outcome="won"), message_id="b").json() == {"error": "unknown"}


def test_a_package_whose_consent_is_gone_is_gone(package, post):
    consent.take_back(package.report.number, by=reporter(package.report), at=LATER + timedelta(hours=1))
    assert post(receipt(package)).status_code == 410
    assert not events(package, Action.ACKNOWLEDGE).exists()


def test_without_a_secret_there_is_no_such_door(package, post, settings):
    settings.OMBUDSMAN_SECRET = ""
    assert post(receipt(package)).status_code == 404


def test_looking_at_the_door_is_not_posting(post):
    assert Client().get("/ombudsman/kembali/").status_code == 405
