from dataclasses import replace

import pytest

from lapor.core.errors import Refused
from lapor.notifications import editing, reference
from lapor.notifications.models import Rule, Words
from lapor.notifications.occasions import Audience, Occasion
from lapor.testing.cast import MONDAY

LINE = Occasion.REFERRED, Audience.REPORTER


def shipped() -> Words:
    return reference.lines()[LINE].words["id"]


def codes(words: Words) -> list[str]:
    return [refused.code for refused in editing.faults(*LINE, "id", words)]


def test_the_shipped_words_have_no_fault():
    assert codes(shipped()) == []


@pytest.mark.parametrize(
    ("field", "more", "code"),
    [
        ("text", " {rahasia}", "unknown_placeholder"),
        ("text", " {nomor.__class__}", "stray_brace"),
        ("subject", "\nBcc: x@y.example", "line_break"),
    ],
)
def test_what_could_not_be_told_is_refused(field, more, code):
    assert codes(replace(shipped(), **{field: getattr(shipped(), field) + more})) == [code]


def test_a_fact_may_not_be_taken_away():
    words = shipped()
    assert codes(replace(words, subject=words.subject.replace("{nomor}", "Anda"))) == ["fact_missing"]


def test_saying_the_same_again_changes_nothing(cast):
    with pytest.raises(Refused) as refused:
        editing.rewrite(*LINE, "id", shipped(), seen=1, by=cast.user("Vera"), at=editing.newest(*LINE, "id").written_at)
    assert refused.value.code == "unchanged"


def test_officers_have_no_text_messages_to_choose(cast):
    rule = Rule.objects.get(occasion=Occasion.REFERRED, audience=Audience.UNIT)
    with pytest.raises(Refused) as refused:
        editing.switch(rule, ways=["sms"], is_on=True, in_digest=False, by=cast.user("Vera"), at=MONDAY)
    assert refused.value.code == "no_way"
